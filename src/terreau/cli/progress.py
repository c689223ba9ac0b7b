"""Progress on a terminal: a bar a stage, on the standard error, and only where a person looks."""

from __future__ import annotations

import sys

import click

from terreau.core.progress import Progress, quiet

_STAGES = {"fetching": "Fetching", "reading": "Reading", "writing": "Writing"}
_WIDTH = 30


def told_progress() -> Progress:
    """Return what draws bars; what says nothing when the standard error is not a terminal."""
    return _draw if sys.stderr.isatty() else quiet


def _draw(stage: str, done: int, total: int | None) -> None:
    name = _STAGES.get(stage, stage)
    if not total:
        click.echo(f"\r{name} {_megabytes(done)}", nl=False, err=True)
        return
    share = min(done / total, 1)
    bar = "█" * round(share * _WIDTH)
    end = "\n" if share == 1 else ""
    click.echo(
        f"\r{name} [{bar:<{_WIDTH}}] {share:4.0%} of {_megabytes(total)}{end}", nl=False, err=True
    )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
