"""Which words are forms of one: the French stem of Snowball, and the family of a word.

Accents are folded first (`folding`), then stemmed: whoever types without accents finds the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from terreau.matching.extras import needed

# Endings by which French makes from a verb the act, the one who does it, the machine and the place,
# longest first. What is left must be a root of four letters or more;
# so short a one is shared by chance too: a fork-lift (élévateur) breeds no cattle (éleveur).
_MAKES_OTHERS = """
ables able ages age ailles aille aisons aison ateurs ateur ations ation atrices atrice ements
ement erent eries erie eurs eur euses euse ieres iere iers ier ifs if ives ive ings ing
isations isation isees isee isent isers iser ises ise istes iste ites ite oirs oir oires oire
ures ure es ees ee er ent e s
"""
_ENDINGS = tuple(sorted(_MAKES_OTHERS.split(), key=len, reverse=True))
SHORT_ROOT = 4
# Words whose stem is that of another trade: a plant (usine) is no machining (usiner), and what is
# of a town (commune) is no communication.
KEPT_APART = {
    **dict.fromkeys(("usine", "usines"), "usines"),
    **dict.fromkeys(
        ("commun", "communs", "commune", "communes", "communal", "communale", "communaux"),
        "communes",
    ),
}
# Below it stems of words that have nothing in common meet: payer and paie, via vie and voie.
_SHORTEST_STEM = 4


def stems(words: Iterable[str]) -> list[str]:
    """Return the stem of each folded word.

    Raises
    ------
    TerreauError
        If PyStemmer, of the extra ``search``, is not installed.

    References
    ----------
    Porter, M. F. (2001), Snowball: a language for stemming algorithms.

    Examples
    --------
    >>> stems(["soudures", "soudure", "chaudronnerie"])
    ['soudur', 'soudur', 'chaudronner']
    """
    whole = list(words)
    stemmed: Sequence[str] = _french().stemWords(whole)
    return [
        KEPT_APART.get(word, stem if len(stem) >= _SHORTEST_STEM else word.removesuffix("s"))
        for word, stem in zip(whole, stemmed, strict=True)
    ]


@cache
def family(word: str) -> str:
    """Return what the words made from one root share, wider than the stem.

    Examples
    --------
    >>> {family(word) for word in ("souder", "soudage", "soudure", "soudeuses")}
    {'soud'}
    """
    if word in KEPT_APART:
        return KEPT_APART[word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORT_ROOT:
            return word.removesuffix(ending)
    return word


@cache
def _french() -> Any:
    return needed("Stemmer", what="Searching texts", extra="search").Stemmer("french")
