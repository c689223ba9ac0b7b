"""What committees are prepared with: how a plan stood when one was held, its own templates."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from terreau.web.apps.plans.enums import TemplateKind
from terreau.web.apps.plans.models.committee import Committee
from terreau.web.apps.plans.models.plan import ActionPlan


class CommitteeSnapshot(models.Model):
    """How the plan stood when a committee was held: what no dated row says afterwards.

    The next committee is told what moved since by what differs from it.
    """

    committee = models.OneToOneField(Committee, on_delete=models.CASCADE, related_name="snapshot")
    taken_at = models.DateTimeField(default=timezone.now, editable=False)
    # {milestone: day} of those that were not done.
    milestones = models.JSONField(default=dict)
    # {sheet: {instrument: [obtained, paid]}}, in cents.
    money = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.committee_id}"


class PlanTemplate(models.Model):
    """A territory's own presentation or document, on which the papers of a plan are made."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="templates")
    kind = models.CharField(max_length=8, choices=TemplateKind)
    name = models.CharField(max_length=120)
    # In the database, so that the backup of one is the backup of the other.
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    put_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("plan", "kind")
        constraints = (
            models.UniqueConstraint(fields=("plan", "kind"), name="one_template_of_a_kind"),
        )

    def __str__(self) -> str:
        return self.name
