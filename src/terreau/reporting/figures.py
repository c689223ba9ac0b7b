"""Charts as data: every drawing (browser, later PDF) and every table comes from these."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """A labelled value, with the way it is written."""

    label: str
    value: float
    display: str


@dataclass(frozen=True)
class Point:
    """A value at a date, with the way it is written."""

    at: str
    value: float
    display: str


@dataclass(frozen=True)
class Series:
    """A named line; that of the country is drawn dashed."""

    label: str
    points: tuple[Point, ...]
    is_country: bool = False


@dataclass(frozen=True)
class Table:
    """A chart's table: headings, then rows of a first cell and the others."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Cut:
    """A bar cut where it crosses zero, as stacked columns draw it.

    Parameters
    ----------
    base : float
        What holds it up, unseen; of the sign of the side it is on.
    above, below : float
        Its parts on each side of zero, ≥ 0 and ≤ 0.
    is_labelled_below : bool
        Whether its number lies under it: nothing of it is above, or it is a loss that ends there.
    """

    base: float
    above: float
    below: float
    is_labelled_below: bool


@dataclass(frozen=True)
class Waterfall:
    """Steps that add up to a total; bars start where the one before ends.

    Parameters
    ----------
    title : str
        What is drawn.
    steps : tuple[Bar, ...]
        In order; any sign.
    total : Bar
        Their sum.
    headings : tuple[str, str]
        Of the table.
    """

    title: str
    steps: tuple[Bar, ...]
    total: Bar
    headings: tuple[str, str]

    def spans(self) -> list[tuple[float, float]]:
        """Return the (from, to) of each bar, the total last, from zero.

        Examples
        --------
        >>> bars = Bar("a", 3.0, "3"), Bar("b", -5.0, "-5")
        >>> Waterfall("t", bars, Bar("sum", -2.0, "-2"), ("x", "y")).spans()
        [(0.0, 3.0), (3.0, -2.0), (0.0, -2.0)]
        """
        spans, reached = [], 0.0
        for step in self.steps:
            spans.append((reached, reached + step.value))
            reached += step.value
        return [*spans, (0.0, self.total.value)]

    def cuts(self) -> list[Cut]:
        """Return each bar cut at zero, the total last; nothing of one whose place is not known.

        Examples
        --------
        >>> bars = Bar("a", 3.0, "3"), Bar("b", -5.0, "-5")
        >>> cuts = Waterfall("t", bars, Bar("sum", -2.0, "-2"), ("x", "y")).cuts()
        >>> [(cut.base, cut.above, cut.below, cut.is_labelled_below) for cut in cuts]
        [(0.0, 3.0, 0.0, False), (0.0, 3.0, -2.0, True), (0.0, 0.0, -2.0, True)]
        """
        found = []
        for bar, span in zip((*self.steps, self.total), self.spans(), strict=True):
            low, high = sorted(span if all(map(math.isfinite, span)) else (0.0, 0.0))
            above = max(high, 0.0) - max(low, 0.0)
            below = min(low, 0.0) - min(high, 0.0)
            base = low if low > 0 else min(high, 0.0)
            is_below = below < 0 and (above == 0 or bar.value < 0)
            found.append(Cut(base, above, below, is_below))
        return found

    def table(self) -> Table:
        """Return the same figures as a table."""
        bars = (*self.steps, self.total)
        return Table(self.headings, tuple((bar.label, (bar.display,)) for bar in bars))


@dataclass(frozen=True)
class Bars:
    """Lying bars from zero, one under the other, gains and losses in their colours."""

    title: str
    bars: tuple[Bar, ...]
    headings: tuple[str, str]


@dataclass(frozen=True)
class Lines:
    """Lines over the same dates; the first is the subject, the others are its comparison."""

    title: str
    series: tuple[Series, ...]
    headings: tuple[str, ...]

    @property
    def is_marked(self) -> bool:
        """Whether a mark tells lines apart: there are several beside that of the country."""
        return sum(not series.is_country for series in self.series) > 1

    def table(self) -> Table:
        """Return the same figures as a table, a row a date."""
        columns = [series.points for series in self.series]
        return Table(
            self.headings,
            tuple(
                (points[0].at, tuple(p.display for p in points))
                for points in zip(*columns, strict=True)
            ),
        )
