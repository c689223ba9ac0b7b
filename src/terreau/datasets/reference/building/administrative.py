"""Communes, postal codes, perimeters and their members, over the vintages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pyarrow as pa

from terreau.core.text import fold
from terreau.datasets.reference.building.vintage import Commune, Group, Vintage
from terreau.datasets.reference.schemas import COMMUNES, MEMBERS, PERIMETERS, POSTAL_CODES


def communes_table(vintages: Sequence[Vintage]) -> pa.Table:
    """Return every commune that existed in a vintage, as it last was.

    Parameters
    ----------
    vintages : Sequence[Vintage]
        In the order of the years.

    Returns
    -------
    pa.Table
        Schema `COMMUNES`, by code.
    """
    latest: dict[str, Commune] = {}
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    sirens: dict[str, str] = {}
    for vintage in vintages:
        for code, commune in vintage.communes.items():
            latest[code] = commune
            first.setdefault(code, vintage.year)
            last[code] = vintage.year
            if commune.siren:
                sirens[code] = commune.siren
    rows = [
        {
            "code": code,
            "name": latest[code].name,
            "departement": latest[code].departement,
            "region": latest[code].region,
            "siren": sirens.get(code),
            "zone": latest[code].zone,
            "first_vintage": first[code],
            "last_vintage": last[code],
        }
        for code in sorted(latest)
    ]
    return pa.Table.from_pylist(rows, schema=COMMUNES)


def postal_codes_table(latest: Vintage) -> pa.Table:
    """Return the postal codes of the communes of one vintage, schema `POSTAL_CODES`."""
    pairs = sorted({(p, c.code) for c in latest.communes.values() for p in c.postal_codes})
    rows = [{"postal_code": postal, "commune": commune} for postal, commune in pairs]
    return pa.Table.from_pylist(rows, schema=POSTAL_CODES)


def perimeters_table(vintages: Sequence[Vintage]) -> pa.Table:
    """Return the perimeters by kind and code, with their latest name, schema `PERIMETERS`.

    A former name that differs by accents, case or punctuation only is not kept:
    no search needs it.
    """
    history: dict[tuple[str, str], list[tuple[int, Group]]] = {}
    for vintage in vintages:
        for group in vintage.groups:
            history.setdefault((group.kind, group.code), []).append((vintage.year, group))
    rows = []
    for (kind, code), states in sorted(history.items()):
        latest = states[-1][1]
        rows.append(
            {
                "kind": kind,
                "code": code,
                "name": latest.name,
                "subtype": latest.subtype,
                "first_vintage": states[0][0],
                "last_vintage": states[-1][0],
                "former_names": _former_names(latest.name, (g.name for _, g in states[::-1])),
            }
        )
    return pa.Table.from_pylist(rows, schema=PERIMETERS)


def members_table(vintages: Sequence[Vintage]) -> pa.Table:
    """Return a row per maximal run of vintages in which a commune belongs to a perimeter.

    Parameters
    ----------
    vintages : Sequence[Vintage]
        In the order of the years.

    Returns
    -------
    pa.Table
        Schema `MEMBERS`, by kind, code, commune and first vintage. A vintage
        that a kind does not have (2020 for departments) does not break a run.
    """
    years_of_kind: dict[str, list[int]] = {}
    years_of_link: dict[tuple[str, str, str], list[int]] = {}
    for vintage in vintages:
        for kind in sorted({group.kind for group in vintage.groups}):
            years_of_kind.setdefault(kind, []).append(vintage.year)
        for group in vintage.groups:
            for commune in group.members:
                years_of_link.setdefault((group.kind, group.code, commune), []).append(vintage.year)
    rows = [
        {
            "kind": kind,
            "code": code,
            "commune": commune,
            "first_vintage": first,
            "last_vintage": last,
        }
        for (kind, code, commune), years in sorted(years_of_link.items())
        for first, last in _runs(years, years_of_kind[kind])
    ]
    return pa.Table.from_pylist(rows, schema=MEMBERS)


def _former_names(latest: str, names: Iterable[str]) -> list[str]:
    kept = {fold(latest): latest}
    for name in names:
        kept.setdefault(fold(name), name)
    return list(kept.values())[1:]


def _runs(years: Sequence[int], possible: Sequence[int]) -> list[tuple[int, int]]:
    following = dict(pairwise(possible))
    runs: list[tuple[int, int]] = []
    for year in years:
        if runs and following[runs[-1][1]] == year:
            runs[-1] = (runs[-1][0], year)
        else:
            runs.append((year, year))
    return runs
