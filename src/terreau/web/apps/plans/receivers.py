"""What plans do when something happens elsewhere."""

from __future__ import annotations

from django.dispatch import receiver

from terreau.web.apps.plans import tasks
from terreau.web.apps.territories.signals import day_began


@receiver(day_began)
def begin_the_day(**_: object) -> None:
    """Tell of what is owed soon, of sheets that are followed; remove the files of no document."""
    tasks.remind_of_obligations.enqueue()
    tasks.sweep_documents.enqueue()
    tasks.send_digests.enqueue()
