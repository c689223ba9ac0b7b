"""What a server reads before it divides."""

from __future__ import annotations

import gc
import logging
import weakref
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished

from terreau.web.shared.warming import collect_between_answers, server_warms, warm


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)
    request_finished.disconnect(dispatch_uid="collect_between_answers")


def test_what_is_there_is_kept_and_what_fails_stops_no_server(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = []

    def fails(**_: object) -> None:
        told.append("asked")
        raise OSError("no such index")

    server_warms.connect(fails)
    try:
        with caplog.at_level(logging.WARNING):
            warm()
    finally:
        server_warms.disconnect(fails)
    assert told == ["asked"]
    assert "no such index" in caplog.text
    assert gc.get_freeze_count() > 0


def test_what_an_answer_leaves_in_circles_goes_once_it_has_left() -> None:
    class Circle:
        """Something that only the collector finds."""

    made = Circle()
    made.itself = made  # type: ignore[attr-defined]
    left = weakref.ref(made)
    collect_between_answers()
    del made
    assert left() is not None  # nothing looks for it while an answer is made
    request_finished.send(sender=None)
    assert left() is None
