"""Two to six territories side by side: what sets them apart, on one scale and in one table."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.analytics import FloatArray
from terreau.core.errors import BadInput
from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.datasets.dataset import Dataset
from terreau.datasets.indicators.registry import list_indicators
from terreau.datasets.indicators.tables import Territories
from terreau.datasets.indicators.values import Status, Values, series_of, values_of
from terreau.reporting.small_multiples import Panel, small_multiples
from terreau.web.apps.observatory.compared_numbers import Compared, Writer
from terreau.web.apps.observatory.compared_words import (
    LOCAL,
    SHOWN,
    certainty_sentence,
    compared_sentence,
)
from terreau.web.apps.observatory.datasets_held import as_of_now, list_all
from terreau.web.apps.observatory.indicator_words import read_sentence, span_of, told, unit_of
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.memberships import state
from terreau.web.apps.territories.selectors import Territory

LEAST, MOST = 2, 6


@dataclass(frozen=True)
class Cell:
    """A value of the table; "en partie" where some cells are not known."""

    number: Number
    status: Status

    @property
    def is_partial(self) -> bool:
        """Whether it leaves something out."""
        return self.status == Status.PARTIAL


@dataclass(frozen=True)
class Line:
    """An indicator in the table: a cell for each territory, the country's value, whence all."""

    id: str
    title: str
    definition: str
    unit: str
    period: str
    cells: tuple[Cell, ...]
    nation: Number
    provenance: Provenance


@dataclass(frozen=True)
class Curves:
    """The jobs of each territory year by year, 100 at the first: the drawing and its table.

    A row is a year, then a number for each territory and for the country.
    """

    svg: SafeString
    width: int
    height: int
    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Number, ...]], ...]


@dataclass(frozen=True)
class Comparison:
    """What the page of a comparison shows.

    Parameters
    ----------
    compared : tuple of Compared
        In the order asked.
    sentence, certainty : str
        What sets them apart; how far it can be relied upon. "" where nothing tells.
    lines : tuple of Line
        The table.
    curves : Curves or None
        None without several years of jobs.
    sources : tuple of str
        What was read.
    """

    compared: tuple[Compared, ...]
    sentence: str
    certainty: str
    lines: tuple[Line, ...]
    curves: Curves | None
    sources: tuple[str, ...]

    @property
    def is_example(self) -> bool:
        """Whether it is of the example country."""
        return self.compared[0].is_example

    def numbers(self) -> Iterator[Number]:
        """Yield its figures, in the order of the page."""
        for _year, numbers in self.curves.rows if self.curves else ():
            yield from numbers
        for line in self.lines:
            yield from (cell.number for cell in line.cells)
            yield line.nation


@as_of_now
def compare(keys: Sequence[str]) -> Comparison:
    """Compare territories, given "kind:code" of each.

    Raises
    ------
    BadInput
        Fewer than two or more than six, one twice, one that is not known, two countries at once.
    """
    distinct = list(dict.fromkeys(keys))
    if not LEAST <= len(distinct) <= MOST or len(distinct) < len(keys):
        raise BadInput(
            _("Une comparaison réunit de deux à six territoires différents"),
            value=len(keys),
            remedy=_("Ajoutez-en ou retirez-en."),
        )
    found = [_territory(key) for key in distinct]
    if len({territory.country for territory in found}) > 1:
        raise BadInput(
            _("Cette liste mêle des territoires réels et le pays d’exemple"),
            remedy=_("Retirez les uns ou les autres."),
        )
    is_one_kind = len({territory.kind for territory in found}) == 1
    codes = [territory.code for territory in found] if is_one_kind else distinct
    asked = Territories(
        kind=found[0].kind if is_one_kind else "list",
        country=found[0].country,
        members=tuple((c, t.communes) for c, t in zip(codes, found, strict=True)),
        home=Path(settings.TERREAU_HOME),
    )
    compared = tuple(map(_compared, distinct, found))
    return _composed(asked, compared, tuple(list_all()), get_language() or "fr")


def as_compared(key: str) -> Compared:
    """Return one territory, given "kind:code"."""
    return _compared(key, _territory(key))


def _territory(key: str) -> Territory:
    return _remembered(key, Path(settings.TERREAU_HOME), state())


@lru_cache(maxsize=256)
def _remembered(key: str, _home: Path, _: Hashable) -> Territory:
    """Return a territory, read once until perimeters are loaded or removed."""
    kind, _sep, code = key.partition(":")
    return territories.get_territory(kind=kind, code=code)


def _compared(key: str, territory: Territory) -> Compared:
    return Compared(
        key=key,
        name=territory.name,
        kind_label=territory.kind_label,
        profile_url=reverse("observatory:profile", args=(territory.slug, territory.code)),
        is_example=territory.is_example,
    )


@lru_cache(maxsize=64)
def _composed(
    asked: Territories,
    compared: tuple[Compared, ...],
    datasets: tuple[Dataset, ...],
    _language: str,
) -> Comparison:
    known = list_indicators(asked.home)
    values = {id_: values_of(known[id_], datasets, asked) for id_ in SHOWN if id_ in known}
    here = {id_: each for id_, each in values.items() if each is not None and each.known.any()}
    names = [one.name for one in compared]
    sources = dict.fromkeys(
        read_sentence(read, asked.country) for each in here.values() for read in each.read
    )
    writer = Writer(compared)
    return Comparison(
        compared=compared,
        sentence=compared_sentence(here, names),
        certainty=certainty_sentence(known.get(LOCAL), here, datasets, asked, names),
        lines=tuple(_line(writer, each) for each in here.values()),
        curves=_curves(writer, here["jobs"], datasets, asked) if "jobs" in here else None,
        sources=tuple(sources),
    )


def _line(writer: Writer, values: Values) -> Line:
    numbers = writer.of_values(values)
    return Line(
        id=values.indicator.id,
        title=told(values.indicator.title),
        definition=told(values.indicator.definition),
        unit=unit_of(values.indicator),
        period=span_of(values),
        cells=tuple(map(Cell, numbers, values.status)),
        nation=writer.of_nation(values),
        provenance=writer.shared(values),
    )


def _curves(
    writer: Writer, jobs: Values, datasets: Sequence[Dataset], asked: Territories
) -> Curves | None:
    series = series_of(jobs.indicator, datasets, asked)
    if series is None:
        return None
    own = _from_hundred(series.own)
    nation = _from_hundred(series.nation[:, None])[:, 0]
    absent = _("trop peu est publié, année après année")
    names = [one.name for one in writer.compared]
    panels = [Panel(name, own[:, place], absent) for place, name in enumerate(names)]
    reference = None if np.isnan(nation).any() else nation
    svg, width, height = small_multiples(series.years, panels, reference)
    rows = tuple(
        (year, writer.of_indices(jobs, year, [*row.tolist(), country]))
        for year, row, country in zip(series.years, own, nation.tolist(), strict=True)
    )
    return Curves(mark_safe(svg), width, height, (*names, _("Pays")), rows)  # noqa: S308


def _from_hundred(values: FloatArray) -> FloatArray:
    """Return (Y, T) values, 100 at the first year; NaN where that year has none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = 100 * values / values[0]
    return np.where(np.isfinite(found), found, np.nan)
