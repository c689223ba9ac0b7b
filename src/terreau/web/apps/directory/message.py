"""Messages from one who holds a mandate to another: who wrote to whom, never what.

The words are in the letter alone. A row lasts as long as its letter may be answered.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Message(models.Model):
    """A few words that left by letter, and may be answered without showing an address."""

    # Of the form that sent it: sent twice, it is one message.
    key = models.UUIDField(unique=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages_written"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages_received"
    )
    # By which the first of them was found: "the project manager of …".
    mandate = models.ForeignKey(
        "directory.Mandate", on_delete=models.CASCADE, related_name="messages"
    )
    # The one it answers, once; None of the first.
    answered = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="answer"
    )
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return f"message {self.pk}"
