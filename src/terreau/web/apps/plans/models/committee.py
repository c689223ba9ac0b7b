"""Committees, who was there, what they decided, what follows from it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.enums import CommitteeKind, CommitteeState
from terreau.web.apps.plans.models.plan import ActionPlan


class Committee(models.Model):
    """A steering or technical committee, or a project review, of a plan."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="committees")
    kind = models.CharField(max_length=16, choices=CommitteeKind)
    on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=CommitteeState, default=CommitteeState.PLANNED)
    # What is to be decided, one line each, beside what the plan itself tells.
    agenda = models.TextField(max_length=4000, blank=True)
    # What was said, once it is held.
    minutes = models.TextField(max_length=20000, blank=True)
    # What was done, spent and learnt is public where somebody said so.
    is_public = models.BooleanField(default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=("plan", "kind", "on")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return self.state == CommitteeState.HELD


class CommitteeAttendance(models.Model):
    """An organisation at a committee, present or excused. Organisations, never people."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="attendances")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="committee_attendances"
    )
    written_name = models.CharField(max_length=200, blank=True)
    is_present = models.BooleanField(default=True)

    class Meta:
        ordering = ("committee", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("committee", "organisation"), name="one_attendance_of_an_organisation"
            ),
            models.CheckConstraint(
                condition=Q(organisation=None) & ~Q(written_name="")
                | Q(organisation__isnull=False, written_name=""),
                name="attendance_of_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The organisation by its name."""
        return self.organisation.name if self.organisation is not None else self.written_name


class CommitteeDecision(models.Model):
    """What a committee decided, of a sheet or of none."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="decisions")
    sheet = models.ForeignKey(
        "plans.ActionSheet", null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ("committee", "pk")

    def __str__(self) -> str:
        return self.text[:40]


class FollowUp(models.Model):
    """What is to be done after a committee: by whom, until when."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="follow_ups")
    decision = models.ForeignKey(
        CommitteeDecision, null=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    sheet = models.ForeignKey(
        "plans.ActionSheet", null=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    text = models.CharField(max_length=300)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    # Who, as it was said: "la CCI", "l’équipe projet".
    written_name = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)

    class Meta:
        ordering = ("done_on", "due_on", "pk")

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def name(self) -> str:
        """Who is to do it; "" where nobody was said."""
        return self.organisation.name if self.organisation is not None else self.written_name

    @property
    def is_late(self) -> bool:
        """Whether its day is past and it is not done."""
        is_due = self.due_on is not None and self.due_on < timezone.localdate()
        return self.done_on is None and is_due
