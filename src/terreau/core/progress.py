"""How long work says where it stands: the same for a download, an import, a build."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Takes what is being done ("fetching", "reading"), how much of it is, and the whole if known.

    Amounts are bytes. Called often enough to draw a bar, and free to be ignored.
    """

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Note a step."""


def quiet(stage: str, done: int, total: int | None) -> None:
    """Say nothing."""
