"""What follows from what was written: the index of the search is made again, by and by.

What was just written is found before that (`searching.fresh`): the index may be minutes late.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.signals import register_read
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.search_tasks import is_waiting, make_search_index
from terreau.web.apps.knowhow.searching.drawing import read_borders
from terreau.web.apps.knowhow.searching.held import forget_index, held_index
from terreau.web.apps.territories.signals import day_began, worker_started
from terreau.web.shared.restored import database_restored
from terreau.web.shared.warming import server_warms

# So many writes follow one another: the index waits for the last of them.
_WAIT = timedelta(minutes=3)


@receiver(post_save, sender=Organisation)
@receiver(post_save, sender=KnowHow)
@receiver(post_delete, sender=KnowHow)
@receiver(register_read)
def make_index_later(**_: object) -> None:
    """Leave the index to the worker, once for all that is written meanwhile."""
    # What does its tasks at once, as tests do, would make the index at every write.
    if make_search_index.get_backend().supports_defer:
        transaction.on_commit(_ask, robust=True)


def _ask() -> None:
    if not is_waiting():
        make_search_index.using(run_after=timezone.now() + _WAIT).enqueue()


@receiver(worker_started)
@receiver(day_began)
def make_index_anew(**_: object) -> None:
    """Make it at the start, and once a day: by then what wrote and told nobody is in it."""
    if not is_waiting():
        make_search_index.enqueue()


@receiver(database_restored)
def forget_the_index_of_before(**_: object) -> None:
    """Forget the index: it was of other rows, and no backup holds it."""
    forget_index()


@receiver(server_warms)
def read_the_index(**_: object) -> None:
    """Read what a search needs before the first one."""
    held_index()
    read_borders()
