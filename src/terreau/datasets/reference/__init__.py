"""The bundled reference: communes, perimeters, passages, populations, activities.

Everything here is read from Parquet files that travel with the package, once
and on use. How they are made is in ``building``; what each holds in
``schemas``; the activities in ``naf``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from terreau.core import versions as core
from terreau.core.errors import BadInput
from terreau.datasets.reference.schemas import TABLES
from terreau.datasets.stored_table import read_stored

_BUNDLE = resources.files(__name__) / "bundle"
_KINDS = ("commune", "departement", "epci", "ept", "region")


@cache
def load(name: str) -> pa.Table:
    """Return a table of the bundle.

    Parameters
    ----------
    name : str
        One of the keys of `schemas.TABLES`.

    Returns
    -------
    pa.Table
        With the schema of that name; shared between callers, read-only.

    Raises
    ------
    BadInput
        If the bundle has no such table.

    Examples
    --------
    >>> load("communes").column_names[:2]
    ['code', 'name']
    """
    if name not in TABLES:
        raise BadInput(
            "The reference has no such table",
            value=name,
            remedy=f"Choose among {', '.join(TABLES)}",
        )
    with (_BUNDLE / f"{name}.parquet").open("rb") as stream:
        return read_stored(stream).cast(TABLES[name])


@cache
def fingerprint() -> str:
    """Return the digest of what the reference was built from, sixteen hexadecimal digits."""
    return hashlib.sha256((_BUNDLE / "manifest.json").read_bytes()).hexdigest()[:16]


@cache
def vintages(kind: str = "epci") -> tuple[int, ...]:
    """Return the years for which the reference has the perimeters of a kind.

    Parameters
    ----------
    kind : str
        commune, departement, epci, ept or region. The EPCI have them all;
        communes, departments and regions have no 2020, EPT begin in 2023.

    Returns
    -------
    tuple[int, ...]
        In order.

    Examples
    --------
    >>> vintages()
    (2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026)
    >>> vintages("commune")
    (2019, 2021, 2022, 2023, 2024, 2025, 2026)
    """
    _check_kind(kind)
    return tuple(_json("manifest.json")["vintages"][kind])


@cache
def known_codes(kind: str) -> frozenset[str]:
    """Return the codes of a kind in any vintage; for communes, without those before 2019.

    Examples
    --------
    >>> "244400644" in known_codes("epci")
    True
    """
    _check_kind(kind)
    if kind == "commune":
        return frozenset(load("communes").column("code").to_pylist())
    perimeters = load("perimeters")
    return frozenset(
        perimeters.filter(pc.equal(perimeters.column("kind"), kind)).column("code").to_pylist()
    )


@cache
def current_codes() -> Mapping[str, str]:
    """Return every commune code ever known → the commune of the latest vintage that holds it.

    A code in force leads to itself, even where a part of it became a commune
    of its own since (`uncertain_codes`). Merged communes, former codes and the
    arrondissements of Paris, Lyon and Marseille lead to their commune.
    """
    latest = vintages("commune")[-1]
    communes, passages = load("communes"), load("passages")
    in_force = communes.filter(pc.equal(communes.column("last_vintage"), latest))
    codes = {code: code for code in in_force.column("code").to_pylist()}
    rows = _columns(passages, "old_code", "new_code", "kind")
    codes.update((old, new) for old, new, kind in rows if kind != "split")
    return MappingProxyType(codes)


def current_code(commune: str) -> str | None:
    """Return the commune of the latest vintage for a code of any time, None for an unknown one.

    Examples
    --------
    >>> current_code("75101"), current_code("27058"), current_code("44184")
    ('75056', '27676', '44184')
    >>> current_code("44999") is None
    True
    """
    return current_codes().get(commune)


@cache
def uncertain_codes(geography: int) -> frozenset[str]:
    """Return the commune codes whose passage is not certain: figures built on them must say so.

    Parameters
    ----------
    geography : int
        Year of the geography of the figures. A commune that separated since is
        still counted under the code of the one it left.

    Returns
    -------
    frozenset[str]
        Old codes, some of them in force.

    Examples
    --------
    >>> "14712" in uncertain_codes(2019), "14712" in uncertain_codes(2024)
    (True, False)
    """
    rows = _columns(load("passages"), "old_code", "certain", "since_vintage")
    return frozenset(
        old for old, certain, since in rows if not certain and (since is None or since > geography)
    )


@cache
def versions(kind: str, code: str) -> tuple[core.Version, ...]:
    """Return the versions of a perimeter: maximal runs of vintages with the same communes.

    Parameters
    ----------
    kind : str
        departement, epci, ept or region.
    code : str
        Its code.

    Returns
    -------
    tuple[core.Version, ...]
        In order; empty for an unknown code. A vintage that the kind does not
        have belongs to no version and separates none.
    """
    _check_kind(kind)
    runs = (core.Interval(*link) for link in _links(kind).get(code, ()))
    return tuple(core.versions(runs, vintages(kind)))


@cache
def is_france(departement: str) -> bool:
    """Tell whether a department counts in France: 101 do, the overseas collectivities do not.

    Examples
    --------
    >>> is_france("974"), is_france("988")
    (True, False)
    """
    return departement in _departements_of_france()


def register() -> list[dict[str, Any]]:
    """Return the territories that the source documents name, with what they print.

    Returns
    -------
    list[dict[str, Any]]
        A fresh copy, in the order of the file: ``id, kind, phase, code, name,
        aliases, members, members_complete, facts, source, confidence``.
    """
    entries: list[dict[str, Any]] = json.loads(_text("register.json"))
    return entries


def population_years() -> dict[str, Any]:
    """Return the reference years of the populations, and where each comes from (fresh copy)."""
    content: dict[str, Any] = json.loads(_text("population_years.json"))
    return content


@cache
def _links(kind: str) -> Mapping[str, list[tuple[str, int, int]]]:
    members = load("members")
    links: dict[str, list[tuple[str, int, int]]] = {}
    rows = _columns(
        members.filter(pc.equal(members.column("kind"), kind)),
        "code",
        "commune",
        "first_vintage",
        "last_vintage",
    )
    for code, commune, first, last in rows:
        links.setdefault(code, []).append((commune, first, last))
    return links


@cache
def _departements_of_france() -> frozenset[str]:
    perimeters = load("perimeters")
    rows = _columns(perimeters, "kind", "code", "subtype")
    return frozenset(c for kind, c, zone in rows if kind == "departement" and zone != "com")


def _columns(table: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in names), strict=True))


def _check_kind(kind: str) -> None:
    if kind not in _KINDS:
        raise BadInput(
            "The reference has no perimeter of that kind",
            value=kind,
            remedy=f"Choose among {', '.join(_KINDS)}",
        )


@cache
def _json(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_text(name))
    return content


def _text(name: str) -> str:
    return (_BUNDLE / name).read_text(encoding="utf-8")
