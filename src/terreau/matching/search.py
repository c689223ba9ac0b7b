"""Finding texts: an index of our own, in memory, that answers the same whatever the database.

A question's words are answered by the words of the texts (`expansion`), its meaning by the terms
that texts speak of (`meaning`, `vocabulary`); both add up in one score (BM25). Frequencies are
counted among the texts that the reader may see, so that what is hidden changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from terreau.matching import packing, vocabulary
from terreau.matching.expansion import Answer, How, Lexicon
from terreau.matching.folding import VAGUE_WORDS, Words
from terreau.matching.meaning import Meant, meant_by
from terreau.matching.postings import Postings
from terreau.matching.stemming import stems

# BM25's usual constants.
_K1, _B = 1.2, 0.75
# What a shared term is worth beside a shared word.
_MEANING = 1.5
# A bare number, or a vague word, is shared by chance more than another is.
_BY_CHANCE = 0.4
# Nobody types more; what follows in a pasted page is not read.
_LONGEST = 2_000
_MOST_WORDS = 40
_SHOWN = 6


@dataclass(frozen=True)
class Reason:
    """Why a text was found: what was typed, what stands in the text, and the way between."""

    typed: str
    found: str
    how: How


@dataclass(frozen=True)
class Hit:
    """A text that was found, by its number, the best score first."""

    number: int
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Question:
    """The words of a question, as typed and folded, what answers each, and what they mean."""

    typed: tuple[str, ...]
    words: tuple[str, ...]
    answers: tuple[tuple[Answer, ...], ...]
    meant: tuple[Meant, ...]


class SearchIndex:
    """Texts by their words and by what they speak of; a text's number is its position.

    Examples
    --------
    >>> index = SearchIndex.build(["Tôlerie fine et soudure TIG", "Couverture, zinguerie"])
    >>> hit = index.search("tolerie")[0]
    >>> hit.number, hit.reasons
    (0, (Reason(typed='tolerie', found='Tôlerie', how='same'),))
    """

    def __init__(
        self, texts: Sequence[str], words: Sequence[str], by_word: Postings, by_term: Postings,
        lengths: NDArray[np.int32],
    ) -> None:  # fmt: skip
        self._texts, self._lexicon = texts, Lexicon(words)
        self._by_word, self._by_term, self._lengths = by_word, by_term, lengths
        self._terms = {code: place for place, code in enumerate(vocabulary.vocabulary())}

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self._texts)

    def text(self, number: int) -> str:
        """Return one text."""
        return self._texts[number]

    @classmethod
    def build(cls, texts: Sequence[str]) -> SearchIndex:
        """Read all the texts once."""
        read = Words()
        written = [read.of(text) for text in texts]
        words = sorted({word for each in written for word in each})
        numbers = {word: number for number, word in enumerate(words)}
        stem_of = dict(zip(words, stems(words), strict=True))
        terms = {code: place for place, code in enumerate(vocabulary.vocabulary())}
        spoken = [
            [terms[each.code] for each in vocabulary.spoken_in([stem_of[word] for word in text])]
            for text in written
        ]
        return cls(
            list(texts),
            words,
            Postings.of_each([[numbers[word] for word in text] for text in written], len(words)),
            Postings.of_each(spoken, len(terms)),
            np.fromiter(map(len, written), dtype=np.int32, count=len(written)),
        )

    def to_bytes(self) -> bytes:
        """Return the index as bytes, for whoever keeps it."""
        arrays = {"lengths": self._lengths}
        for name, postings in (("word", self._by_word), ("term", self._by_term)):
            arrays |= {f"{name}-{field}": array for field, array in vars(postings).items()}
        lists = {"texts": self._texts, "words": self._lexicon.words}
        return packing.pack(vocabulary.version(), lists, arrays)

    @classmethod
    def from_bytes(cls, packed: bytes) -> SearchIndex:
        """Return the index that `to_bytes` wrote.

        Raises
        ------
        ValueError
            If the bytes are damaged, or of another version: build the index again.
        """
        lists, arrays = packing.unpack(vocabulary.version(), packed)
        fields = Postings.__dataclass_fields__
        by_word, by_term = (
            Postings(**{field: arrays[f"{name}-{field}"] for field in fields})  # type: ignore[arg-type]  # as packed
            for name in ("word", "term")
        )
        return cls(lists["texts"], lists["words"], by_word, by_term, arrays["lengths"])  # type: ignore[arg-type]  # as packed

    def search(
        self, query: str, *, top: int = 10, allowed: NDArray[np.bool_] | None = None
    ) -> list[Hit]:
        """Return the texts that answer a question best.

        Parameters
        ----------
        query : str
            What was typed; of a long text the beginning is read.
        top : int
            How many texts at most.
        allowed : (texts,), optional
            Which of them may be found; all by default. The others count nowhere.

        Returns
        -------
        list of Hit
            By falling score; equal ones in the order of their texts. Empty when nothing answers.
        """
        question = self.read(query)
        return [
            Hit(number, score, self.reasons(question, number))
            for number, score in self.ranked(question, top=top, allowed=allowed)
        ]

    def read(self, query: str) -> Question:
        """Read a question: its words once each, and what they mean once letters are put right."""
        pairs = Words().typed(query[:_LONGEST])
        first = {word: typed for typed, word in reversed(pairs)}
        kept = list(dict.fromkeys(word for _, word in pairs))[:_MOST_WORDS]
        if VAGUE_WORDS.issuperset(kept):
            kept = []
        right = [self._lexicon.corrected(word) for word in kept]
        return Question(
            tuple(first[word] for word in kept),
            tuple(kept),
            tuple(tuple(self._lexicon.answers(word)) for word in kept),
            tuple(meant_by(right)),
        )

    def ranked(
        self, question: Question, *, top: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Return the numbers and scores of the best texts, as `search` does, without reasons.

        A score is a share of what a text of usual length would have that holds all that is asked:
        so those of two indexes are compared.
        """
        seen = np.ones(len(self), dtype=np.bool_) if allowed is None else allowed
        if seen.shape != (len(self),):
            raise ValueError(f"allowed has the shape {seen.shape} for {len(self)} texts")
        held = _Held(seen, self._lengths)
        scores, numbers, whole = np.zeros(len(self)), np.zeros(len(self)), 0.0
        for word, answers in zip(question.words, question.answers, strict=True):
            keys = [(answer.word, answer.weight) for answer in answers]
            into = numbers if word.isdigit() else scores
            whole += held.add(into, self._by_word, keys, _worth(word))
        led, most = np.zeros(len(self)), 0.0
        for meant in question.meant:
            near = vocabulary.near_terms(meant.code).items()
            keys = [(self._terms[code], weight) for code, weight in near]
            worth = np.zeros(len(self))
            usual = held.add(
                worth, self._by_term, keys, _MEANING * meant.weight, counts_once=not meant.is_named
            )
            if meant.is_named:
                scores, whole = scores + worth, whole + usual
            else:  # Everyday words lead to one of several trades, not to all of them.
                led, most = np.maximum(led, worth), max(most, usual)
        scores = scores + led
        # A room for 50 is no press of 50 tonnes: a number alone answers nothing but numbers.
        if not all(word.isdigit() for word in question.words):
            numbers[scores == 0] = 0.0
        scores = (scores + numbers) / ((whole + most) or 1.0)
        return [(number, float(scores[number])) for number in self._best(scores, top)]

    def _best(self, scores: NDArray[np.float64], top: int) -> list[int]:
        """Return the best; ties in the order of texts, so that numbers count for nothing."""
        found = np.flatnonzero(scores > 0)
        if top <= 0 or not found.size:
            return []
        if found.size > top:
            least = np.partition(scores[found], -top)[-top]
            found = found[scores[found] >= least]
        ranked = found[np.lexsort((self._order[found], -scores[found]))]
        return [int(number) for number in ranked[:top]]

    @cached_property
    def _order(self) -> NDArray[np.int32]:
        """The place of each text in the order of texts; equal ones have the same."""
        places = {text: place for place, text in enumerate(sorted(set(self._texts)))}
        return np.fromiter((places[text] for text in self._texts), np.int32, len(self))

    def reasons(self, question: Question, number: int) -> tuple[Reason, ...]:
        """Say, word by word of the question, by what this text was found."""
        written = Words().typed(self._texts[number])
        typed_of = {word: typed for typed, word in reversed(written)}
        reasons: dict[int, Reason] = {}
        for place, answers in enumerate(question.answers):
            there = [each for each in answers if self._lexicon.words[each.word] in typed_of]
            if there:
                best = max(there, key=lambda each: each.weight)
                found = typed_of[self._lexicon.words[best.word]]
                reasons[place] = Reason(question.typed[place], found, best.how)
        told = {place for place, reason in reasons.items() if reason.how != "part"}
        by_terms = _reasons_of_terms(question, written, told)
        return tuple(dict.fromkeys([*reasons.values(), *by_terms]))[:_SHOWN]


