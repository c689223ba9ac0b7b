"""Measures as trades shorten them, written in full: "3m20", "½ m", "Ø20/150", a sheet of 12/10."""

from __future__ import annotations

import re

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_FRACTION = re.compile(r"(?:(\d{1,3})\s?)?([½¼¾])")
_METRES = re.compile(r"(?<![\w.,])(\d{1,3})m(\d{2})(?!\d|\s*(?:[xcm]|kg))")
_DIAMETERS = re.compile(
    r"(diametre\s*)(\d{1,5}(?:[.,]\d{1,3})?)\s?/\s?(\d{1,5}(?:[.,]\d{1,3})?)(?![\d/])"
)
# A sheet of 12/10 is 1.2 mm thick: tenths of a millimetre.
_SHEET = re.compile(r"\b(?:ep|epais\w*|toles?|feuillards?)\b")
_TENTHS = re.compile(
    r"(?<![\d/.,])(?:(\d{1,3})(?:/10)?\s*(?:a|-|–|et)\s*)?(\d{1,3})/10(?:e|emes?)?(?![\d/])(?:\s*mm\b)?"
)


def with_decimals(text: str) -> str:
    """Return a text whose fractions are decimals.

    Examples
    --------
    >>> with_decimals("½ m, 1 ½ m")
    '0.5 m, 1.5 m'
    """
    return _FRACTION.sub(lambda found: f"{int(found[1] or 0) + _FRACTIONS[found[2]]:g}", text)


def in_full(plain: str) -> str:
    """Return a folded text whose measures are written in full.

    Examples
    --------
    >>> in_full("profil 3m20, tole 12/10")
    'profil 3.20 m, tole epaisseur 1.2 mm'
    """
    full = _METRES.sub(r"\1.\2 m", plain)
    full = _DIAMETERS.sub(r"\1\2 a \3", full)
    return _TENTHS.sub(_in_millimetres, full) if _SHEET.search(full) else full


def _in_millimetres(found: re.Match[str]) -> str:
    tenths = [f"{int(number) / 10:g}" for number in found.groups() if number]
    return f"epaisseur {' a '.join(tenths)} mm"
