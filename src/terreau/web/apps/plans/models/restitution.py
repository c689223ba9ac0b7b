"""A contributor was told what became of their needs."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models
from django.utils import timezone

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.models.plan import ActionPlan


class Restitution(models.Model):
    """An organisation was told what became of the needs that it raised; never what was written."""

    # Of the form that sent it, for that organisation: sent twice, it is one.
    key = models.UUIDField(unique=True)
    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="restitutions")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="restitutions"
    )
    sent_on = models.DateField(default=timezone.localdate)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # How many needs were told of, and to how many readers a letter left.
    need_count = models.PositiveIntegerField()
    reader_count = models.PositiveIntegerField()
    # Keys of all that stood that day (`Fact.keys`), by which what is new since is known.
    facts = models.JSONField(default=list)
    # The letters that have just left, which a demonstration shows; the base keeps none.
    letters: Sequence[EmailMessage] = ()

    class Meta:
        ordering = ("-sent_on", "-pk")
        indexes = (models.Index(fields=("plan", "organisation")),)

    def __str__(self) -> str:
        return f"{self.plan_id} → {self.organisation_id}, {self.sent_on}"
