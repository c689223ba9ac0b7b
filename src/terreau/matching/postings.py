"""Which documents hold which keys, and how many times: the inverted lists of an index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Postings:
    """Documents by key, in the order of keys.

    Parameters
    ----------
    starts : (keys + 1,), where the list of each key begins.
    documents : (entries,), document numbers, rising within a key.
    counts : (entries,), how often the document holds the key, ≥ 1.
    """

    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    counts: NDArray[np.float32]

    @classmethod
    def of(cls, keys: Sequence[int], documents: Sequence[int], number_of_keys: int) -> Postings:
        """Sort and count occurrences: ``keys[i]`` stands in ``documents[i]``."""
        key, document = np.asarray(keys, dtype=np.int64), np.asarray(documents, dtype=np.int64)
        width = int(document.max()) + 1 if document.size else 1
        pairs, counts = np.unique(key * width + document, return_counts=True)
        starts = np.searchsorted(pairs // width, np.arange(number_of_keys + 1))
        return cls(
            starts.astype(np.int64),
            (pairs % width).astype(np.int32),
            counts.astype(np.float32),
        )

    @classmethod
    def of_each(cls, keys: Sequence[Iterable[int]], number_of_keys: int) -> Postings:
        """Sort and count the keys of each document, in the order of their numbers."""
        flat = [(key, number) for number, each in enumerate(keys) for key in each]
        return cls.of([key for key, _ in flat], [number for _, number in flat], number_of_keys)

    def of_key(self, key: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the documents that hold a key, and how many times each."""
        where = slice(self.starts[key], self.starts[key + 1])
        return self.documents[where], self.counts[where]
