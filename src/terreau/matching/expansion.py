"""Which words of a body of texts answer a word of a question, by what way and how well.

Whether a word is looked for with its letters wrong depends on the question and on the vocabulary of
trades, never on what other texts hold: a text that is added, or that a reader may not see, changes
neither what another is found by nor whether it is.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from terreau.matching.extras import needed
from terreau.matching.stemming import family, stems
from terreau.matching.vocabulary import are_of_other_trades, known_words

How = Literal["same", "family", "typo", "synonym", "wider", "part", "near"]

_SAME, _STEM, _FAMILY, _PART = 1.0, 0.95, 0.6, 0.45
_TYPO = {1: 0.8, 2: 0.55}
# A part of a word shorter than this is in too many; and what is left must be a word too.
_SHORTEST_PART = 5
_SHORTEST_REST = 3
# Two letters may be wrong in a long word, one in a shorter but the first, none in the shortest:
# of short words, those that differ by a letter are other words.
_LONG = 8
# Its root is long too: "brûlerie" is not "broderie", though they end alike.
_LONG_ROOT = 5
_SHORTEST_MISSPELT = 5


@dataclass(frozen=True)
class Answer:
    """A word, by its number, that answers one that was typed."""

    word: int
    weight: float
    how: How


class Lexicon:
    """The distinct words of a body of texts, in alphabetical order.

    Parameters
    ----------
    words : sorted folded words.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words

    def answers(self, typed: str) -> list[Answer]:
        """Return each word that answers a folded one, with its best way."""
        best: dict[int, Answer] = {}
        for answer in self._all(typed):
            if answer.word not in best or best[answer.word].weight < answer.weight:
                best[answer.word] = answer
        return list(best.values())

    def corrected(self, typed: str) -> str:
        """Return the word of the vocabulary of trades that a word was meant to be, or itself."""
        if not may_be_misspelt(typed):
            return typed
        near = _misspelt(typed, _spellings())
        rank = min(
            near, key=lambda each: (each[1], each[0][:1] != typed[:1], each[0]), default=None
        )
        return rank[0] if rank else typed

    def _all(self, typed: str) -> Iterator[Answer]:
        place = bisect.bisect_left(self.words, typed)
        if place < len(self.words) and self.words[place] == typed:
            yield Answer(place, _SAME, "same")
        for word in self._by_stem.get(stems([typed])[0], ()):
            yield Answer(word, _STEM, "same")
        for word in self._by_family.get(family(typed), ()):
            if not are_of_other_trades(typed, self.words[word]):
                yield Answer(word, _FAMILY, "family")
        yield from self._parts(typed)
        if may_be_misspelt(typed):
            yield from self._typos(typed)

    def _typos(self, typed: str) -> Iterator[Answer]:
        slips = _slips(typed)
        for length in range(len(typed) - slips, len(typed) + slips + 1):
            numbers, words = self._by_length.get(length, ([], []))
            for _, wrong, place in _misspelt(typed, words):
                if wrong:
                    yield Answer(numbers[place], _TYPO[int(wrong)], "typo")

    def _parts(self, typed: str) -> Iterator[Answer]:
        """Give the words that begin or end with this one, and those it begins or ends with."""
        if len(typed) < _SHORTEST_PART:
            return
        for pattern, is_start in ((f"\n{typed}", True), (f"{typed}\n", False)):
            at = self._joined.find(pattern)
            while at >= 0:
                place = bisect.bisect_right(self._offsets, at + is_start) - 1
                if len(self.words[place]) >= len(typed) + _SHORTEST_REST:
                    yield Answer(place, _PART, "part")
                at = self._joined.find(pattern, at + 1)
        for cut in range(_SHORTEST_REST, len(typed) - _SHORTEST_REST + 1):
            for piece in (typed[:cut], typed[cut:]):
                place = (
                    bisect.bisect_left(self.words, piece) if len(piece) >= _SHORTEST_PART else -1
                )
                if 0 <= place < len(self.words) and self.words[place] == piece:
                    yield Answer(place, _PART * len(piece) / len(typed), "part")

    @cached_property
    def _by_stem(self) -> dict[str, list[int]]:
        return _grouped(stems(self.words))

    @cached_property
    def _by_family(self) -> dict[str, list[int]]:
        return _grouped([family(word) for word in self.words])

    @cached_property
    def _by_length(self) -> dict[int, tuple[list[int], list[str]]]:
        """The numbers and the words of each length."""
        groups: dict[int, tuple[list[int], list[str]]] = {}
        for number, word in enumerate(self.words):
            numbers, words = groups.setdefault(len(word), ([], []))
            numbers.append(number)
            words.append(word)
        return groups

    @cached_property
    def _joined(self) -> str:
        return "\n" + "\n".join(self.words) + "\n"

    @cached_property
    def _offsets(self) -> list[int]:
        """Where each word begins in the joined text."""
        offsets, at = [], 1
        for word in self.words:
            offsets.append(at)
            at += len(word) + 1
        return offsets


def may_be_misspelt(word: str) -> bool:
    """Say whether a word may have letters wrong: long enough, no figures, not known."""
    return len(word) >= _SHORTEST_MISSPELT and word.isalpha() and word not in known_words()


def _slips(word: str) -> int:
    """Return how many letters may be wrong, missing, in excess or swapped."""
    return 2 if len(word) >= _LONG and len(family(word)) >= _LONG_ROOT else 1


def _misspelt(typed: str, words: Sequence[str]) -> Sequence[tuple[str, float, int]]:
    """Return the words that were meant, how many letters are wrong, and their places."""
    process = needed("rapidfuzz.process", what="Searching texts", extra="search")
    distance = needed("rapidfuzz.distance", what="Searching texts", extra="search").OSA.distance
    found: Sequence[tuple[str, float, int]] = process.extract(
        typed, words, scorer=distance, score_cutoff=_slips(typed), limit=None
    )
    if len(typed) >= _LONG:
        return found
    return [each for each in found if each[0][:1] == typed[:1]]


@cache
def _spellings() -> Sequence[str]:
    return [word for word in sorted(known_words()) if len(word) >= _SHORTEST_MISSPELT]


def _grouped(keys: Sequence[str]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    return groups
