"""What a sheet is followed by: milestones, indicators, risks, what is said of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.enums import RiskLevel
from terreau.web.apps.plans.models.sheet import ActionSheet


class Milestone(models.Model):
    """A dated step of a sheet."""

    sheet = models.ForeignKey(ActionSheet, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ("sheet", "due_on", "pk")
        indexes = (
            models.Index(
                fields=("due_on",), condition=models.Q(done_on=None), name="open_milestones"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Whether its day is past, it is not done, and its sheet still goes on."""
        is_past = self.done_on is None and self.due_on < timezone.localdate()
        return is_past and not self.sheet.is_closed


class TrackingIndicator(models.Model):
    """What a sheet means to change, counted: from where, to where, until when."""

    sheet = models.ForeignKey(ActionSheet, on_delete=models.CASCADE, related_name="indicators")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    baseline = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    baseline_on = models.DateField(null=True)
    target = models.DecimalField(max_digits=16, decimal_places=3, null=True)
    target_on = models.DateField(null=True)

    class Meta:
        ordering = ("sheet", "pk")

    def __str__(self) -> str:
        return self.name


class IndicatorMeasure(models.Model):
    """What a tracking indicator was on a day."""

    indicator = models.ForeignKey(
        TrackingIndicator, on_delete=models.CASCADE, related_name="measures"
    )
    on = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=3)

    class Meta:
        ordering = ("indicator", "on")
        constraints = (
            models.UniqueConstraint(fields=("indicator", "on"), name="one_measure_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.value}"


class Risk(models.Model):
    """What may go wrong in a sheet, and what is done about it."""

    sheet = models.ForeignKey(ActionSheet, on_delete=models.CASCADE, related_name="risks")
    text = models.CharField(max_length=300)
    answer = models.CharField(max_length=300, blank=True)
    level = models.CharField(max_length=8, choices=RiskLevel, default=RiskLevel.MEDIUM)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ("sheet", "closed_on", "pk")

    def __str__(self) -> str:
        return self.text


class SheetComment(models.Model):
    """What somebody says of a sheet."""

    sheet = models.ForeignKey(ActionSheet, on_delete=models.CASCADE, related_name="comments")
    # For which participant; None where the territory's team wrote it.
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Empty: withdrawn by who keeps the plan; who wrote it deletes it.
    text = models.CharField(max_length=1000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return self.text[:40]
