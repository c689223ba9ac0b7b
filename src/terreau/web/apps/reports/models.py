"""Batches of reports; reports themselves are made when they are asked for, and not kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from terreau.web.apps.reports.enums import UNDER_WAY, BatchState


class ReportBatch(models.Model):
    """One report for each territory of a kind, of a part of the country or of all of it."""

    kind = models.CharField(max_length=32)
    country = models.CharField(max_length=2)
    # "region:84", "departement:42", or "" for the country; its name then, for people.
    within = models.CharField(max_length=64, blank=True)
    within_name = models.CharField(max_length=200, blank=True)
    suffix = models.CharField(max_length=8)
    language = models.CharField(max_length=2)
    site = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=BatchState, default=BatchState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # One a territory that could not be made: code, name, sentence.
    left_out = models.JSONField(default=list)
    sentence = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "country", "within", "suffix", "language"),
                condition=Q(state__in=sorted(UNDER_WAY)),
                name="one_batch_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(UNDER_WAY), ended_at__isnull=True)
                | ~Q(state__in=sorted(UNDER_WAY)) & Q(ended_at__isnull=False),
                name="batch_has_an_end_once_ended",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.within or self.country} {self.suffix}: {self.state}"

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or works."""
        return self.state in UNDER_WAY
