"""An action sheet, who is on it, how its state changed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from terreau.core.said import Said
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.enums import Part, SheetAct, SheetState, TaxBasis
from terreau.web.apps.plans.models.committee import Committee
from terreau.web.apps.plans.models.need import Need
from terreau.web.apps.plans.models.plan import ActionPlan, Axis, OwnTheme
from terreau.web.apps.plans.rules.workflow import CLOSED
from terreau.web.apps.plans.themes import THEMES
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Confidential, Visibility


class ActionSheet(Confidential):
    """One action of a plan. A title is all that it must have."""

    # Parts of the sheet that are read by fewer than the sheet, unless somebody chose otherwise.
    FIELD_LEVELS: ClassVar = {
        "money": Visibility.PARTNERS,
        "risks": Visibility.PARTNERS,
        "discussion": Visibility.PARTNERS,
    }

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="sheets")
    axis = models.ForeignKey(Axis, null=True, on_delete=models.SET_NULL, related_name="sheets")
    code = models.CharField(max_length=24)
    # By which codes are ordered: F9 before F10.
    code_key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    folded_title = models.CharField(max_length=200)
    # Of the programme (`themes`), or one of the territory's own; not both.
    theme = models.CharField(max_length=16, blank=True)
    own_theme = models.ForeignKey(
        OwnTheme, null=True, on_delete=models.PROTECT, related_name="sheets"
    )
    problem = models.TextField(max_length=4000, blank=True)
    objectives = models.TextField(max_length=4000, blank=True)
    description = models.TextField(max_length=8000, blank=True)
    # For whom it is done.
    target_group = models.CharField(max_length=300, blank=True)
    place = models.ForeignKey(
        Perimeter, null=True, on_delete=models.PROTECT, related_name="placed_sheets"
    )
    # A place as it is called there, where it is no commune: "ZAC de Cadréan".
    place_name = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    tax_basis = models.CharField(max_length=12, choices=TaxBasis, default=TaxBasis.NOT_SAID)
    state = models.CharField(max_length=12, choices=SheetState, default=SheetState.IDEA)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_sheets"
    )
    needs = models.ManyToManyField(Need, related_name="sheets")
    # The day of its last change, of whatever part of it; None for one read in a document.
    last_news_on = models.DateField(null=True, default=timezone.localdate)
    # Key of the template it started from (`sheet_templates`); "" where it did from none.
    template = models.CharField(max_length=24, blank=True)
    # Worth telling elsewhere, and why; "" = not marked.
    good_practice = models.CharField(max_length=300, blank=True)
    # Whether it was read in a document with its plan, and written by nobody here.
    is_printed = models.BooleanField(default=False)
    # Of one that was: what is to be known of how it is printed, {"fr": …, "en": …}.
    printed_note = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("plan", "axis__number", "code_key", "pk")
        constraints = (
            models.UniqueConstraint(fields=("plan", "code"), name="one_sheet_per_code"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="sheet_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(theme="") | Q(own_theme=None), name="sheet_of_one_theme"
            ),
            models.CheckConstraint(
                condition=Q(state=SheetState.MERGED, merged_into__isnull=False)
                | ~Q(state=SheetState.MERGED) & Q(merged_into=None),
                name="merged_sheet_says_into_which",
            ),
        )
        indexes = (
            models.Index(fields=("plan", "state")),
            models.Index(fields=("state", "theme")),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Return the name of its state; Django's own reads every choice again, sheet by sheet."""
        return str(SheetState(self.state).label)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is expected of it."""
        return self.state in CLOSED

    @property
    def printed_words(self) -> Said | None:
        """What is to be known of how it is printed."""
        return Said(**self.printed_note) if self.printed_note else None

    @property
    def theme_label(self) -> str:
        """The name of its theme; "" where it has none."""
        if self.own_theme is not None:
            return self.own_theme.name
        return str(THEMES[self.theme].label) if self.theme in THEMES else ""

    @property
    def theme_choice(self) -> str:
        """Its theme as forms and files write it: a key of the programme, or "own:12"."""
        return f"own:{self.own_theme_id}" if self.own_theme_id else self.theme


class Participation(models.Model):
    """An organisation on a sheet, with its part.

    An organisation that the directory does not know is kept as it was written.
    """

    sheet = models.ForeignKey(ActionSheet, on_delete=models.CASCADE, related_name="participations")
    part = models.CharField(max_length=16, choices=Part)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="sheet_participations"
    )
    written_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("sheet", "part", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("sheet", "part", "organisation"), name="one_part_of_an_organisation"
            ),
            models.UniqueConstraint(
                fields=("sheet", "part", "written_name"),
                condition=Q(organisation=None),
                name="one_part_of_a_written_name",
            ),
            models.CheckConstraint(
                condition=Q(organisation=None) & ~Q(written_name="")
                | Q(organisation__isnull=False, written_name=""),
                name="participation_of_somebody",
            ),
        )
        indexes = (models.Index(fields=("organisation", "sheet")),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The organisation by its name."""
        return self.organisation.name if self.organisation is not None else self.written_name


class SheetEvent(models.Model):
    """The state of a sheet changed: who, which day, why, by which committee. Never changed."""

    sheet = models.ForeignKey(ActionSheet, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=12, choices=SheetAct)
    before = models.CharField(max_length=12, choices=SheetState)
    after = models.CharField(max_length=12, choices=SheetState)
    on = models.DateField()
    reason = models.CharField(max_length=500, blank=True)
    committee = models.ForeignKey(
        Committee, null=True, on_delete=models.PROTECT, related_name="validations"
    )
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    told_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-told_at", "-pk")
        indexes = (models.Index(fields=("sheet", "told_at")),)

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.before} → {self.after}"
