"""What is done once a day."""

from __future__ import annotations

from django.dispatch import receiver

from terreau.web.apps.plans import tasks
from terreau.web.apps.territories.signals import day_began


@receiver(day_began)
def send_digests(**_: object) -> None:
    """Write to those who follow or lead sheets."""
    tasks.send_digests.enqueue()
