"""The signal that a server starts: what every answer needs is read once, before it divides.

Its processes share what is in memory by then: none reads it at the expense of a first reader.
"""

from __future__ import annotations

import gc
import logging

from django.dispatch import Signal
from django.urls import get_resolver

_log = logging.getLogger(__name__)
# Sent once, without a database connection: the processes to come may not share one.
server_warms = Signal()
# So many new objects before the youngest are gone through; so many times before the older ones.
_COLLECTED_AT = (50_000, 20, 20)


def warm() -> None:
    """Read the pages and what they need; what goes wrong will at its first reader, not here."""
    get_resolver().url_patterns  # noqa: B018  (imports every page)
    for receiver, answer in server_warms.send_robust(sender=None):
        if isinstance(answer, Exception):
            _log.warning("Not read before the first answer: %r of %r", answer, receiver)
    keep_for_ever()


def keep_for_ever() -> None:
    """Tell the collector of memory that what is there now stays, and to look for the rest seldom.

    It would otherwise go through all of it, in the middle of an answer: half a million objects. A
    page makes some 100,000 objects that go by themselves; looked for at each 700, they cost 5 ms of
    each answer and 20 of some.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AT)
