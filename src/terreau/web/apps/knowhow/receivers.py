"""What is done once a day."""

from __future__ import annotations

from django.dispatch import receiver

from terreau.web.apps.knowhow import tasks
from terreau.web.apps.territories.signals import day_began


@receiver(day_began)
def ask_what_is_due(**_: object) -> None:
    """Ask whether what was written is still true."""
    tasks.ask_what_is_due.enqueue()
