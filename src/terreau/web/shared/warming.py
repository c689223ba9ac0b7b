"""The signal that a server starts: what every answer needs is read once, before it divides.

Its processes share what is in memory by then: none reads it at the expense of a first reader.
"""

from __future__ import annotations

import gc
import itertools
import logging

from django.core.signals import request_finished
from django.dispatch import Signal
from django.urls import get_resolver

_log = logging.getLogger(__name__)
# Sent once, without a database connection: the processes to come may not share one.
server_warms = Signal()
# A long answer, a file of all sheets, is gone through while it is made at so many new objects.
_WHILE_ONE_IS_MADE = (200_000, 20, 20)
_ANSWERS, _WHOLE_EVERY = itertools.count(1), 200


def warm() -> None:
    """Read the pages and what they need; what goes wrong will at its first reader, not here."""
    get_resolver().url_patterns  # noqa: B018  (imports every page)
    for receiver, answer in server_warms.send_robust(sender=None):
        if isinstance(answer, Exception):
            _log.warning("Not read before the first answer: %r of %r", answer, receiver)
    keep_for_ever()
    collect_between_answers()


def keep_for_ever() -> None:
    """Tell the collector of memory that what is there now stays.

    It would otherwise go through all of it, in the middle of an answer: half a million objects.
    """
    gc.collect()
    gc.freeze()


def collect_between_answers() -> None:
    """Have memory looked through once an answer has left, rather than while it is made.

    What a page leaves behind in circles costs some 5 ms of each answer and 20 of some, where it is
    looked for at every 700 new objects.
    """
    gc.set_threshold(*_WHILE_ONE_IS_MADE)
    request_finished.connect(_collect, dispatch_uid="collect_between_answers")


def _collect(**_: object) -> None:
    """Look through what is new; now and then through all that is not kept for ever."""
    gc.collect(2 if next(_ANSWERS) % _WHOLE_EVERY == 0 else 1)
