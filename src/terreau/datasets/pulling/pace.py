"""Progress told at a pace that a screen can follow."""

from __future__ import annotations

import time

from terreau.core.progress import Progress

_BETWEEN = 0.1


def paced(progress: Progress) -> Progress:
    """Return the same, told at most ten times a second; a new stage and its end are always told."""
    told_at, told_stage = float("-inf"), ""

    def note(stage: str, done: int, total: int | None) -> None:
        nonlocal told_at, told_stage
        now = time.monotonic()
        if stage != told_stage or done == total or now - told_at >= _BETWEEN:
            told_at, told_stage = now, stage
            progress(stage, done, total)

    return note
