"""A curve alone: its ends are written, and a small move is drawn small."""

from __future__ import annotations

import re

import numpy as np

from terreau.reporting.small_multiples import one_curve


def heights(svg: str) -> list[float]:
    path = re.search(r'class="panel-own" d="([^"]+)"', svg)
    assert path
    return [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", path[1])]


def drawn(values: list[float], least: float = 0.0) -> str:
    years = list(range(2019, 2019 + len(values)))
    return one_curve(years, np.array(values), None, written=lambda v: f"{v:.1f} !", least=least)[0]


def test_the_first_and_last_known_values_are_written_on_it() -> None:
    svg = drawn([np.nan, 17.3, 20.0, 17.0])
    assert re.findall(r'class="panel-value"[^>]*>([^<]+)<', svg) == ["17.3 !", "17.0 !"]


def test_a_small_move_is_drawn_small() -> None:
    assert max(heights(drawn([17.3, 17.0]))) - min(heights(drawn([17.3, 17.0]))) < 30  # of 150
    large = heights(drawn([10.0, 30.0]))
    assert max(large) - min(large) > 100


def test_the_scale_spans_what_is_asked_at_least() -> None:
    small, at_least = heights(drawn([0.1, 0.3])), heights(drawn([0.1, 0.3], least=1.0))
    assert max(at_least) - min(at_least) < (max(small) - min(small)) / 3
