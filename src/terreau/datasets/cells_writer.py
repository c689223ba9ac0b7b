"""The writing of mapped cells: records of a fixed width, a file a year, and their index."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

import numpy as np
from numpy.typing import NDArray

from terreau.datasets.mapped_cells import INDEX, Records, file_of

# Whole numbers up to there take four bytes at most; anything else is a float.
_LARGEST_WHOLE = float(np.iinfo(np.uint32).max)


class CellsWriter:
    """Writes the cells of a table that comes in the order of its territories.

    Parameters
    ----------
    folder : Path
        Of the version.
    territories, sectors : Sequence[str]
        Codes that places stand for.
    numbers : Mapping[str, np.dtype]
        "value" and, where the table says them, "units" and "largest" → type, from `narrowest`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        territories: Sequence[str],
        sectors: Sequence[str],
        numbers: Mapping[str, np.dtype[np.generic]],
    ) -> None:
        self._folder, self._territories, self._sectors = folder, territories, sectors
        self._dtype = np.dtype(
            [
                ("territory", _whole(len(territories))),
                ("sector", _whole(len(sectors))),
                *numbers.items(),
            ]
        ).newbyteorder("<")
        self._files: dict[int, IO[bytes]] = {}
        self._written: dict[int, tuple[int, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def add(self, territory: NDArray[np.int32], sector: NDArray[np.int32], cells: Records) -> None:
        """Take cells, (n,) each, sorted by territory, none before those of an earlier call."""
        order = np.argsort(cells["period"], kind="stable")
        records = np.empty(len(cells), dtype=self._dtype)
        records["territory"], records["sector"] = territory[order], sector[order]
        for name in self._dtype.names[2:] if self._dtype.names else ():
            records[name] = cells[name][order]
        years, starts = np.unique(cells["period"][order], return_index=True)
        for year, part in zip(years.tolist(), np.split(records, starts[1:]), strict=True):
            self._append(year, part.tobytes(), len(part))

    def finish(self) -> None:
        """Write the index: without it there are no cells."""
        for file in self._files.values():
            file.flush()
        about = {
            "territories": list(self._territories),
            "sectors": list(self._sectors),
            "record": [[name, self._dtype[name].str] for name in self._dtype.names or ()],
            "years": {str(year): self._written[year] for year in sorted(self._written)},
        }
        (self._folder / INDEX).write_text(json.dumps(about), encoding="utf-8")

    def _append(self, year: int, content: bytes, rows: int) -> None:
        if year not in self._files:
            self._files[year] = (self._folder / file_of(year)).open("wb")
        before, crc = self._written.get(year, (0, 0))
        self._files[year].write(content)
        self._written[year] = (before + rows, zlib.crc32(content, crc))


@dataclass
class Extent:
    """What the numbers of a column have been so far: enough to know how little room they need."""

    is_whole: bool = True
    largest: float = 0

    def note(self, values: NDArray[np.float64]) -> None:
        """Take (n,) numbers, NaN = none."""
        if not values.size or not self.is_whole:
            return
        least, self.largest = values.min(), max(self.largest, float(values.max()))
        self.is_whole = bool(
            least >= 0 and self.largest <= _LARGEST_WHOLE and (values == np.rint(values)).all()
        )

    def narrowest(self) -> np.dtype[np.generic]:
        """Return the smallest type that holds them exactly."""
        return _whole(int(self.largest)) if self.is_whole else np.dtype("f8")


def _whole(largest: int) -> np.dtype[np.generic]:
    return np.dtype(np.min_scalar_type(largest))
