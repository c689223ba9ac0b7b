"""SQLite's full-text search, as a peer of ours: by words, and by stems and trigrams fused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from terreau.matching.folding import Words
from terreau.matching.stemming import stems

_TOP, _DEPTH, _K = 5, 100, 60


class Fts5:
    """Words without accents, ranked by BM25: any word of a question is enough."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._read = Words()
        self._fill(texts)

    def search(self, query: str) -> list[int]:
        """Return the numbers of the best texts."""
        return self._ranked("held", self._read.of(query))[:_TOP]

    def size_mb(self) -> float:
        """Return how large the database is."""
        (pages,) = self._database.execute("PRAGMA page_count").fetchone()
        (size,) = self._database.execute("PRAGMA page_size").fetchone()
        return float(pages * size / 1e6)

    def _fill(self, texts: Sequence[str]) -> None:
        self._index("held", "unicode61 remove_diacritics 2", texts)

    def _index(self, name: str, tokenizer: str, texts: Iterable[str]) -> None:
        self._database.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(t, tokenize='{tokenizer}')")
        self._database.executemany(
            f"INSERT INTO {name} (rowid, t) VALUES (?, ?)", enumerate(texts, start=1)
        )

    def _ranked(self, name: str, words: Sequence[str]) -> list[int]:
        if not words:
            return []
        asked = " OR ".join(f'"{word}"' for word in words)
        rows = self._database.execute(
            f"SELECT rowid FROM {name} WHERE {name} MATCH ? ORDER BY rank LIMIT {_DEPTH}", [asked]
        )
        return [row - 1 for (row,) in rows]


class Fts5Fused(Fts5):
    """Stems, words put right, and trigrams; the two rankings fused by reciprocal rank."""

    def search(self, query: str) -> list[int]:
        """Return the numbers of the best texts."""
        words = [self._right(word) for word in self._read.of(query)]
        pieces = [word[place : place + 3] for word in words for place in range(len(word) - 2)]
        rankings = (self._ranked("stemmed", stems(words)), self._ranked("pieces", pieces))
        scores: dict[int, float] = {}
        for ranking in rankings:
            for rank, number in enumerate(ranking, start=1):
                scores[number] = scores.get(number, 0.0) + 1 / (_K + rank)
        return sorted(scores, key=lambda number: (-scores[number], number))[:_TOP]

    def _fill(self, texts: Sequence[str]) -> None:
        written = [self._read.of(text) for text in texts]
        self._words = sorted({word for text in written for word in text})
        self._known = set(self._words)
        self._index("stemmed", "unicode61", (" ".join(stems(text)) for text in written))
        self._index("pieces", "trigram", (" ".join(text) for text in written))

    def _right(self, word: str) -> str:
        if word in self._known or len(word) < 4:
            return word
        near = process.extractOne(word, self._words, scorer=OSA.distance, score_cutoff=2)
        return near[0] if near else word
