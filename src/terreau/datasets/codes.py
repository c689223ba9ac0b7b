"""Which territory codes a country knows, and what an old commune code has become.

Real France answers from the bundled reference, the example country from the tables it installed;
both have the same schemas.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from terreau import __version__
from terreau.core.errors import BadInput
from terreau.core.home import terreau_home
from terreau.datasets import reference
from terreau.datasets.stored_table import read_stored

_SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]{0,63}")
SOUND_REMEDY = "write it with letters without accent, digits and : . _ - only, 64 at most"
_IN_REFERENCE = ("commune", "epci", "ept", "departement", "region", "nation")
# Codes of fixed length (France): a shorter number has lost its leading zeros.
_WIDTHS: Mapping[str, int] = MappingProxyType(
    {"commune": 5, "epci": 9, "ept": 9, "departement": 2, "region": 2, "zone_emploi": 4,
     "bassin_de_vie": 5}
)  # fmt: skip


def country_table(country: str, name: str, home: Path | None = None) -> pa.Table:
    """Return a table of the reference ("communes", "passages", "members"…) of a country.

    Raises
    ------
    BadInput
        If the example country is not installed.
    """
    if country == "FR":
        return reference.load(name)
    path = (home or terreau_home()) / "example" / f"{name}.parquet"
    if not path.is_file():
        raise BadInput(
            "The example country is not installed, or one of before is",
            value=country,
            remedy="Run `terreau example install`",
        )
    return read_stored(path)


def digest(country: str, home: Path | None = None) -> str:
    """Return a text that changes when the reference tables of a country do, or this program."""
    if country == "FR":
        manifest = resources.files(reference) / "bundle" / "manifest.json"
        pieces = [manifest.read_bytes()]
    else:
        folder = (home or terreau_home()) / "example"
        files = sorted(folder.glob("*.parquet"))
        pieces = [f"{file.name} {file.stat().st_mtime_ns}".encode() for file in files]
    return hashlib.sha256(b"\n".join([__version__.encode(), *pieces])).hexdigest()[:24]


def known_codes(country: str, kind: str, home: Path | None = None) -> frozenset[str] | None:
    """Return every code of a kind, old ones included; None when there is no reference for it."""
    if kind not in _IN_REFERENCE:
        return None
    if kind == "nation":
        return frozenset({country})
    if kind == "commune":
        communes = country_table(country, "communes", home)["code"]
        old = country_table(country, "passages", home)["old_code"]
        return frozenset(communes.to_pylist()) | frozenset(old.to_pylist())
    perimeters = country_table(country, "perimeters", home)
    return frozenset(perimeters.filter(pc.equal(perimeters["kind"], kind))["code"].to_pylist())


def is_sound(code: str) -> bool:
    """Return whether a code can stand in the address of a page.

    Examples
    --------
    >>> is_sound("2:ti-0101"), is_sound("Pays/Nord")
    (True, False)
    """
    return _SOUND.fullmatch(code) is not None


def lost_zeros(code: str, kind: str, known: frozenset[str] | None) -> str | None:
    """Return the code that ``code`` was before a spreadsheet took its leading zeros, if it did.

    Examples
    --------
    >>> lost_zeros("1001", "commune", frozenset({"01001"}))
    '01001'
    >>> lost_zeros("51", "zone_emploi", None)
    '0051'
    """
    width = _WIDTHS.get(kind)
    if width is None or not code.isdigit() or len(code) >= width:
        return None
    full = code.zfill(width)
    return full if known is None or full in known else None


@dataclass(frozen=True)
class Passages:
    """What the commune codes of a table have become.

    Parameters
    ----------
    current : Mapping[str, str]
        Old code → the one commune that holds it today; codes in force are not in it.
    merged : frozenset of str
        The old codes that a merger ended (municipal arrondissements are not among them).
    uncertain : frozenset of str
        Codes of which some jobs may belong to another commune of today.
    heirs : Mapping[str, frozenset of str]
        Code of a divided commune, among the uncertain → the communes made of parts of it.
    """

    current: Mapping[str, str]
    merged: frozenset[str]
    uncertain: frozenset[str]
    heirs: Mapping[str, frozenset[str]]


def passages(country: str, geography: int | None, home: Path | None = None) -> Passages:
    """Return what commune codes of the vintage ``geography`` (None: of any) have become."""
    if country == "FR":
        return _bundled_passages(geography)
    return _passages(
        country_table(country, "passages", home),
        country_table(country, "communes", home),
        geography,
    )


@lru_cache(maxsize=32)
def _bundled_passages(geography: int | None) -> Passages:
    return _passages(reference.load("passages"), reference.load("communes"), geography)


def _passages(table: pa.Table, communes: pa.Table, geography: int | None) -> Passages:
    # A commune that came back after a merger is in force again: its code stays its own.
    is_current = pc.equal(communes["last_vintage"], pc.max(communes["last_vintage"]))
    in_force = set(communes.filter(is_current)["code"].to_pylist())
    current: dict[str, str] = {}
    merged, uncertain = set(), set()
    heirs: dict[str, set[str]] = {}
    for row in table.to_pylist():
        old, since = row["old_code"], row["since_vintage"]
        is_later = geography is None or since is None or since > geography
        if not row["certain"] and is_later:
            uncertain.add(old)
            if row["kind"] == "split":
                heirs.setdefault(old, set()).add(row["new_code"])
        if old not in in_force and row["kind"] != "split":
            current[old] = row["new_code"]
            if row["kind"] == "merged":
                merged.add(old)
    return Passages(
        MappingProxyType(current),
        frozenset(merged),
        frozenset(uncertain),
        MappingProxyType({old: frozenset(new) for old, new in heirs.items()}),
    )
