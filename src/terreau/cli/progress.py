"""Progress on a terminal: one line that is drawn again, and only where a person looks."""

from __future__ import annotations

import sys
import threading
from typing import Self

import click

from terreau.core.progress import Progress, quiet

_STAGES = {
    "fetching": "fetching",
    "copying": "copying",
    "waiting": "waiting",
    "reading": "reading",
}
_WIDTH = 24
_CLEAR = "\r\x1b[K"


class Several:
    """The progress of several works at once, on one line of the standard error."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}
        self._lock = threading.Lock()
        self._is_watched = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave a clean line."""
        if self._told:
            click.echo(_CLEAR, nl=False, err=True)

    def of(self, name: str) -> Progress:
        """Return the progress of one work; it says nothing when nobody watches."""
        if not self._is_watched:
            return quiet

        def note(stage: str, done: int, total: int | None) -> None:
            with self._lock:
                self._told[name] = f"{name} {_STAGES.get(stage, stage)} {_amount(done, total)}"
                click.echo(_CLEAR + " · ".join(self._told.values()), nl=False, err=True)

        return note


def _amount(done: int, total: int | None) -> str:
    if not total:
        return f"{done / 1e6:.1f} MB"
    share = min(done / total, 1)
    bar = "█" * round(share * _WIDTH)
    return f"[{bar:<{_WIDTH}}] {share:.0%}"
