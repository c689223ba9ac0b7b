"""Know-how: one line for each thing that an organisation can do, has, or seeks."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.knowhow.enums import KnowHowKind, KnowHowSource
from terreau.web.apps.knowhow.rules import is_doubted, last_held_true
from terreau.web.shared.visibility import Confidential


class KnowHow(Confidential):
    """A thing that an organisation can do, has, or seeks, in its own words."""

    FIELD_LEVELS: ClassVar = {}

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="know_how"
    )
    kind = models.CharField(max_length=14, choices=KnowHowKind)
    text = models.CharField(max_length=500)
    # Codes of the small vocabulary of processes and materials (`terreau.matching.vocabulary`).
    terms = models.JSONField(default=list, blank=True)
    naf = models.JSONField(default=list, blank=True)
    rome = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=8, choices=KnowHowSource)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    # Who looked and found it so, on which day.
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="verified_know_how",
    )
    verified_on = models.DateField(null=True)
    # "Still true?": when its organisation last said yes.
    confirmed_on = models.DateField(null=True)
    # It is not true any more: it ends, it is not deleted.
    ended_on = models.DateField(null=True)
    # By which the index of the search knows what it lacks; who writes many rows at once sets it.
    written_at = models.DateTimeField(auto_now=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("organisation", "kind", "pk")
        indexes = (models.Index(fields=("changed_at",)),)

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id}"

    @property
    def is_over(self) -> bool:
        """Whether it is not true any more."""
        return self.ended_on is not None

    @property
    def last_held_true_on(self) -> date | None:
        """The last day on which somebody wrote, verified or confirmed it."""
        written = timezone.localdate(self.changed_at)
        return last_held_true((written, self.verified_on, self.confirmed_on))

    @property
    def is_doubted(self) -> bool:
        """Whether it is to be confirmed: nobody has held it for true for two years."""
        return not self.is_over and is_doubted(self.last_held_true_on, timezone.localdate())


class Capacity(models.Model):
    """A range of what a machine or a process takes: a length from 0 to 3 000 mm."""

    know_how = models.ForeignKey(KnowHow, on_delete=models.CASCADE, related_name="capacities")
    # A word of `terreau.matching.dimensions`, which says its unit.
    dimension = models.CharField(max_length=24)
    low = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    high = models.DecimalField(max_digits=14, decimal_places=3, null=True)

    class Meta:
        ordering = ("know_how", "dimension")
        constraints = (
            models.UniqueConstraint(
                fields=("know_how", "dimension"), name="one_capacity_per_dimension"
            ),
            models.CheckConstraint(
                condition=models.Q(low__isnull=True)
                | models.Q(high__isnull=True)
                | models.Q(low__lte=models.F("high")),
                name="capacity_low_below_high",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dimension} {self.low}–{self.high}"


class Unsubscription(models.Model):
    """An organisation that is not asked any more, each year, whether its lines are still true."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="unsubscription"
    )
    since = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ("organisation",)

    def __str__(self) -> str:
        return f"{self.organisation_id}"
