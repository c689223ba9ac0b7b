"""What a question is about: the terms it names, and those to which its everyday words lead."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from terreau.matching.folding import Words
from terreau.matching.stemming import family, stems
from terreau.matching.vocabulary import Term, spoken_in, vocabulary

# Everyday words count for less than the name of a trade; few terms are kept, near the best.
_BY_CUES = 0.8
_KEPT = 5
_NEAR_BEST = 0.6
# A lone cue leads somewhere only when few terms share it.
_RARE = 4


@dataclass(frozen=True)
class Meant:
    """A term that a question is about: how surely, and the places of the words that say so."""

    code: str
    weight: float
    places: tuple[int, ...]


def meant_by(words: Sequence[str]) -> list[Meant]:
    """Return what folded words of a question are about, each term once.

    Examples
    --------
    >>> [meant.code for meant in meant_by(["fuite", "toiture"])]
    ['roofing']
    """
    named = {
        spoken.code: Meant(spoken.code, 1.0, tuple(range(spoken.first, spoken.last)))
        for spoken in reversed(spoken_in(stems(words)))
    }
    led = (meant for meant in _led_to(words) if meant.code not in named)
    return [*named.values(), *led]


def _led_to(words: Sequence[str]) -> Iterable[Meant]:
    """Rank the terms by the share that they have of the words that are anybody's cue."""
    cues, terms = _cues(), len(vocabulary())
    scores: dict[str, float] = {}
    places: dict[str, list[int]] = {}
    whole, is_sure = 0.0, set[str]()
    seen: set[str] = set()
    for place, word in enumerate(words):
        key = family(word)
        codes = cues.get(key, {})
        if not codes or key in seen:
            continue
        seen.add(key)
        rarity = math.log(1 + terms / len(codes))
        whole += rarity
        for code, share in codes.items():
            scores[code] = scores.get(code, 0.0) + rarity * share
            places.setdefault(code, []).append(place)
            if len(codes) <= _RARE or len(places[code]) > 1:
                is_sure.add(code)
    ranked = sorted(is_sure, key=lambda code: (-scores[code], code))[:_KEPT]
    best = scores[ranked[0]] if ranked else 0.0
    for code in ranked:
        if scores[code] >= _NEAR_BEST * best:
            yield Meant(code, _BY_CUES * scores[code] / whole, tuple(places[code]))


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
