"""Tables of perimeters: which smaller territories a perimeter is made of, as a publisher lists it.

A member may be written by code or, for a single commune, by its SIREN. The stored table keeps the
member as published and resolved: kind, code, name, member_kind, member, member_label, valid_from,
valid_to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from terreau.core.errors import BadTable, Place
from terreau.datasets.catalogue import read_table
from terreau.datasets.codes import (
    SOUND_REMEDY,
    country_table,
    is_sound,
    known_codes,
    lost_zeros,
)
from terreau.datasets.dataset import Dataset
from terreau.datasets.description import Description
from terreau.datasets.numbers import codes, years
from terreau.datasets.reading import RawBatch, TableSource
from terreau.datasets.rejects import Rejects

SCHEMA = pa.schema(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("code", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("member_kind", pa.string(), nullable=False),
        pa.field("member", pa.string(), nullable=False),
        pa.field("member_label", pa.string()),
        pa.field("valid_from", pa.int32()),
        pa.field("valid_to", pa.int32()),
    ]
)


@dataclass(frozen=True)
class Members:
    """The rows of a table of perimeters that passed, the names by code, and the refusals."""

    table: pa.Table
    names: dict[str, str]
    rejects: Rejects
    rows_read: int


def members_by_kind(dataset: Dataset) -> Mapping[str, int]:
    """Return member kind → number of rows, for a stored table of perimeters."""
    counts = read_table(dataset)["member_kind"].value_counts().to_pylist()
    return {count["values"]: count["counts"] for count in counts}


def read_members(source: TableSource, description: Description, home: Path | None) -> Members:
    """Read and check a table of perimeters.

    Raises
    ------
    BadTable
        A column is missing, the same member stands twice in a perimeter, or a perimeter has two
        names; both lines are named.
    """
    for role, name in description.columns.items():
        source.require(name, key=f"columns.{role}")
    for name in description.filters:
        source.require(name, key="[filter]")
    reading = _Reading(source, description, _resolver(description, home))
    wanted = dict.fromkeys((*description.columns.values(), *description.filters))
    for batch in source.read(tuple(wanted)):
        reading.add(batch)
    return reading.members()


def _resolver(description: Description, home: Path | None) -> Mapping[str, tuple[str, str]]:
    """Return code as written → (kind, code), the first kind of the description winning."""
    resolved: dict[str, tuple[str, str]] = {}
    for kind in description.member_kinds:
        for code in known_codes(description.country, kind, home) or ():
            resolved.setdefault(code, (kind, code))
        if kind == "commune":
            communes = country_table(description.country, "communes", home)
            pairs = zip(communes["siren"].to_pylist(), communes["code"].to_pylist(), strict=True)
            for siren, code in pairs:
                if siren is not None:
                    resolved.setdefault(siren, ("commune", code))
    return resolved


class _Reading:
    """One pass over a table of perimeters."""

    def __init__(
        self,
        source: TableSource,
        description: Description,
        resolved: Mapping[str, tuple[str, str]],
    ) -> None:
        self.source, self.description, self.resolved = source, description, resolved
        self.rejects = Rejects()
        self.rows: dict[tuple[str, str, str, int | None], dict[str, object]] = {}
        self.names: dict[str, tuple[str, int]] = {}
        self.lines: dict[tuple[str, str, str, int | None], int] = {}
        self.rows_read = 0

    def add(self, batch: RawBatch) -> None:
        """Take the rows of a batch."""
        for bad in batch.malformed:
            self.rows_read += 1
            self.rejects.add(
                "wrong_number_of_columns",
                line=bad.line,
                column="",
                value=f"{bad.found} in place of {bad.expected}",
            )
        columns = self.description.columns
        text = {
            name: codes(column).cast(pa.string()).to_pylist()
            for name, column in batch.columns.items()
        }
        limits = {
            role: years(batch.columns[columns[role]])
            for role in ("valid_from", "valid_to")
            if role in columns
        }
        for row, line in enumerate(batch.lines.tolist()):
            if any(text[name][row] not in kept for name, kept in self.description.filters.items()):
                continue
            self.rows_read += 1
            cells = {role: text[name][row] for role, name in columns.items()}
            found = {role: int(values[row]) for role, values in limits.items()}
            if self._is_sound(cells, found, line):
                self._keep(cells, found, line)

    def _is_sound(self, cells: dict[str, str | None], limits: dict[str, int], line: int) -> bool:
        columns = self.description.columns
        for role in ("perimeter", "member"):
            if cells[role] is None:
                self.rejects.add("empty_code", line=line, column=columns[role])
                return False
        for role, year in limits.items():
            if year < 0 and cells[role] is not None:
                self.rejects.add(
                    "period_not_a_year", line=line, column=columns[role], value=cells[role]
                )
                return False
        if not is_sound(code := self._code(cells)):
            self.rejects.add(
                "unsound_code",
                line=line,
                column=columns["perimeter"],
                value=code,
                remedy=SOUND_REMEDY,
            )
            return False
        member = str(cells["member"])
        if member not in self.resolved:
            kinds = self.description.member_kinds
            fulls = (lost_zeros(member, kind, frozenset(self.resolved)) for kind in kinds)
            full = next((code for code in fulls if code), None)
            self.rejects.add(
                "unknown_member",
                line=line,
                column=columns["member"],
                value=member,
                remedy=f"it lost its leading zero, it was {full!r}" if full else "",
                kind=" or ".join(kinds),
            )
            return False
        return True

    def _keep(self, cells: dict[str, str | None], limits: dict[str, int], line: int) -> None:
        code = self._code(cells)
        name = cells.get("name") or code
        known_name, first_line = self.names.setdefault(code, (name, line))
        if known_name != name:
            raise self._twice("A perimeter has two names", "name", code, line, first_line)
        kind, member = self.resolved[str(cells["member"])]
        since, until = (
            year if (year := limits.get(role, -1)) >= 0 else None
            for role in ("valid_from", "valid_to")
        )
        key = (code, kind, member, since)
        if key in self.rows:
            value = f"{code}, {cells['member']}"
            raise self._twice(
                "The same member stands twice in a perimeter", "member", value, line,
                self.lines[key],
            )  # fmt: skip
        self.lines[key] = line
        self.rows[key] = {
            "kind": self.description.territory_kind,
            "code": code,
            "name": name,
            "member_kind": kind,
            "member": member,
            "member_label": cells.get("member_label"),
            "valid_from": since,
            "valid_to": until,
        }

    def _code(self, cells: dict[str, str | None]) -> str:
        phase = cells.get("phase") or self.description.phase
        return f"{phase}:{cells['perimeter']}" if phase else str(cells["perimeter"])

    def _twice(self, what: str, role: str, value: str, line: int, first: int) -> BadTable:
        return BadTable(
            Place(self.source.file, line, self.description.columns[role]),
            what,
            value=value,
            why=f"First at line {first}",
            remedy="Correct or remove one of the two lines",
        )

    def members(self) -> Members:
        """Return what was read, sorted."""
        order = sorted(self.rows, key=lambda key: (*key[:3], key[3] or 0))
        table = pa.Table.from_pylist([self.rows[key] for key in order], schema=SCHEMA)
        names = {code: name for code, (name, _) in self.names.items()}
        return Members(table, names, self.rejects, self.rows_read)
