"""Finding texts: an index of our own, in memory, that answers the same whatever the database.

A question's words are answered by the words of the texts (`expansion`), its meaning by the terms
that texts speak of (`meaning`, `vocabulary`); both add up in one score (BM25). Frequencies are
counted among the texts that the reader may see, so that what is hidden changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terreau.matching import packing, vocabulary
from terreau.matching.expansion import Answer, How, Lexicon
from terreau.matching.folding import Words
from terreau.matching.meaning import Meant, meant_by
from terreau.matching.postings import Postings
from terreau.matching.stemming import stems

# BM25's usual constants.
_K1, _B = 1.2, 0.75
# What a shared term is worth beside a shared word.
_MEANING = 1.0
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
class Ranked:
    """A text that was found, by its number, and how well it answers.

    The score is a share of what a text of usual length would have that holds all that is asked:
    so those of two indexes are compared.
    """

    number: int
    score: float


@dataclass(frozen=True)
class Hit:
    """A text that was found, by its number, the best score first."""

    number: int
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class _Question:
    """The words of a question, as typed and folded, and what they mean."""

    typed: tuple[str, ...]
    words: tuple[str, ...]
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
        self._texts, self._lexicon, self._order = texts, Lexicon(words), _order(texts)
        self._by_word, self._by_term, self._lengths = by_word, by_term, lengths
        self._terms = {code: place for place, code in enumerate(vocabulary.vocabulary())}

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self._texts)

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
            {terms[each.code] for each in vocabulary.spoken_in([stem_of[word] for word in text])}
            for text in written
        ]
        return cls(
            list(texts),
            words,
            _postings([[numbers[word] for word in text] for text in written], len(words)),
            _postings(spoken, len(terms)),
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
        return [
            Hit(ranked.number, ranked.score, self.why(query, ranked.number))
            for ranked in self.rank(query, top=top, allowed=allowed)
        ]

    def rank(
        self, query: str, *, top: int = 10, allowed: NDArray[np.bool_] | None = None
    ) -> list[Ranked]:
        """Return the texts that answer a question best, without the reasons, which take longer.

        Parameters and order are those of `search`.
        """
        seen = np.ones(len(self), dtype=np.bool_) if allowed is None else allowed
        if seen.shape != (len(self),):
            raise ValueError(f"allowed has the shape {seen.shape} for {len(self)} texts")
        question = self._read(query)
        scores, whole = self._scored(question.words, question.meant, seen)
        return [Ranked(number, float(scores[number]) / whole) for number in self._best(scores, top)]

    def why(self, query: str, number: int) -> tuple[Reason, ...]:
        """Say by what a text answers a question."""
        return self._reasons(self._read(query), number)

    def scores(
        self, words: Iterable[str], meant: Iterable[Meant], seen: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Return (texts,) how well each answers words and terms; 0 where not at all or not seen."""
        return self._scored(words, meant, seen)[0]

    def _scored(
        self, words: Iterable[str], meant: Iterable[Meant], seen: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], float]:
        """Return the scores, and what a text of usual length would have that holds everything."""
        held = _Held(seen, self._lengths)
        scores, whole = np.zeros(len(self)), 0.0
        for word in words:
            answers = [(answer.word, answer.weight) for answer in self._lexicon.answers(word)]
            whole += held.add(scores, self._by_word, answers, 1.0)
        for each in meant:
            near = vocabulary.near_terms(each.code).items()
            codes = [(self._terms[code], weight) for code, weight in near]
            whole += held.add(scores, self._by_term, codes, _MEANING * each.weight)
        return scores, whole

    def _read(self, query: str) -> _Question:
        """Read a question: its words once each, and what they mean once letters are put right."""
        pairs = Words().typed(query[:_LONGEST])
        first = {word: typed for typed, word in reversed(pairs)}
        kept = list(dict.fromkeys(word for _, word in pairs))[:_MOST_WORDS]
        right = [self._lexicon.corrected(word) for word in kept]
        return _Question(tuple(first[word] for word in kept), tuple(kept), tuple(meant_by(right)))

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

    def _reasons(self, question: _Question, number: int) -> tuple[Reason, ...]:
        """Say, word by word of the question, by what this text was found."""
        written = Words().typed(self._texts[number])
        typed_of = {word: typed for typed, word in reversed(written)}
        reasons = []
        for typed, word in zip(question.typed, question.words, strict=True):
            answers = self._lexicon.answers(word)
            there = [each for each in answers if self._lexicon.words[each.word] in typed_of]
            if there:
                best: Answer = max(there, key=lambda each: each.weight)
                reasons.append(Reason(typed, typed_of[self._lexicon.words[best.word]], best.how))
        reasons += self._meanings(question, written)
        return tuple(dict.fromkeys(reasons))[:_SHOWN]

    @staticmethod
    def _meanings(question: _Question, written: list[tuple[str, str]]) -> list[Reason]:
        """Say which terms of the text answer those of the question."""
        spoken = {
            each.code: " ".join(typed for typed, _ in written[each.first : each.last])
            for each in reversed(vocabulary.spoken_in(stems(word for _, word in written)))
        }
        reasons = []
        for meant in question.meant:
            near = [code for code in vocabulary.near_terms(meant.code) if code in spoken]
            asked = " ".join(question.typed[place] for place in meant.places)
            reasons += [Reason(asked, spoken[code], "synonym") for code in near[:1]]
        return reasons


class _Held:
    """The texts that a reader may see: how many hold a key, and what a key there is worth."""

    def __init__(self, seen: NDArray[np.bool_], lengths: NDArray[np.int32]) -> None:
        self._seen, self._number = seen, int(seen.sum())
        mean = lengths[seen].mean() if self._number else 1.0
        self._saturation = _K1 * (1 - _B + _B * lengths / max(mean, 1.0))

    def add(
        self,
        scores: NDArray[np.float64],
        postings: Postings,
        keys: Sequence[tuple[int, float]],
        factor: float,
    ) -> float:
        """Add what the best of some keys is worth in each text (BM25); return the usual worth."""
        best = np.zeros(len(scores))
        holding = np.zeros(len(scores), dtype=np.bool_)
        top = max((weight for key, weight in keys if self._is_held(postings, key)), default=0.0)
        for key, weight in keys:
            documents, counts = postings.of_key(key)
            kept = self._seen[documents]
            documents, counts = documents[kept], counts[kept]
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


def _order(texts: Sequence[str]) -> NDArray[np.int32]:
    """Return (texts,) the place of each in the order of texts; equal ones have the same."""
    places = {text: place for place, text in enumerate(sorted(set(texts)))}
    return np.fromiter((places[text] for text in texts), dtype=np.int32, count=len(texts))


def _postings(keys: Sequence[Iterable[int]], number_of_keys: int) -> Postings:
    """Return the inverted lists of the keys of each text."""
    flat = [(key, number) for number, each in enumerate(keys) for key in each]
    return Postings.of([key for key, _ in flat], [number for _, number in flat], number_of_keys)
