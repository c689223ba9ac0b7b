"""The rules of rows: what makes a row of a table of figures kept, hidden or refused.

A batch of raw columns becomes a batch of coded cells (`Cells`), and refusals in `Rejects`. A whole
row is refused for its codes, a single cell for its period or its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from terreau.datasets import codes as country_codes
from terreau.datasets.description import Description
from terreau.datasets.layout import Layout, Slot
from terreau.datasets.numbers import (
    MOST_COUNTED,
    codes,
    number_remedy,
    numbers,
    places_of,
    years,
)
from terreau.datasets.reading import RawBatch
from terreau.datasets.reference import naf
from terreau.datasets.rejects import Rejects

OK, SECRET, MISSING = 0, 1, 2
STATUSES = ("ok", "secret", "missing")


@dataclass(frozen=True)
class Cells:
    """Coded cells of a batch, all (n,); value, units, largest in jobs or numbers, NaN = none.

    ``territory`` and ``sector`` index `RowRules.territories` and `RowRules.sectors`; ``status``
    indexes `STATUSES`.
    """

    territory: NDArray[np.int32]
    sector: NDArray[np.int32]
    period: NDArray[np.int32]
    value: NDArray[np.float64]
    status: NDArray[np.int8]
    units: NDArray[np.float64]
    largest: NDArray[np.float64]
    line: NDArray[np.int64]


@dataclass
class RowRules:
    """The rules of one import, and what it learns of the table as batches pass.

    Parameters
    ----------
    description : Description
        What the columns mean.
    layout : Layout
        Where they stand.
    known : frozenset of str or None
        Codes of territories that exist; None when nothing can tell.
    """

    description: Description
    layout: Layout
    known: frozenset[str] | None
    rejects: Rejects = field(default_factory=Rejects)
    territories: dict[str, int] = field(default_factory=dict)
    sectors: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    cells_read: int = 0

    def __post_init__(self) -> None:
        """Look the sector codes up once."""
        level = self.description.nomenclature
        self._sector_codes = frozenset(naf.bridge(level, level)) if level else frozenset()

    def apply(self, batch: RawBatch) -> Iterator[Cells]:
        """Yield the cells of a batch that are kept, slot by slot (a wide table has one a year)."""
        for bad in batch.malformed:
            self.cells_read += len(self.layout.slots)
            self.rejects.add(
                "wrong_number_of_columns",
                line=bad.line,
                column="",
                value=f"{bad.found} in place of {bad.expected}",
                remedy="a separator inside a cell must stand between quotes",
                cells=len(self.layout.slots),
            )
        chosen = self._filtered(batch)
        self.cells_read += int(chosen.sum()) * len(self.layout.slots)
        territory = self._territories(batch, chosen)
        sector = self._sectors(batch, chosen & (territory >= 0))
        rows = np.flatnonzero((territory >= 0) & (sector >= 0))
        if not rows.size:
            return
        for slot in self.layout.slots:
            yield self._slot(batch, slot, rows, territory[rows], sector[rows])

    def _filtered(self, batch: RawBatch) -> NDArray[np.bool_]:
        chosen = np.ones(len(batch.lines), dtype=np.bool_)
        for name, wanted in self.layout.filters:
            text = codes(batch.columns[name]).cast(pa.string())
            chosen &= pc.is_in(text, pa.array(wanted, pa.string())).to_numpy(zero_copy_only=False)
        return chosen

    def _territories(self, batch: RawBatch, chosen: NDArray[np.bool_]) -> NDArray[np.int32]:
        kind, name = self.description.territory_kind, self.layout.territory
        residual = self.description.residual
        coded = codes(batch.columns[name])
        verdicts = np.full(len(coded.dictionary) + 1, -1, dtype=np.int32)
        remedies: dict[int, str] = {}
        unsound: set[str] = set()
        for place, code in enumerate(coded.dictionary.to_pylist()):
            full = country_codes.lost_zeros(code, kind, self.known)
            is_unsound = self.known is None and not country_codes.is_sound(code)
            is_known = full is None if self.known is None else code in self.known
            if is_unsound and code not in residual:
                remedies[place], unsound = country_codes.SOUND_REMEDY, unsound | {code}
            elif is_known or code in residual:
                verdicts[place] = self.territories.setdefault(code, len(self.territories))
            elif full is not None:
                remedies[place] = (
                    f"it lost its leading zero, it was {full!r}: keep the column as text"
                )
        places = places_of(coded)
        found: NDArray[np.int32] = np.where(chosen, verdicts[places], -1)
        for row in np.flatnonzero(chosen & (found < 0)):
            self._refuse_code(
                "unsound_code" if coded[row].as_py() in unsound else "unknown_territory",
                batch,
                int(row),
                column=name,
                coded=coded,
                remedies=remedies,
                kind=kind,
            )
        if self.layout.label is not None:
            self._learn_labels(batch, coded, found)
        return found

    def _learn_labels(
        self, batch: RawBatch, coded: pa.DictionaryArray, found: NDArray[np.int32]
    ) -> None:
        first_rows = np.unique(places_of(coded), return_index=True)[1]
        labels = batch.columns[self.layout.label or ""]
        for row in first_rows:
            if found[row] >= 0 and labels[row].is_valid:
                self.labels.setdefault(coded[row].as_py(), str(labels[row].as_py()))

    def _sectors(self, batch: RawBatch, chosen: NDArray[np.bool_]) -> NDArray[np.int32]:
        name, level = self.layout.sector, self.description.nomenclature
        if name is None or level is None:
            self.sectors.setdefault("", 0)
            return np.zeros(len(batch.lines), dtype=np.int32)
        coded = codes(batch.columns[name])
        verdicts = np.full(len(coded.dictionary) + 1, -1, dtype=np.int32)
        remedies: dict[int, str] = {}
        for place, code in enumerate(coded.dictionary.to_pylist()):
            normal = naf.normalise(code)
            if normal in self._sector_codes:
                verdicts[place] = self.sectors.setdefault(normal, len(self.sectors))
            else:
                remedies[place] = _level_remedy(normal)
        found: NDArray[np.int32] = np.where(chosen, verdicts[places_of(coded)], -1)
        for row in np.flatnonzero(chosen & (found < 0)):
            self._refuse_code(
                "unknown_sector", batch, int(row), column=name, coded=coded, remedies=remedies,
                nomenclature=level,
            )  # fmt: skip
        return found

    def _refuse_code(
        self,
        reason: str,
        batch: RawBatch,
        row: int,
        *,
        column: str,
        coded: pa.DictionaryArray,
        remedies: dict[int, str],
        **words: str,
    ) -> None:
        value = coded[row].as_py()
        self.rejects.add(
            "empty_code" if value is None else reason,
            line=batch.lines[row],
            column=column,
            value=value,
            remedy="" if value is None else remedies.get(coded.indices[row].as_py(), ""),
            cells=len(self.layout.slots),
            **words,
        )

    def _slot(
        self,
        batch: RawBatch,
        slot: Slot,
        rows: NDArray[np.int64],
        territory: NDArray[np.int32],
        sector: NDArray[np.int32],
    ) -> Cells:
        lines = batch.lines[rows]
        keep = np.ones(len(rows), dtype=np.bool_)
        take = {name: batch.columns[name].take(pa.array(rows)) for name in slot.columns}
        period = self._periods(slot, take, lines, keep)
        status = self._marked(slot, take)
        value, is_refused = self._numbers(slot.value, take, lines, keep & (status == OK))
        # A refused number is not known: it stays in the table as missing, never as a zero.
        status[is_refused] = MISSING
        is_empty = np.isnan(value) & (status == OK)
        value[status != OK] = np.nan
        if self.description.absent == "zero":
            value[is_empty] = 0.0
        else:
            status[is_empty] = STATUSES.index(self.description.absent)
        units, _ = self._numbers(slot.units, take, lines, keep)
        largest, _ = self._numbers(slot.largest, take, lines, keep)
        return Cells(
            territory=territory[keep],
            sector=sector[keep],
            period=period[keep],
            value=value[keep],
            status=status[keep],
            units=units[keep],
            largest=largest[keep],
            line=lines[keep],
        )

    def _periods(
        self,
        slot: Slot,
        take: dict[str, pa.Array],
        lines: NDArray[np.int64],
        keep: NDArray[np.bool_],
    ) -> NDArray[np.int32]:
        if slot.period_column is None:
            return np.full(len(lines), slot.period, dtype=np.int32)
        column = take[slot.period_column]
        found = years(column)
        for row in np.flatnonzero(found < 0):
            self.rejects.add(
                "period_not_a_year",
                line=lines[row],
                column=slot.period_column,
                value=column[row].as_py(),
                remedy="write four digits: 2019",
            )
        keep &= found >= 0
        return found

    def _marked(self, slot: Slot, take: dict[str, pa.Array]) -> NDArray[np.int8]:
        """Return the status that marks give, in the status column if any, else in the values."""
        marks = codes(take[slot.status or slot.value]).cast(pa.string())
        status = np.zeros(len(marks), dtype=np.int8)
        for code, wanted in (
            (SECRET, self.description.secret_marks),
            (MISSING, self.description.missing_marks),
        ):
            is_marked = pc.is_in(marks, pa.array(wanted, pa.string()))
            status[is_marked.to_numpy(zero_copy_only=False)] = code
        return status

    def _numbers(
        self,
        name: str | None,
        take: dict[str, pa.Array],
        lines: NDArray[np.int64],
        looked_at: NDArray[np.bool_],
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the numbers of a column, NaN where there is none, and which were refused."""
        if name is None:
            return np.full(len(lines), np.nan), np.zeros(len(lines), dtype=np.bool_)
        decimal = self.description.format.decimal
        found, is_bad = numbers(take[name], decimal)
        is_refused = (is_bad | (found < 0) | (found > MOST_COUNTED)) & looked_at
        for row in np.flatnonzero(is_refused):
            value, number = take[name][row].as_py(), found[row]
            is_text = np.isnan(number)
            self.rejects.add(
                "not_a_number" if is_text else "negative" if number < 0 else "too_large",
                line=lines[row],
                column=name,
                value=value,
                remedy=number_remedy(str(value), decimal) if is_text else "",
            )
        found[is_refused] = np.nan
        return found, is_refused


def _level_remedy(code: str) -> str:
    """Return the level of the nomenclature that has a code, as a remedy; "" when none has it."""
    level = next((level for level in naf.LEVELS if code in naf.bridge(level, level)), None)
    return f"it is a code of {level}: is nomenclature in [sector] right?" if level else ""
