"""Letters to those who act in a territory: one copy a reader, and the wishes not to be written to.

A copy lasts until it leaves; then only its count is kept. Nothing tells who opened what.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from terreau.web.apps.directory.contact import Contact
from terreau.web.apps.directory.organisation import Organisation
from terreau.web.apps.territories.models import Perimeter


class Mailing(models.Model):
    """A letter from somebody who acts for a territory to those who act in it."""

    # Of the form that sent it: sent twice, it is one mailing.
    key = models.UUIDField(unique=True)
    # Whom answers reach.
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="mailings"
    )
    # The territory of the mandate by which it is written: what a reader may leave.
    perimeter = models.ForeignKey(Perimeter, on_delete=models.PROTECT, related_name="mailings")
    # The part of it that is written to; None: all of it.
    within = models.ForeignKey(
        Perimeter, null=True, on_delete=models.PROTECT, related_name="mailings_within"
    )
    # The roles that are written to, and whether contacts of organisations are.
    roles = models.JSONField(default=list)
    has_contacts = models.BooleanField(default=False)
    subject = models.CharField(max_length=120)
    text = models.TextField(max_length=8000)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    # How many it was written to; of them, to how many it left, and who had left the mailings.
    reader_count = models.PositiveIntegerField(default=0)
    sent_count = models.PositiveIntegerField(default=0)
    left_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return f"mailing {self.pk} for {self.perimeter_id}"

    @property
    def waiting_count(self) -> int:
        """How many copies have not left yet."""
        return self.copies.count()


class MailingCopy(models.Model):
    """A letter that is to be sent to one reader; it is deleted as it is put into the letterbox."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="copies")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="copies"
    )
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="copies")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(reader__isnull=True) ^ Q(contact__isnull=True),
                name="copy_for_one_reader",
            ),
            models.UniqueConstraint(fields=("mailing", "reader"), name="one_copy_per_reader"),
            models.UniqueConstraint(fields=("mailing", "contact"), name="one_copy_per_contact"),
        )

    def __str__(self) -> str:
        return f"copy {self.pk} of {self.mailing_id}"


class Objection(models.Model):
    """Somebody does not want to be written to, or to be a contact; known by a digest alone.

    With an organisation: they are not its contact. With a perimeter: they left the mailings of
    that territory. With neither: they left every mailing.
    """

    digest = models.CharField(max_length=64)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="objections"
    )
    perimeter = models.ForeignKey(
        Perimeter, null=True, on_delete=models.CASCADE, related_name="objections"
    )
    said_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ("-said_on", "-pk")
        indexes = (models.Index(fields=("digest",)),)

    def __str__(self) -> str:
        return f"objection {self.pk}"
