"""What follows from what was written: tasks."""

from __future__ import annotations

from django.dispatch import receiver

from terreau.web.apps.reports.batches import interrupt_lost_batches
from terreau.web.apps.reports.signals import batch_requested
from terreau.web.apps.reports.tasks import make_batch
from terreau.web.apps.territories.signals import worker_started


@receiver(batch_requested)
def enqueue_batch(batch_id: int, **_: object) -> None:
    """Leave the batch to the worker."""
    make_batch.enqueue(batch_id)


@receiver(worker_started)
def end_lost_batches(**_: object) -> None:
    """End what the worker before left in the middle."""
    interrupt_lost_batches()
