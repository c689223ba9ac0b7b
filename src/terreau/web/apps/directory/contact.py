"""People in their roles for an organisation: the least of each, by agreement, for a time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.core.mail import EmailMessage
from django.db import models
from django.db.models import Q
from django.utils import timezone

from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.enums import ContactRole
from terreau.web.apps.directory.organisation import Organisation
from terreau.web.apps.directory.rules import (
    AGREED_DAYS,
    REMINDER_DAYS,
    UNANSWERED_DAYS,
)
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
    # Partners of the territory unless they choose more.
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.PARTNERS)
    # The widest audience that they agreed to; everyone only where they chose it by their link.
    agreed_visibility = models.CharField(max_length=12, choices=Visibility, blank=True)
    # The day on which they agreed to stand here, and how; None while they have not been heard.
    agreed_on = models.DateField(null=True)
    agreed_by = models.CharField(max_length=8, choices=Channel, blank=True)
    # The day of the last letter that asked them, whether they agree or whether this still holds.
    asked_on = models.DateField(null=True)
    # The letter that has just left, which a demonstration shows; the base keeps none.
    letter: EmailMessage | None = None

    class Meta:
        ordering = ("role", "name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=False) | Q(asked_on__isnull=False),
                name="contact_agreed_or_asked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id}"

    @property
    def expires_on(self) -> date:
        """The last day it is kept without being said again."""
        if self.agreed_on is not None:
            return self.agreed_on + timedelta(days=AGREED_DAYS)
        assert self.asked_on is not None
        return self.asked_on + timedelta(days=UNANSWERED_DAYS)

    @property
    def ends_soon(self) -> bool:
        """Whether it goes within a month unless it is said again."""
        return self.expires_on <= timezone.localdate() + timedelta(days=REMINDER_DAYS)

    @property
    def shown_digest(self) -> str:
        """Of what it shows and to whom: one agrees to, or changes, what one has read."""
        shown = [self.role, self.name, self.job, self.email, self.phone, self.visibility]
        return address_digest("\n".join((*shown, self.level_of("email"), str(self.pk))))

    @property
    def link_key(self) -> str:
        """What its link is about: this contact at this address; another address, another link."""
        return f"{self.pk}-{address_digest(self.email)[:20]}"


def agreed(today: date) -> Q:
    """Return the condition of the contacts whose agreement holds on a day."""
    return Q(agreed_on__gte=today - timedelta(days=AGREED_DAYS))
