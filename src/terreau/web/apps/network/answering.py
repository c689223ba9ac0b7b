"""Whether what one offers is what another seeks: the same trade, or a narrower one.

A trade is a term of the vocabulary. What a line is about comes first in what it says: "maintenance
de machines textiles" is no weaving. So a word in common is not enough, and a line whose first word
the vocabulary does not know answers nothing: no introduction is better than an absurd one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from terreau.matching.folding import Words
from terreau.matching.stemming import stems
from terreau.matching.vocabulary import spoken_in, terms_in, vocabulary, wider
from terreau.web.apps.knowhow.models import KnowHow

# What precedes the name of a trade, and says nothing of it.
_GENERIC = frozenset((
    "activite", "atelier", "banc", "cabine", "centre", "equipement", "equipements", "fabrication",
    "fabricant", "fournisseur", "fournisseurs", "fourniture", "grande", "grandes", "ligne", "local",
    "locale", "machine", "machines", "nouveau", "nouvelle", "partenaire", "partenaires", "petite",
    "petites", "piece", "pieces", "poste", "postes", "prestation", "prestations", "production",
    "produits", "realisation", "serie", "series", "service", "services", "solution", "solutions",
    "specialiste", "traitance", "traitant", "traitants", "travail", "travaux",
))  # fmt: skip
# Who wants to be rid of something seeks none of the trades that begin by the same word.
_RID_OF = frozenset(("debouche", "debouches", "reprise", "chute", "chutes"))
_PARTS = re.compile(r"[,;:/·•\n]")
# A part that goes on saying what came before: "up to 3 m, of composites".
_COMPLEMENT = re.compile(r"\s*(?:d[’']|(?:de|du|des|of|for|with|avec|pour|en|à)\b)", re.IGNORECASE)


def offered_terms(line: KnowHow) -> frozenset[str]:
    """Return the trades that a line answers: those of each part of it, and what they lie in."""
    own = frozenset(code for part in _parts(line.text) for code in _about(part)) | _added(line)
    return own.union(*(wider(code) for code in own))


def sought_terms(line: KnowHow) -> frozenset[str]:
    """Return the trades that a line seeks: what it begins by."""
    return _about(_PARTS.split(line.text, maxsplit=1)[0]) | _added(line)


def _added(line: KnowHow) -> frozenset[str]:
    """Return the tags that somebody added to what the text says."""
    return _trades().intersection(set(line.terms).difference(terms_in(line.text)))


def _parts(text: str) -> Iterator[str]:
    for rank, part in enumerate(_PARTS.split(text)):
        if rank == 0 or not _COMPLEMENT.match(part):
            yield part


@lru_cache(maxsize=20_000)
def _about(part: str) -> frozenset[str]:
    """Return the terms of the first words of a part that tell something."""
    words = Words().of(part)
    first = next((n for n, word in enumerate(words) if _tells(word)), None)
    if first is None or words[first] in _RID_OF:
        return _NONE
    # A name may begin by a word that says nothing alone: "machine spéciale".
    named = [each for each in spoken_in(stems(words)) if each.first <= first < each.last]
    return frozenset(each.code for each in named) & _trades()


def _tells(word: str) -> bool:
    return word not in _GENERIC and not word.isdigit()


@lru_cache(maxsize=1)
def _trades() -> frozenset[str]:
    """Return the terms of what is done or made: a certification in common is no answer."""
    return frozenset(code for code, term in vocabulary().items() if term.kind != "certification")


_NONE: frozenset[str] = frozenset()
