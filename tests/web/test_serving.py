"""What keeps a server up to date says its faults and goes on; a port belongs to one server."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from terreau.core.errors import BadInput, StoreFailure
from terreau.web import serving


class Server:
    """A server that stops after a number of polls."""

    def __init__(self, polls: int) -> None:
        self.polls = polls

    def poll(self) -> int | None:
        self.polls -= 1
        return None if self.polls >= 0 else 0


@pytest.fixture
def watch(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    def watch(*answers: list[str] | Exception) -> list[str]:
        """Return what is said while preparations answer so, one after the other."""
        left, said = list(answers), []

        def prepare(*, with_example: bool) -> list[str]:
            assert not with_example
            answer = left.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(serving, "_POLL_SECONDS", 0)
        monkeypatch.setattr(serving.entry, "prepare", prepare)
        serving._keep_up_to_date(Server(len(answers) + 2), said.append, lambda: None)
        assert not left
        return said

    return watch


@pytest.mark.parametrize(
    "fault",
    [
        StoreFailure("Another program is writing the database", remedy="Wait"),
        FileNotFoundError(2, "No such file", "datasets/gone/table.parquet"),
        ValueError("two\nlines"),
    ],
)
def test_a_fault_is_said_once_and_tried_again(
    watch: Callable[..., list[str]], fault: Exception
) -> None:
    said = watch(fault, fault, ["loaded table:pays"])
    assert len(said) == 2
    assert "trying again" in said[0]
    assert str(fault).split()[0] in said[0]
    assert "\n" not in said[0]
    assert said[1] == "  loaded table:pays"


def test_what_cannot_be_read_as_a_revision_ends_nothing(
    db: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "datasets").mkdir()
    (home / "datasets" / "REVISION").write_bytes(b"\xff\xfe")
    monkeypatch.setattr(serving, "_POLL_SECONDS", 0)
    monkeypatch.setattr(serving.entry, "prepare", lambda **_: [])
    said: list[str] = []
    serving._keep_up_to_date(Server(4), said.append, lambda: None)
    assert len(said) <= 1


@pytest.mark.allow_hosts(["127.0.0.1", "::1"])
def test_a_port_is_taken_from_the_start() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    doors = serving._open(port)
    try:
        with pytest.raises(BadInput, match=f"This port cannot be listened on: {port}"):
            serving._open(port)
    finally:
        for door in doors:
            door.close()
