"""What is searched: the texts of organisations and of their know-how, each at its own level.

Beside each text stands what a search filters by and what rights are told from, as arrays. Nothing
here is shown to anybody: what answers is read again from the database (``verifying``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import IntEnum
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from terreau.core.errors import BadInput
from terreau.datasets.commune_points import commune_points
from terreau.datasets.reference import naf
from terreau.web.apps.directory.enums import HeadcountClass, OrganisationKind
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

SECTORS = "A38"
LEVELS = {level: rank for rank, level in enumerate(Visibility.values)}
KINDS = {kind: rank for rank, kind in enumerate(OrganisationKind.values)}
LINE_KINDS = {kind: rank for rank, kind in enumerate(KnowHowKind.values)}
HEADCOUNTS = {band: rank for rank, band in enumerate(HeadcountClass.values)}
COUNTRIES = {country: rank for rank, country in enumerate(Country.values)}
_SECTORS_OF_NAF = naf.bridge("A732", SECTORS)
SECTOR_CODES = tuple(sorted(set(_SECTORS_OF_NAF.values())))
_SECTORS = {code: rank for rank, code in enumerate(SECTOR_CODES)}
_UNKNOWN = -1
# So many communes are asked by their keys.
_FEW = 1_000


class Part(IntEnum):
    """Which text of an organisation it is."""

    NAME = 0
    DESCRIPTION = 1
    LINE = 2


@dataclass(frozen=True)
class Documents:
    """The texts, one a row, and the communes where they sit.

    Parameters
    ----------
    organisation, line, part : (text,), keys of the organisation and of the know-how (0 where the
        text is no line), a `Part`.
    level : (text,), rank of the `Visibility` at which it is read.
    stamp : (text,), when the organisation, or its line, was last changed, µs.
    kind, line_kind, sector, headcount : (text,), ranks; −1 = not known.
    agrees : (text,), whether the organisation agreed to be contacted.
    seat : (text,), row of its commune below; −1 = none.
    seat_key, seat_country, seat_lon, seat_lat : (commune,), its key, rank of its country, its
        place in degrees, NaN = not known.
    """

    organisation: NDArray[np.int64]
    line: NDArray[np.int64]
    part: NDArray[np.int8]
    level: NDArray[np.int8]
    stamp: NDArray[np.int64]
    kind: NDArray[np.int8]
    line_kind: NDArray[np.int8]
    sector: NDArray[np.int8]
    headcount: NDArray[np.int8]
    agrees: NDArray[np.bool_]
    seat: NDArray[np.int32]
    seat_key: NDArray[np.int64]
    seat_country: NDArray[np.int8]
    seat_lon: NDArray[np.float32]
    seat_lat: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.organisation)


def read_documents(among: Collection[int] | None = None) -> tuple[Documents, list[str]]:
    """Return what is searched, and its texts, in three queries: what is closed can do nothing.

    Parameters
    ----------
    among : Collection[int], optional
        Keys of the organisations wanted; all without it.
    """
    held = Organisation.objects.filter(closed_on=None)
    held = held if among is None else held.filter(pk__in=among)
    of_organisations = {row["pk"]: row for row in _organisation_rows(held)}
    rows: list[_Row] = []
    for row in of_organisations.values():
        rows.extend(_texts_of(row))
    rows.extend(_lines(of_organisations, among))
    return _as_arrays(rows, of_organisations), [row.text for row in rows]


@dataclass(frozen=True)
class _Row:
    text: str
    organisation: int
    line: int
    part: Part
    level: int
    stamp: int
    line_kind: int


def _organisation_rows(held: QuerySet[Organisation]) -> Iterator[Mapping[str, Any]]:
    return (
        held.order_by("pk")
        .values(
            "pk", "name", "kind", "naf", "description", "visibility", "field_visibility",
            "headcount_class", "agrees_to_contact", "seat", "written_at",
        )
        .iterator(chunk_size=5000)
    )  # fmt: skip


def _texts_of(row: Mapping[str, Any]) -> Iterator[_Row]:
    """Yield what is searched of an organisation itself: its identity, then what it says it does."""
    stamp = stamp_of(row["written_at"])
    told = identity_of(row)
    level = LEVELS[row["visibility"]]
    yield _Row(told, row["pk"], 0, Part.NAME, level, stamp, _UNKNOWN)
    if row["description"]:
        level = LEVELS[
            Organisation.level_among("description", row["visibility"], row["field_visibility"])
        ]
        yield _Row(row["description"], row["pk"], 0, Part.DESCRIPTION, level, stamp, _UNKNOWN)


def identity_of(row: Mapping[str, Any]) -> str:
    """Return the name of an organisation, what it is, and its activity."""
    kind, activity = str(OrganisationKind(row["kind"]).label), _activity(row["naf"])
    return " · ".join(word for word in (row["name"], kind, activity) if word)


def _lines(of: Mapping[int, Mapping[str, Any]], among: Collection[int] | None) -> Iterator[_Row]:
    held = KnowHow.objects.filter(ended_on=None).order_by("pk")
    if among is not None:
        held = held.filter(organisation__in=among)
    columns = held.values_list("pk", "organisation", "kind", "text", "visibility", "written_at")
    for pk, organisation, kind, text, visibility, written_at in columns.iterator(chunk_size=5000):
        if organisation in of:  # one that was added meanwhile waits for the next reading
            level = max(LEVELS[visibility], LEVELS[of[organisation]["visibility"]])
            stamp = stamp_of(max(written_at, of[organisation]["written_at"]))
            yield _Row(text, organisation, pk, Part.LINE, level, stamp, LINE_KINDS[kind])


def stamp_of(moment: datetime) -> int:
    """Return an instant as microseconds."""
    return round(moment.timestamp() * 1_000_000)


def _activity(code: str) -> str:
    """Return the name of an activity; "" where it is none that is known."""
    try:
        return naf.label("A732", naf.normalise(code)) if code else ""
    except BadInput:
        return ""


def _as_arrays(rows: list[_Row], of: Mapping[int, Mapping[str, Any]]) -> Documents:
    seats = _seats(of)
    place = {key: number for number, (key, *_rest) in enumerate(seats)}
    about = [of[row.organisation] for row in rows]
    sectors = [_SECTORS_OF_NAF.get(naf.normalise(each["naf"]), "") for each in about]
    columns: dict[str, list[Any]] = {
        "organisation": [row.organisation for row in rows],
        "line": [row.line for row in rows],
        "part": [row.part for row in rows],
        "level": [row.level for row in rows],
        "stamp": [row.stamp for row in rows],
        "kind": [KINDS[each["kind"]] for each in about],
        "line_kind": [row.line_kind for row in rows],
        "sector": [_SECTORS.get(code, _UNKNOWN) for code in sectors],
        "headcount": [HEADCOUNTS.get(each["headcount_class"], _UNKNOWN) for each in about],
        "agrees": [each["agrees_to_contact"] for each in about],
        "seat": [place.get(each["seat"], _UNKNOWN) for each in about],
        "seat_key": [seat[0] for seat in seats],
        "seat_country": [seat[1] for seat in seats],
        "seat_lon": [seat[2] for seat in seats],
        "seat_lat": [seat[3] for seat in seats],
    }
    return Documents(**{name: np.array(columns[name], dtype=TYPES[name]) for name in columns})


TYPES = {
    each.name: np.dtype(kind)
    for each, kind in zip(
        fields(Documents),
        ("i8", "i8", "i1", "i1", "i8", "i1", "i1", "i1", "i1", "?", "i4", "i8", "i1", "f4", "f4"),
        strict=True,
    )
}


def _seats(of: Mapping[int, Mapping[str, Any]]) -> list[tuple[int, int, float, float]]:
    """Return key, country, longitude and latitude of the communes where organisations sit."""
    points, nowhere = commune_points(), (np.nan, np.nan)
    keys = {each["seat"] for each in of.values()} - {None}
    communes = Perimeter.objects.filter(organisations__isnull=False).distinct()
    if len(keys) < _FEW:
        communes = Perimeter.objects.filter(pk__in=keys)
    rows = communes.order_by().values_list("pk", "country", "code")
    return [
        (pk, COUNTRIES[country], *points.get(code, nowhere))
        for pk, country, code in rows
        if pk in keys
    ]
