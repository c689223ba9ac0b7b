"""What a question is about: the terms it names, and those to which its everyday words lead."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from terreau.matching.folding import Words
from terreau.matching.stemming import SHORT_ROOT, family, stems
from terreau.matching.vocabulary import Term, spoken_in, terms_of, vocabulary

# Few terms are kept to which words lead, near the best; a lone word leads somewhere only when few
# terms share it. A name counts for itself, and more when it explains more of the question.
_KEPT = 5
_NEAR_BEST = 0.6
_RARE = 4
_NAMED = 0.6


@dataclass(frozen=True)
class Meant:
    """A term that a question is about.

    Parameters
    ----------
    code : the term's.
    weight : how surely, 0 to 1.
    places : of the words that say so.
    is_named : whether they are one of its names, or everyday words that lead to it.
    """

    code: str
    weight: float
    places: tuple[int, ...]
    is_named: bool


def meant_by(words: Sequence[str]) -> list[Meant]:
    """Return what folded words of a question are about, each term once.

    Examples
    --------
    >>> [meant.code for meant in meant_by(["reparer", "toit"])]
    ['roofing']
    """
    named = {
        spoken.code: tuple(range(spoken.first, spoken.last))
        for spoken in reversed(spoken_in(stems(words)))
    }
    shares, places = _shares(words)
    whole = {code: frozenset(where).union(places.get(code, ())) for code, where in named.items()}
    meant = [
        Meant(code, _NAMED + (1 - _NAMED) * shares.get(code, 0.0), where, is_named=True)
        for code, where in named.items()
        # A roof that leaks is one thing: who says "leak" alone deals with part of it.
        if not any(whole[code] < other for other in whole.values())
    ]
    explained = frozenset(place for where in named.values() for place in where)
    led = [
        code
        for code in _surest(shares, places)
        # What a name says already is no hint of the trades that deal with it.
        if code not in named and not explained.issuperset(places[code])
    ]
    return meant + [Meant(code, shares[code], tuple(places[code]), is_named=False) for code in led]


def _shares(words: Sequence[str]) -> tuple[dict[str, float], dict[str, list[int]]]:
    """Return which share of what the words could say leads to each term, and by which words."""
    cues, terms = _cues(), len(vocabulary())
    scores, places = dict[str, float](), dict[str, list[int]]()
    whole = 0.0
    first = {family(word): place for place, word in reversed(list(enumerate(words)))}
    for key, place in sorted(first.items(), key=lambda found: found[1]):
        codes = cues.get(key, {})
        rarity = math.log1p(terms / len(codes)) if codes else 0.0
        whole += rarity
        stood = terms_of(words[place])
        for code, share in codes.items():
            if stood and len(key) <= SHORT_ROOT and code not in stood:
                continue
            scores[code] = scores.get(code, 0.0) + rarity * share
            places.setdefault(code, []).append(place)
    return {code: score / whole for code, score in scores.items()}, places


def _surest(shares: Mapping[str, float], places: Mapping[str, list[int]]) -> list[str]:
    """Return the few terms to which the words lead most surely."""
    led = Counter(place for where in places.values() for place in where)
    sure = [code for code, where in places.items() if len(where) > 1 or led[where[0]] <= _RARE]
    ranked = sorted(sure, key=lambda code: (-shares[code], code))[:_KEPT]
    return [code for code in ranked if shares[code] >= _NEAR_BEST * shares[ranked[0]]]


@cache
def _cues() -> Mapping[str, Mapping[str, float]]:
    """Return, by family of words, the terms to which it leads and how much."""
    cues: dict[str, dict[str, float]] = {}
    for term in vocabulary().values():
        for key, share in _keys(term).items():
            cues.setdefault(key, {})[term.code] = share
    return cues


def _keys(term: Term) -> Mapping[str, float]:
    """Return the families of the words of a term: those of its cues, less those of long names."""
    read = Words()
    keys = {family(word): 0.6 for name in term.names for word in read.of(name)}
    return keys | {family(word): 1.0 for cue in term.cues for word in read.of(cue)}