def _reasons_of_terms(
    question: Question, written: Sequence[tuple[str, str]], told: set[int]
) -> Iterator[Reason]:
    """Say which terms of a text answer those of a question, unless its words do."""
    spoken = {
        each.code: " ".join(typed for typed, _ in written[each.first : each.last])
        for each in reversed(vocabulary.spoken_in(stems(word for _, word in written)))
    }
    for meant in question.meant:
        if told.issuperset(meant.places):
            continue
        near = [code for code in vocabulary.near_terms(meant.code) if code in spoken]
        asked = " ".join(question.typed[place] for place in meant.places)
        if near:
            is_wider = near[0] in vocabulary.wider(meant.code)
            yield Reason(asked, spoken[near[0]], "wider" if is_wider else "synonym")


class _Held:
    """The texts that a reader may see: how many hold a key, and what a key there is worth."""

    def __init__(self, seen: NDArray[np.bool_], lengths: NDArray[np.int32]) -> None:
        self._seen, self._number = seen, int(seen.sum())
        mean = lengths[seen].mean() if self._number else 1.0
        self._saturation = _K1 * (1 - _B + _B * lengths / max(mean, 1.0))

    def add(
        self, scores: NDArray[np.float64], postings: Postings, keys: Sequence[tuple[int, float]],
        factor: float, *, counts_once: bool = False,
    ) -> float:  # fmt: skip
        """Add what the best of some keys is worth in each text (BM25); return the usual worth."""
        best = np.zeros(len(scores))
        holding = np.zeros(len(scores), dtype=np.bool_)
        top = max((weight for key, weight in keys if self._is_held(postings, key)), default=0.0)
        for key, weight in keys:
            documents, counts = postings.of_key(key)
            kept = self._seen[documents]
            documents, counts = documents[kept], counts[kept]
            if counts_once:
                counts = np.ones_like(counts)
            worth = weight * counts * (_K1 + 1) / (counts + self._saturation[documents])
            best[documents] = np.maximum(best[documents], worth)
            if weight > top / 2:
                holding[documents] = True
        held = int(holding.sum())
        rarity = float(factor * np.log1p((self._number - held + 0.5) / (held + 0.5)))
        scores += rarity * best
        return rarity

    def _is_held(self, postings: Postings, key: int) -> bool:
        return bool(self._seen[postings.of_key(key)[0]].any())


def _worth(word: str) -> float:
    return _BY_CHANCE if word.isdigit() or word in VAGUE_WORDS else 1.0
