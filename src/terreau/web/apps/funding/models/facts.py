"""What an organisation said of itself, that no register tells: it answers every scheme at once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from terreau.web.apps.directory.models import Organisation


class StatedFact(models.Model):
    """A fact that rules ask about, as its organisation or who keeps its territory told it."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="stated_facts"
    )
    # Key of `rules.facts`.
    fact = models.CharField(max_length=40)
    # A text, a number, true or false.
    value = models.JSONField()
    stated_on = models.DateField(default=timezone.localdate)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("organisation", "fact")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "fact"), name="one_stated_fact_of_a_name"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.fact}"
