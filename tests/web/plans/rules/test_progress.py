"""How far an indicator has come, upwards and downwards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from terreau.web.apps.plans.rules.progress import progress_of

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("baseline", "target", "last", "share", "is_reached"),
    [
        (0, 12, 3, "0.25", False),
        (0, 12, 12, "1", True),
        (0, 12, 15, "1.25", True),
        (100, 60, 90, "0.25", False),
        (100, 60, 50, "1.25", True),
        (0, 12, -3, "-0.25", False),
        (None, 12, 12, None, True),
        (5, 5, 4, None, False),
        (0, None, 4, None, False),
        (0, 12, None, None, False),
    ],
)
def test_the_way_that_is_done(
    baseline: int | None, target: int | None, last: int | None, share: str | None, is_reached: bool
) -> None:
    exact = [None if value is None else Decimal(value) for value in (baseline, target)]
    measures = [] if last is None else [(DAY, Decimal(0)), (DAY, Decimal(last))]
    progress = progress_of(exact[0], exact[1], measures)
    assert progress.share == (None if share is None else Decimal(share))
    assert progress.is_reached is is_reached
