"""What follows from what was written: tasks."""

from __future__ import annotations

from django.dispatch import receiver

from terreau.web.apps.territories.signals import pull_requested
from terreau.web.apps.territories.tasks import bring_edition


@receiver(pull_requested)
def enqueue_pull(run_id: int, **_: object) -> None:
    """Leave the pull to the worker."""
    bring_edition.enqueue(run_id)
