"""What a server reads before it divides."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator

import pytest

from terreau.web.shared.warming import server_warms, warm


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


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
    assert gc.get_threshold()[0] >= 50_000
