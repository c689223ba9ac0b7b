"""What follows from what was written: tasks, an index."""

from __future__ import annotations

from django.dispatch import receiver

from terreau.web.apps.territories.services import index_spellings
from terreau.web.apps.territories.signals import pull_requested
from terreau.web.apps.territories.tasks import bring_edition
from terreau.web.shared.restored import database_restored


@receiver(pull_requested)
def enqueue_pull(run_id: int, **_: object) -> None:
    """Leave the pull to the worker."""
    bring_edition.enqueue(run_id)


@receiver(database_restored)
def make_spellings_again(**_: object) -> None:
    """Make the index of the search again: it is derived, no backup holds it."""
    index_spellings()
