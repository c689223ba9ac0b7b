"""The journal of pulls: one line when one begins, one when it ends; and what it says of each.

``TERREAU_HOME/pulls/journal.jsonl`` only grows. A line that a kill or a full disk cut is passed
over. An attempt that began, did not end and holds no lock was interrupted.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from terreau.datasets.pulling.places import disk_refusal, is_running, pulls_folder
from terreau.datasets.pulling.wanted import Fetched, Wanted


class PullOutcome(StrEnum):
    """Where the last pull of an edition stands."""

    RUNNING = "running"
    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class PullState:
    """The last pull of an edition, and the last file obtained.

    Parameters
    ----------
    source, edition : str
        Which edition.
    outcome : PullOutcome
        How its last pull ended, or that it runs.
    began_at : datetime
        When that pull began, UTC.
    ended_at : datetime or None
        When it ended; None when it did not.
    sentence : str
        Why it failed; "" otherwise.
    address, final_address : str
        Where the last file obtained came from; "" before the first.
    obtained_at : datetime or None
        When it was last obtained or found unchanged.
    size : int
        Its bytes.
    sha256 : str
        Its digest.
    """

    source: str
    edition: str
    outcome: PullOutcome
    began_at: datetime
    ended_at: datetime | None = None
    sentence: str = ""
    address: str = ""
    final_address: str = ""
    obtained_at: datetime | None = None
    size: int = 0
    sha256: str = ""


def note_beginning(wanted: Wanted, home: Path | None) -> None:
    """Note that a pull begins.

    Raises
    ------
    StoreFailure
        If the disk refuses: nothing is fetched that could not be recorded.
    """
    try:
        _append(wanted, home, {"event": "begun"})
    except OSError as error:
        what = "The disk refused the journal of pulls"
        raise disk_refusal(what, error, pulls_folder(home)) from error


def note_end(wanted: Wanted, home: Path | None, fetched: Fetched | None, sentence: str) -> None:
    """Note how a pull ended; a disk that refuses now has been told of by the pull itself."""
    told: dict[str, Any] = {"sentence": sentence}
    if fetched is not None:
        told |= {
            "final_address": fetched.final_address,
            "size": fetched.size,
            "sha256": fetched.sha256,
        }
    done = PullOutcome.UNCHANGED if fetched is not None and not fetched.is_new else PullOutcome.DONE
    event = PullOutcome.FAILED if sentence else done
    with contextlib.suppress(OSError):
        _append(wanted, home, {"event": str(event), **told})


def pull_state(home: Path | None = None) -> list[PullState]:
    """Return the state of every edition that somebody tried to pull, by source and edition."""
    attempts: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for line in _lines(home):
        attempts.setdefault((line["source"], line["edition"]), []).append(line)
    return [
        _state(source, edition, lines, home)
        for (source, edition), lines in sorted(attempts.items())
    ]


def _state(source: str, edition: str, lines: list[dict[str, Any]], home: Path | None) -> PullState:
    last = lines[-1]
    begun = next((line for line in reversed(lines) if line["event"] == "begun"), last)
    has_ended = last["event"] != "begun"
    obtained: dict[str, Any] = next((line for line in reversed(lines) if line.get("sha256")), {})
    if is_running(source, edition, home):
        outcome, has_ended = PullOutcome.RUNNING, False
    else:
        outcome = PullOutcome(last["event"]) if has_ended else PullOutcome.INTERRUPTED
    return PullState(
        source=source,
        edition=edition,
        outcome=outcome,
        began_at=datetime.fromisoformat(begun["at"]),
        ended_at=datetime.fromisoformat(last["at"]) if has_ended else None,
        sentence=last.get("sentence", "") if has_ended else "",
        address=obtained.get("address", ""),
        final_address=obtained.get("final_address", ""),
        obtained_at=datetime.fromisoformat(obtained["at"]) if obtained else None,
        size=obtained.get("size", 0),
        sha256=obtained.get("sha256", ""),
    )


def _append(wanted: Wanted, home: Path | None, told: dict[str, Any]) -> None:
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "source": wanted.source,
        "edition": wanted.edition,
        "file_name": wanted.file_name,
        "address": wanted.address,
        **told,
    }
    text = json.dumps(line, ensure_ascii=False) + "\n"
    folder = pulls_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "journal.jsonl").open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if file.tell() and not _ends_a_line(file.fileno(), file.tell()):
            text = f"\n{text}"
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(descriptor: int, size: int) -> bool:
    return os.pread(descriptor, 1, size - 1) == b"\n"


def _lines(home: Path | None) -> Iterator[dict[str, Any]]:
    try:
        text = (pulls_folder(home) / "journal.jsonl").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    for written in text.splitlines():
        with contextlib.suppress(ValueError):
            line = json.loads(written)
            if isinstance(line, dict) and {"at", "event", "source", "edition"} <= line.keys():
                yield line
