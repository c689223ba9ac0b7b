"""What a Region puts first, and the sheets that answer it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from terreau.web.apps.plans.models.sheet import ActionSheet
from terreau.web.apps.territories.models import Perimeter


class RegionalPriority(models.Model):
    """A priority of a region, written by its referent; keepers say which of their sheets answer."""

    region = models.ForeignKey(
        Perimeter, on_delete=models.PROTECT, related_name="regional_priorities"
    )
    title = models.CharField(max_length=200)
    sheets = models.ManyToManyField(ActionSheet, related_name="regional_priorities")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_on = models.DateField(default=timezone.localdate)
    # None while it holds.
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("region__name", "title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("region", "title"), name="one_priority_of_a_title_in_a_region"
            ),
        )

    def __str__(self) -> str:
        return self.title
