"""What people keep of plans for themselves: views, sheets they follow, letters, a calendar."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from terreau.web.apps.plans.enums import Rhythm
from terreau.web.apps.plans.models.plan import ActionPlan
from terreau.web.apps.plans.models.sheet import ActionSheet


class SavedView(models.Model):
    """Filters, an order and columns of a plan, under a name: one's own, or shared by a keeper."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_views"
    )
    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    # "" = the list; else a board.
    board = models.CharField(max_length=16, blank=True)
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("user", "plan", "name"), name="one_view_of_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    """Somebody follows a sheet."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followed_sheets"
    )
    sheet = models.ForeignKey(ActionSheet, on_delete=models.CASCADE, related_name="followers")
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("user", "sheet"), name="one_subscription_to_a_sheet"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} → {self.sheet_id}"


class Digest(models.Model):
    """How often somebody is written to about the sheets they follow, and the last day they were."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_digest"
    )
    rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.WEEKLY)
    # What was told until this day is not told again; None: nothing was yet.
    told_on = models.DateField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.rhythm}"


class CalendarLink(models.Model):
    """A secret address by which somebody's own calendar reads the days of a plan.

    The address is signed for this row: to revoke it, the row is taken out.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plan_calendars"
    )
    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="calendar_links")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("user", "plan"), name="one_calendar_of_a_plan"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} → {self.plan_id}"
