"""What people write to those who keep the site, and how many pages are read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from terreau.web.apps.home.enums import ContactState, ContactSubject, UseFamily


class ContactMessage(models.Model):
    """A message sent from the contact page, and its answer."""

    # What the writer is told, and the address of its page.
    reference = models.CharField(max_length=11, unique=True)
    subject = models.CharField(max_length=16, choices=ContactSubject)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField()
    message = models.TextField()
    language = models.CharField(max_length=2)
    state = models.CharField(
        max_length=8, choices=ContactState, default=ContactState.RECEIVED, db_index=True
    )
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)
    # When the letters that tell of it left; null as long as they have not.
    told_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="answered_messages",
    )
    answered_at = models.DateTimeField(null=True)
    # When the answer left by e-mail.
    sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-received_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=ContactState.ANSWERED)
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="contact_answered_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(state=ContactState.CLOSED, closed_at__isnull=False)
                | ~Q(state=ContactState.CLOSED) & Q(closed_at__isnull=True),
                name="contact_closed_has_an_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference}: {self.state}"

    @property
    def signature(self) -> str:
        """The name under the answer: never an address; the site's where the person gave none."""
        person = self.answered_by
        return person.name if person and person.name else settings.INSTANCE_NAME


class DailyUse(models.Model):
    """How many pages of a family were read on a day; nothing of who read them."""

    day = models.DateField()
    family = models.CharField(max_length=16, choices=UseFamily)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ("day", "family")
        constraints = (
            models.UniqueConstraint(fields=("day", "family"), name="one_use_a_day_and_family"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.family}: {self.count}"
