"""Tables of series: rates by territory and period (a year or a quarter), which are never summed.

The stored table: territory, period ("2021" or "2021-T1"), value, status ("ok", "secret",
"missing"); ``value`` is null where the status is not "ok". What is summed is in `figures_table`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from terreau.core.errors import BadTable, Place
from terreau.core.progress import Progress
from terreau.datasets.codes import SOUND_REMEDY, is_sound, known_codes, lost_zeros
from terreau.datasets.description import Description
from terreau.datasets.figures_table import labels_table, write_table
from terreau.datasets.measures import RATES
from terreau.datasets.numbers import FIRST_YEAR, LAST_YEAR, codes, number_remedy, numbers
from terreau.datasets.reading import RawBatch, TableSource
from terreau.datasets.rejects import Rejects
from terreau.datasets.written import Contents, check_refusals, facts_without_figures

SCHEMA = pa.schema(
    [
        pa.field("territory", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("status", pa.string(), nullable=False),
    ]
)
_PERIOD = re.compile(r"(\d{4})(-T[1-4])?")


def write_series(
    folder: Path,
    source: TableSource,
    description: Description,
    home: Path | None,
    *,
    accept_rejects: bool,
    progress: Progress,
) -> Contents:
    """Write a table of series (a `Writer`).

    Raises
    ------
    BadTable
        A column is missing, a territory has two values for a period, or years and quarters stand
        in one table.
    """
    for role, name in (*description.columns.items(), *((k, k) for k in description.filters)):
        source.require(name, key=f"columns.{role}")
    reading = _Reading(
        source.file,
        description,
        known_codes(description.country, description.territory_kind, home),
    )
    wanted = tuple(dict.fromkeys((*description.columns.values(), *description.filters)))
    for batch in source.read(wanted):
        progress("reading", batch.bytes_read, source.size)
        reading.add(batch)
    check_refusals(
        source.file,
        description,
        rejects=reading.rejects,
        read=reading.read,
        kept=len(reading.rows),
        accept_rejects=accept_rejects,
    )
    periods = reading.periods()
    rows = [
        {"territory": territory, "period": period, "value": value, "status": status}
        for (territory, period), (value, status) in sorted(reading.rows.items())
    ]
    write_table(pa.Table.from_pylist(rows, schema=SCHEMA), folder / "table.parquet")
    names = {territory: reading.names.get(territory) for territory, _ in reading.rows}
    write_table(labels_table(names), folder / "labels.parquet")
    facts = facts_without_figures(len(names)) | {
        "periods": sorted({int(period[:4]) for period in periods}),
        "period_names": periods,
        "rows_hidden": sum(status != "ok" for _, status in reading.rows.values()),
    }
    return Contents(len(rows), reading.rejects, facts)


@dataclass
class _Reading:
    """One pass over a table of series; ``rows`` is (territory, period) → (value, status)."""

    file: str
    description: Description
    known: frozenset[str] | None
    rejects: Rejects = field(default_factory=Rejects)
    rows: dict[tuple[str, str], tuple[float | None, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    read: int = 0

    def __post_init__(self) -> None:
        self._lines: dict[tuple[str, str], int] = {}

    def add(self, batch: RawBatch) -> None:
        """Take the rows of a batch."""
        for bad in batch.malformed:
            self.read += 1
            value = f"{bad.found} in place of {bad.expected}"
            self.rejects.add("wrong_number_of_columns", line=bad.line, column="", value=value)
        for line, cells, number in self._rows(batch):
            self.read += 1
            if (key := self._key(cells, line)) is None:
                continue
            if key in self.rows:
                raise BadTable(
                    Place(self.file, line, self.description.columns["territory"]),
                    "The same territory and period stand twice",
                    value=", ".join(key),
                    why=f"First at line {self._lines[key]}",
                    remedy="Remove one of the two, or keep one series with [filter]",
                )
            self.rows[key], self._lines[key] = self._cell(cells, number, line), line
            if label := cells.get("territory_label"):
                self.names.setdefault(key[0], label)

    def periods(self) -> list[str]:
        """Return the periods found, in order."""
        found = sorted({period for _, period in self.rows})
        if len({len(period) for period in found}) > 1:
            raise BadTable(
                Place(self.file, column=self.description.columns["period"]),
                "Years and quarters stand in one table",
                value=f"{found[0]}, {next(p for p in found if len(p) != len(found[0]))}",
                remedy="Keep one of the two series with [filter]",
            )
        return found

    def _rows(self, batch: RawBatch) -> Iterator[tuple[int, dict[str, str | None], float]]:
        columns, filters = self.description.columns, self.description.filters
        text = {n: codes(c).cast(pa.string()).to_pylist() for n, c in batch.columns.items()}
        values, _ = numbers(batch.columns[columns["value"]], self.description.format.decimal)
        for row, line in enumerate(batch.lines.tolist()):
            if all(text[name][row] in kept for name, kept in filters.items()):
                yield line, {r: text[n][row] for r, n in columns.items()}, float(values[row])

    def _key(self, cells: dict[str, str | None], line: int) -> tuple[str, str] | None:
        """Return territory and period, None where one is refused."""
        columns, kind = self.description.columns, self.description.territory_kind
        code, period = cells["territory"], cells["period"]
        if code is None:
            self.rejects.add("empty_code", line=line, column=columns["territory"])
            return None
        if not (is_sound(code) if self.known is None else code in self.known):
            full = lost_zeros(code, kind, self.known)
            self.rejects.add(
                "unsound_code" if self.known is None else "unknown_territory",
                line=line, column=columns["territory"], value=code, kind=kind,
                remedy=SOUND_REMEDY if self.known is None
                else f"it lost its leading zero, it was {full!r}" if full else "",
            )  # fmt: skip
            return None
        found = _PERIOD.fullmatch(period or "")
        if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            self.rejects.add("not_a_period", line=line, column=columns["period"], value=period)
            return None
        return code, str(period)

    def _cell(
        self, cells: dict[str, str | None], number: float, line: int
    ) -> tuple[float | None, str]:
        """Return value and status; a refused number is not known: it stays as missing."""
        description = self.description
        written, mark = cells["value"], cells[_marked(description)]
        if mark is not None and mark in description.secret_marks:
            return None, "secret"
        if mark is not None and mark in description.missing_marks:
            return None, "missing"
        if written is None:
            return None, description.absent
        rate = RATES[description.measure]
        if 0 <= number <= rate.most:
            return number, "ok"
        is_text = not (number < 0 or number > rate.most)
        self.rejects.add(
            "not_a_number" if is_text else "negative" if number < 0 else "beyond_rate",
            line=line, column=description.columns["value"], value=written,
            most=f"{rate.most:g} {rate.unit}",
            remedy=number_remedy(written, description.format.decimal) if is_text else "",
        )  # fmt: skip
        return None, "missing"


def _marked(description: Description) -> str:
    return "status" if "status" in description.columns else "value"
