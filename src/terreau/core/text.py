"""Folding of names for comparison: accents, case, ligatures, punctuation."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SAINT = re.compile(r"\b(ste?)\b")


def fold(text: str) -> str:
    """Return ``text`` without accents, case or punctuation, words separated by one space.

    Examples
    --------
    >>> fold("L'Haÿ-les-Roses")
    'l hay les roses'
    >>> fold("St-Étienne")
    'saint etienne'
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = _NOT_WORD.sub(" ", text.casefold()).strip()
    return _SAINT.sub(lambda m: "saint" if m[1] == "st" else "sainte", words)
