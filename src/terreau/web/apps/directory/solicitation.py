"""How often an organisation has been asked, by whom, so that territories stop asking the same."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.organisation import Organisation
from terreau.web.apps.territories.models import Perimeter


class Solicitation(models.Model):
    """An organisation was asked something, on a day, on behalf of a territory."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="solicitations"
    )
    kind = models.CharField(max_length=12, choices=SolicitationKind)
    # For which territory; None: by the site itself, as the yearly question.
    perimeter = models.ForeignKey(
        Perimeter, null=True, on_delete=models.PROTECT, related_name="solicitations"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="solicitations"
    )
    about = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField(default=timezone.localdate)
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ("-asked_on", "-pk")
        indexes = (models.Index(fields=("organisation", "asked_on")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id} {self.asked_on}"
