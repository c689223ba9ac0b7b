"""Rows that an import refuses, each with its line, its reason and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pyarrow as pa

# Reason -> what it says; {value} is the offending cell.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "wrong_number_of_columns": "the row has not the number of columns of the header ({value})",
        "empty_code": "the code is empty",
        "unknown_territory": "no {kind} has the code {value!r}",
        "unknown_sector": "{value!r} is not a code of {nomenclature}",
        "unknown_member": "no {kind} has the code {value!r}",
        "period_not_a_year": "{value!r} is not a year",
        "not_a_period": "{value!r} is not a year (2021) or a quarter (2021-T1)",
        "not_a_number": "{value!r} is not a number",
        "negative": "{value} is below zero",
        "not_a_date": "{value!r} is not a day (2016-01-01) or a year",
        "unknown_change": "{value!r} is not a change of communes",
        "broken_outline": "the outline is broken: {value}",
        "too_large": "{value} is more than any count of jobs or establishments",
        "beyond_rate": "{value} is more than {most}",
        "unsound_code": "the code {value!r} cannot stand in the address of a page",
    }
)

_SHOWN = 80  # characters of an offending cell

SCHEMA = pa.schema(
    [
        pa.field("line", pa.int64(), nullable=False),
        pa.field("column", pa.string(), nullable=False),
        pa.field("value", pa.string()),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("sentence", pa.string(), nullable=False),
        pa.field("cells", pa.int32(), nullable=False),
    ]
)


@dataclass(frozen=True)
class Reject:
    """One refusal: ``cells`` values of the file are lost with it (one a year in a wide table)."""

    line: int
    column: str
    value: str | None
    reason: str
    sentence: str
    cells: int = 1


@dataclass
class Rejects:
    """The refusals of one import, in the order of the file as far as it was read."""

    found: list[Reject] = field(default_factory=list)

    def add(
        self,
        reason: str,
        *,
        line: int,
        column: str,
        value: object = None,
        remedy: str = "",
        cells: int = 1,
        **words: str,
    ) -> None:
        """Note a refusal; ``words`` fill the sentence of its reason."""
        shown = None if value is None else _cut(str(value))
        sentence = REASONS[reason].format(value=shown, **words) + (f"; {remedy}" if remedy else "")
        self.found.append(Reject(int(line), column, shown, reason, sentence, cells))

    @property
    def cells(self) -> int:
        """Number of values lost."""
        return sum(reject.cells for reject in self.found)

    def by_reason(self) -> Mapping[str, tuple[int, Reject]]:
        """Return reason → (number of rows or cells refused for it, the first of them)."""
        summary: dict[str, tuple[int, Reject]] = {}
        for reject in sorted(self.found, key=lambda r: r.line):
            count, first = summary.get(reject.reason, (0, reject))
            summary[reject.reason] = (count + 1, first)
        return dict(sorted(summary.items(), key=lambda item: -item[1][0]))

    def table(self) -> pa.Table:
        """Return the refusals as a table, by line."""
        rows = [vars(reject) for reject in sorted(self.found, key=lambda r: (r.line, r.column))]
        return pa.Table.from_pylist(rows, schema=SCHEMA)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
