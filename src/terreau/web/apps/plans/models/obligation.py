"""What a territory owes, to whom, and when."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from terreau.web.apps.plans.agreement_enums import ObligationKind, Recurrence, Urgency
from terreau.web.apps.plans.models.plan import ActionPlan
from terreau.web.apps.plans.rules.obligations import urgency_of


class Obligation(models.Model):
    """Something owed on a day. One that comes back is one row a time."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="obligations")
    kind = models.CharField(max_length=16, choices=ObligationKind)
    title = models.CharField(max_length=200)
    owed_to = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    recurrence = models.CharField(max_length=8, choices=Recurrence, default=Recurrence.ONCE)
    # What says that it is owed on that day, and whether somebody still has to check the day.
    source = models.CharField(max_length=300, blank=True)
    is_to_check = models.BooleanField(default=False)
    done_on = models.DateField(null=True)
    # The last reminder that left, as its days before.
    told_days = models.PositiveSmallIntegerField(null=True)
    # Of one that comes back: the time before.
    previous = models.OneToOneField(
        "self", null=True, on_delete=models.SET_NULL, related_name="following"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("done_on", "due_on")),)

    def __str__(self) -> str:
        return self.title

    @property
    def urgency(self) -> Urgency:
        """How near it is."""
        return urgency_of(self.due_on, self.done_on, timezone.localdate())
