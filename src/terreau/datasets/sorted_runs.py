"""Records sorted by a code, on the disk once they are many: memory does not follow an import.

Codes are numbered as they are met, so their order is known only at the end. But two codes are in
the same order whatever comes later: a run sorted when it is laid down stays sorted, and a range of
codes is one slice of each run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Records sorted at once: about 100 MB with their sort.
RUN = 1 << 20

Records = NDArray[np.void]
Ranks = NDArray[np.int32]


def ranked(numbers: Mapping[str, int]) -> tuple[list[str], Ranks]:
    """Return codes in alphabetical order, and the place of each number in that order.

    Examples
    --------
    >>> ranked({"b": 0, "a": 1})
    (['a', 'b'], array([1, 0], dtype=int32))
    """
    ordered = sorted(numbers)
    rank = np.empty(max(len(ordered), 1), dtype=np.int32)
    for place, code in enumerate(ordered):
        rank[numbers[code]] = place
    return ordered, rank


class SortedRuns:
    """Records with a numbered code in the field ``key``, given back in the order of codes.

    Parameters
    ----------
    dtype : np.dtype
        Of the records, structured.
    key : str
        Field that holds the number of the code.
    numbers : Mapping[str, int]
        Code → number; may grow as records are added.
    scratch : Path
        Folder for the runs that do not fit; left as it was found by `close`.
    """

    def __init__(
        self, dtype: np.dtype[np.void], *, key: str, numbers: Mapping[str, int], scratch: Path
    ) -> None:
        self._dtype, self._key, self._numbers, self._scratch = dtype, key, numbers, scratch
        self._waiting: list[Records] = []
        self._runs: list[_Run] = []

    def add(self, records: Records) -> None:
        """Take records, in the order of the file."""
        self._waiting.append(records)
        if sum(map(len, self._waiting)) >= RUN:
            path = self._scratch / f".run-{len(self._runs)}"
            records, counts = self._sorted_waiting()
            records.tofile(path)
            self._runs.append(_Run(path, counts))
            self._waiting = []

    def ranges(self) -> Iterator[Records]:
        """Yield all records by ranges of codes, in the order of codes.

        Within a range the records stand run by run: in no order of codes, but those of one code
        in the order they were added.
        """
        last, counts = self._sorted_waiting()
        ordered, rank = ranked(self._numbers)
        ends = np.zeros((len(self._runs) + 1, max(len(ordered), 1) + 1), dtype=np.int64)
        for row, held in enumerate([*(run.counts for run in self._runs), counts]):
            ends[row, rank[: len(held)] + 1] = held
        ends = ends.cumsum(axis=1)
        part = ends[:, 1:].sum(axis=0) // RUN
        for number in np.unique(part):
            low, high = np.searchsorted(part, [number, number + 1])
            *laid_down, (start, end) = ends[:, [low, high]]
            slices = [
                run.read(self._dtype, a, b)
                for run, (a, b) in zip(self._runs, laid_down, strict=True)
            ]
            yield np.concatenate([*slices, last[start:end]])

    def close(self) -> None:
        """Remove the runs of the disk."""
        for run in self._runs:
            run.path.unlink(missing_ok=True)

    def _sorted_waiting(self) -> tuple[Records, NDArray[np.int64]]:
        """Return what waits, sorted by code, and how many records each number has."""
        records = np.concatenate([np.empty(0, self._dtype), *self._waiting])
        _, rank = ranked(self._numbers)
        numbers = records[self._key]
        order = np.argsort(rank[numbers], kind="stable")
        return records[order], np.bincount(numbers, minlength=len(self._numbers))


@dataclass(frozen=True)
class _Run:
    """Sorted records in a file, and how many each number has."""

    path: Path
    counts: NDArray[np.int64]

    def read(self, dtype: np.dtype[np.void], start: int, end: int) -> Records:
        """Return the records from one place to another."""
        with self.path.open("rb") as file:
            file.seek(start * dtype.itemsize)
            return np.fromfile(file, dtype, count=end - start)
