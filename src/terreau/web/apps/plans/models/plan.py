"""A plan of a territory, its axes, the themes of its own."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from terreau.core.said import Said
from terreau.web.apps.plans.enums import Phase
from terreau.web.apps.plans.themes import THEMES
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility


class ActionPlan(models.Model):
    """What a territory means to do over a phase."""

    perimeter = models.ForeignKey(Perimeter, on_delete=models.PROTECT, related_name="action_plans")
    title = models.CharField(max_length=200)
    phase = models.PositiveSmallIntegerField(choices=Phase, null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    # What a document prints of a plan that was read in it; empty for one that people write here.
    source_title = models.CharField(max_length=200, blank=True)
    source_date = models.CharField(max_length=20, blank=True)
    printed_sheets = models.PositiveSmallIntegerField(null=True)
    # In both languages, as {"fr": …, "en": …}: why what is printed and what is counted differ.
    printed_note = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    # Links to the calendar of its obligations that were made before hold no more.
    calendar_turn = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("perimeter__name", "-phase", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("perimeter", "title"), name="one_plan_of_a_title_in_a_territory"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_days_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_example(self) -> bool:
        """Whether it belongs to the fictitious country."""
        return self.perimeter.country == "XX"

    @property
    def is_printed(self) -> bool:
        """Whether it was read in a document."""
        return bool(self.source_title)

    @property
    def counted_sheets(self) -> int:
        """How many of the sheets that were read in its document everyone reads here."""
        return self.sheets.filter(is_printed=True, visibility=Visibility.PUBLIC).count()

    @property
    def printed_words(self) -> Said | None:
        """What is to be known of how it is printed."""
        return Said(**self.printed_note) if self.printed_note else None

    @property
    def source_day(self) -> date | None:
        """The day of its document; None where it bears none, or only a year."""
        return date.fromisoformat(self.source_date) if self.source_date.count("-") == 2 else None


class Axis(models.Model):
    """A part of a plan."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="axes")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ("plan", "number", "pk")
        constraints = (
            models.UniqueConstraint(fields=("plan", "number"), name="one_axis_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class OwnTheme(models.Model):
    """A theme that a territory adds to those of the programme."""

    perimeter = models.ForeignKey(Perimeter, on_delete=models.PROTECT, related_name="own_themes")
    name = models.CharField(max_length=80)
    # The theme of the programme that it belongs to above the territory; "" where it has none.
    maps_to = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("perimeter", "name"), name="one_own_theme_per_name"),
            models.CheckConstraint(
                condition=Q(maps_to__in=["", *sorted(THEMES)]), name="own_theme_maps_to_a_theme"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def programme_label(self) -> str:
        """The theme of the programme it is counted with; "" where there is none."""
        return str(THEMES[self.maps_to].label) if self.maps_to in THEMES else ""
