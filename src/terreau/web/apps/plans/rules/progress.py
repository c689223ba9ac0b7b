"""How far a tracking indicator has come from where it started to where it is to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Progress:
    """How far an indicator has come.

    Parameters
    ----------
    last : tuple of (date, Decimal) or None
        Its last measure.
    share : Decimal or None
        Of the way that is done, below zero where it goes backwards; None where nobody can tell.
    is_reached : bool
        Whether the target is reached or passed.
    """

    last: tuple[date, Decimal] | None
    share: Decimal | None
    is_reached: bool


def progress_of(
    baseline: Decimal | None, target: Decimal | None, measures: Sequence[tuple[date, Decimal]]
) -> Progress:
    """Return how far an indicator has come by its measures, in the order of their days.

    A target below where it started is one to come down to.

    Examples
    --------
    >>> day = date(2026, 1, 1)
    >>> progress_of(Decimal(100), Decimal(60), [(day, Decimal(90))]).share
    Decimal('0.25')
    """
    last = measures[-1] if measures else None
    if last is None or target is None:
        return Progress(last, None, is_reached=False)
    if baseline is None or baseline == target:
        return Progress(last, None, is_reached=last[1] == target)
    share = (last[1] - baseline) / (target - baseline)
    return Progress(last, share, is_reached=share >= 1)
