"""What changed since the index was made: read from the database, so that it is found at once.

The few organisations that changed are read anew at each search, whole, and their texts in the
index count for nothing. Beyond `MOST` the others wait for the index to be made again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from terreau.matching.search import SearchIndex
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.searching.documents import (
    Documents,
    read_documents,
    stamp_of,
)
from terreau.web.apps.knowhow.searching.held import Held, held_index

MOST = 2_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Pool:
    """Texts to search.

    Parameters
    ----------
    documents : Documents
        What rights and filters are told from.
    index : SearchIndex
        Of the texts.
    current : NDArray[np.bool_]
        (text,), whether it was not read anew elsewhere.
    """

    documents: Documents
    index: SearchIndex
    current: NDArray[np.bool_]


def pools() -> list[Pool]:
    """Return all that is searched: the index, and what changed since it was made."""
    held = held_index()
    changed = changed_since(held)
    found = [_read_anew(tuple(changed.items()))] if changed else []
    if held:
        keys = np.fromiter(changed, dtype=np.int64)
        current = ~np.isin(held.documents.organisation, keys)
        found.append(Pool(held.documents, held.index, current))
    return found


def changed_since(held: Held | None) -> dict[int, int]:
    """Return the organisations that changed after the index read them, the last first, and when.

    At most `MOST` rows are looked at: those that changed last.
    """
    since = held.since if held else _EPOCH
    own = Organisation.objects.filter(written_at__gte=since).order_by("-written_at")
    lines = KnowHow.objects.filter(written_at__gte=since).order_by("-written_at")
    rows = [
        *own.values_list("written_at", "pk")[:MOST],
        *lines.values_list("written_at", "organisation")[:MOST],
    ]
    last: dict[int, int] = {}
    for at, key in sorted(rows, reverse=True):
        last.setdefault(key, stamp_of(at))
    known = held.last_stamps(np.array(list(last), dtype=np.int64)) if held else [-1] * len(last)
    lacking = [each for each, stamp in zip(last.items(), known, strict=True) if each[1] > stamp]
    return dict(lacking[:MOST])


@lru_cache(maxsize=4)
def _read_anew(changed: tuple[tuple[int, int], ...]) -> Pool:
    """Return the texts of some organisations, remembered for as long as none changes again.

    As for the index, what is shown of them is read from the database each time.
    """
    documents, texts = read_documents([key for key, _stamp in changed])
    return Pool(documents, SearchIndex.build(texts), np.ones(len(documents), np.bool_))
