"""Charts as data: every drawing (browser, later PDF) and every table comes from these."""

from __future__ import annotations

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
    """A named line."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Table:
    """A chart's table: headings, then rows of a first cell and the others."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


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

    def table(self) -> Table:
        """Return the same figures as a table."""
        bars = (*self.steps, self.total)
        return Table(self.headings, tuple((bar.label, (bar.display,)) for bar in bars))


@dataclass(frozen=True)
class Lines:
    """Lines over the same dates; the first is the subject, the others are its comparison."""

    title: str
    series: tuple[Series, ...]
    headings: tuple[str, ...]

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
