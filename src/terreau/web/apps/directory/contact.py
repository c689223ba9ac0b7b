"""People in their roles for an organisation: the least of each, by agreement, for a time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.directory.enums import ContactRole
from terreau.web.apps.directory.organisation import Organisation
from terreau.web.shared.visibility import Confidential, Visibility


class Contact(Confidential):
    """Somebody whom one may reach about an organisation; no account goes with it."""

    FIELD_LEVELS: ClassVar = {"email": Visibility.PARTNERS, "phone": Visibility.PARTNERS}

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="contacts"
    )
    role = models.CharField(max_length=12, choices=ContactRole)
    name = models.CharField(max_length=120)
    # What they do there, in their words: "responsable maintenance".
    job = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    # How and when they agreed to stand here; None while they have not been heard.
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.CharField(max_length=8, choices=Channel, blank=True)
    # When they were last asked whether this still holds.
    asked_at = models.DateTimeField(null=True)
    # The last day it is kept without being said again.
    expires_on = models.DateField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("role", "name", "pk")

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id}"
