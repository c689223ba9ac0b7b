"""Magnitudes that a text states: "profilé de 3 m", "tôles de 2 à 6 mm", "jusqu’à 5 tonnes".

Which dimension a number measures is said by its unit, and by the word that stands near it where
several dimensions share that unit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from terreau.core.text import fold
from terreau.matching.shorthand import in_full, with_decimals


@dataclass(frozen=True)
class Dimension:
    """Something measured: its code, its French label, and the unit in which we keep it."""

    code: str
    label: str
    unit: str


@dataclass(frozen=True)
class Range:
    """What a text says of a dimension, in that dimension's unit; a side may be open (infinite)."""

    dimension: str
    low: float
    high: float


DIMENSIONS: Mapping[str, Dimension] = {
    each.code: each
    for each in (
        Dimension("length", "longueur", "mm"),
        Dimension("width", "largeur", "mm"),
        Dimension("height", "hauteur", "mm"),
        Dimension("diameter", "diamètre", "mm"),
        Dimension("thickness", "épaisseur", "mm"),
        Dimension("tolerance", "tolérance", "µm"),
        Dimension("mass", "masse", "kg"),
        Dimension("force", "force", "t"),
        Dimension("temperature", "température", "°C"),
        Dimension("power", "puissance", "kW"),
        Dimension("pressure", "pression", "bar"),
        Dimension("volume", "volume", "l"),
        Dimension("area", "surface", "m²"),
        Dimension("batch", "taille de série", "pièces"),
        Dimension("rate", "cadence", "pièces/h"),
    )
}

# unit as folded text → (dimension where nothing else is said, factor to the dimension's unit)
_UNITS: Mapping[str, tuple[str, float]] = {
    "mm": ("length", 1), "millimetre": ("length", 1), "cm": ("length", 10),
    "centimetre": ("length", 10), "m": ("length", 1000), "metre": ("length", 1000),
    "µm": ("tolerance", 1), "micron": ("tolerance", 1), "micrometre": ("tolerance", 1),
    "centieme": ("tolerance", 10), "g": ("mass", 0.001), "gramme": ("mass", 0.001),
    "kg": ("mass", 1), "kilo": ("mass", 1), "kilogramme": ("mass", 1), "t": ("mass", 1000),
    "tonne": ("mass", 1000), "°c": ("temperature", 1), "°": ("temperature", 1),
    "degre": ("temperature", 1), "w": ("power", 0.001), "kw": ("power", 1), "mw": ("power", 1000),
    "bar": ("pressure", 1), "l": ("volume", 1), "litre": ("volume", 1), "m3": ("volume", 1000),
    "m2": ("area", 1), "piece/h": ("rate", 1), "piece": ("batch", 1), "unite": ("batch", 1),
    "exemplaire": ("batch", 1),
}  # fmt: skip
# A word near the number, by the unit that it reads otherwise.
_NAMED: Mapping[str, tuple[str, ...]] = {
    "width": ("largeur", "large", "laize", "width"),
    "height": ("hauteur", "haut", "height"),
    "diameter": ("diametre", "diam", "diameter", "rond"),
    "thickness": ("epaisseur", "epais", "epaisse", "thick", "thickness"),
    "length": ("longueur", "long", "longs", "longue", "longues", "length"),
    "tolerance": ("tolerance", "precision", "+/-", "±"),
}
_FORCES = (
    "presse",
    "presses",
    "force",
    "plieuse",
    "plieuses",
    "pression",
    "press",
    "pont",
    "palan",
)
# Of a machine shop: what may follow a name and come before its number.
_NAMES_BEFORE = ("diametre", "diam", "longueur", "largeur", "hauteur", "epaisseur", "laize")
_UP_TO = r"(?:jusqu\W?a|maximum|maxi?|minimum|mini?|au plus|au moins|de|du|a partir de|≤|≥|<|>)"
# What makes a number one of another unit, or of none: "20 pouces", "4 axes".
_OTHER_UNIT = re.compile(
    r"\s*(?:[\"″%'′]|(?:pouces?|pieds?|inch(?:es)?|feet|axes?|postes?|pieces?)\b"
    r"|(?!(?:en|et|de|du|des|ou|sur|par|a|au|max|cn|cnc)\b)[a-zµ°]{1,3}\b)"
)
# Bounded, so that a page of figures costs little.
_NUMBER = r"(?<!\d)\d{1,9}(?:[ \u00a0\u202f]\d{3}){0,3}(?:[.,]\d{1,6})?(?!\d)"
# A minus is one where no number or word stands before: "2-6 mm" is a range.
_SIGNED = rf"(?:(?<![\w)])[-−+]\s?)?{_NUMBER}"
_LONGEST = 10_000
# What is made in so long measures no thing: "300 kg par jour", "40 tonnes de sable par an".
_FLOW = re.compile(
    r"[^\d,;.:()]{0,40}?(?:\b(?:par|l'|a l'|chaque)|/)\s?"
    r"(?:heures?|h|jours?|j|postes?|semaines?|mois|ans?|annees?|minutes?|min|secondes?|s)\b"
    r"|[^\d,;.:()]{0,40}?\b(?:annuel|mensuel|hebdomadaire|journalier)"
)
_STATED = re.compile(
    rf"(?P<low>{_SIGNED})\s*(?:(?P<first_unit>(?!(?:a|et|to)\b)[a-zµ°]+\d?)?\s*(?:a|et|-|–|to)\s*(?P<high>{_SIGNED}))?"
    r"\s*(?P<unit>[a-zµ°]+(?:[23](?!\d))?(?:\s*/\s*h|\s+par\s+heure)?)"
)
_UNMEASURED = re.compile(
    rf"\b(?P<name>{'|'.join(_NAMES_BEFORE)})s?\b[\s:=]*(?P<between>(?:{_UP_TO}[\s:']*){{0,3}})"
    rf"(?P<low>{_NUMBER})(?:\s*(?:a|et|-|–|to)\s*(?P<high>{_NUMBER}))?"
)
# "3000 x 1500 mm", "4 × 2 × 1,5 m": length, width, height.
_SIDES = re.compile(rf"({_NUMBER})\s*[x×]\s*({_NUMBER})(?:\s*[x×]\s*({_NUMBER}))?\s*(mm|cm|m)\b")
_AT_MOST = re.compile(
    r"(?:jusqu\W?\s?(?:a|en)|maximum|maxi?|au plus|moins de|inferieure?s? a|up to|≤|<)\W*$"
)
_AT_LEAST = re.compile(
    r"(?:a partir de|des|minimum|mini?|au moins|plus de|superieure?s? a|from|≥|>)\W*$"
)
_NEXT_WORD = re.compile(r"\s*(?:de |d'|en )?\s*(\w+)")
_NEAR = 28


def ranges_in(text: str) -> tuple[Range, ...]:
    """Return the magnitudes that a text states: sides first, then the others in their order.

    Examples
    --------
    >>> ranges_in("anodiser un profilé de 3 m")
    (Range(dimension='length', low=3000.0, high=3000.0),)
    >>> ranges_in("tôles de 2 à 6 mm d’épaisseur")
    (Range(dimension='thickness', low=2.0, high=6.0),)
    >>> ranges_in("presse jusqu’à 400 tonnes")
    (Range(dimension='force', low=0.0, high=400.0),)
    """
    plain = _plain(text[:_LONGEST])
    return (*_sides(plain), *_ranges(_SIDES.sub(" ", plain)))


@dataclass(frozen=True)
class Unmeasured:
    """A dimension named with numbers that have no unit we know: "Ø 20 à 150".

    Parameters
    ----------
    numbers : as they were written, in no unit.
    has_other_unit : whether a unit that we do not read follows: they are not millimetres.
    """

    numbers: Range
    has_other_unit: bool


def unmeasured_in(text: str) -> tuple[Unmeasured, ...]:
    """Return the lengths that a text names without a unit, which `ranges_in` therefore leaves.

    Examples
    --------
    >>> [found] = unmeasured_in("Tournage Ø 20 à 150, longueur 3 m")
    >>> found.numbers, found.has_other_unit
    (Range(dimension='diameter', low=20.0, high=150.0), False)
    >>> [found.has_other_unit for found in unmeasured_in("Tournage Ø 20 pouces")]
    [True]
    """
    plain = _SIDES.sub(" ; ", _plain(text[:_LONGEST]))
    left = _STATED.sub(lambda found: " ; " if _unit(found["unit"]) else found[0], plain)
    return tuple(map(_unmeasured, _UNMEASURED.finditer(left)))


def _unmeasured(found: re.Match[str]) -> Unmeasured:
    low = _value(found["low"])
    low, high = (low, _value(found["high"])) if found["high"] else _open(low, found["between"])
    named = next(name for name, words in _NAMED.items() if found["name"] in words)
    numbers = Range(named, min(low, high), max(low, high))
    return Unmeasured(numbers, _OTHER_UNIT.match(found.string, found.end()) is not None)


def _sides(text: str) -> Iterator[Range]:
    """Give the sides of what is measured in two or three directions."""
    for found in _SIDES.finditer(text):
        for dimension, number in zip(("length", "width", "height"), found.groups(), strict=False):
            if number:
                value = _value(number) * _UNITS[found[4]][1]
                low, high = _open(value, text[: found.start()])
                yield Range(dimension, low, high)


def _ranges(text: str) -> Iterator[Range]:
    """Read one statement after the other; each knows what stands between it and the last."""
    end = 0
    for found in _STATED.finditer(text):
        unit = _unit(found["unit"])
        if unit is None or (_UNITS[unit][0] != "rate" and _FLOW.match(text, found.end())):
            continue
        before, after = text[max(end, found.start() - _NEAR) : found.start()], text[found.end() :]
        dimension, factor = _dimension(unit, before, after[:_NEAR])
        low = _value(_signed(found["low"], dimension)) * factor
        if found["high"]:
            first = _unit(found["first_unit"] or "") or unit
            high = _value(_signed(found["high"], dimension)) * factor
            low *= _UNITS[first][1] / _UNITS[unit][1]
        else:
            low, high = _open(low, before)
        end = found.end()
        yield Range(dimension, min(low, high), max(low, high))


def _plain(text: str) -> str:
    """Fold words, and keep what numbers are made of."""
    kept = text.replace("μ", "µ").replace("²", "2").replace("³", "3").replace("’", "'")
    kept = re.sub("[øØ⌀∅]", " diametre ", with_decimals(kept))
    pieces = re.split(r"([^\W\d_µ]+)", kept.lower())
    plain = "".join(fold(piece) if place % 2 else piece for place, piece in enumerate(pieces))
    return in_full(plain)


def _unit(written: str) -> str | None:
    """Return a unit as the table has it: singular, without what stands around it."""
    unit = re.sub(r"\s*/\s*h|\s+par\s+heure", "/h", written)
    for known in (unit, unit.removesuffix("/h").removesuffix("s") + "/h" * unit.endswith("/h")):
        if known in _UNITS:
            return known
    single = unit.removesuffix("s")
    return single if single in _UNITS else None


def _dimension(unit: str, before: str, after: str) -> tuple[str, float]:
    """Return the dimension that a number with this unit measures here, and the factor to it."""
    dimension, factor = _UNITS[unit]
    if unit in {"t", "tonne"} and _last_of(before, _FORCES) >= 0:
        return "force", 1.0
    if dimension not in {"length", "tolerance"}:
        return dimension, factor
    named = _named_right_after(after) or _named_before(before)
    if named is None:
        return dimension, factor
    micrometres = factor if dimension == "tolerance" else factor * 1000
    return (named, micrometres) if named == "tolerance" else (named, micrometres / 1000)


def _signed(number: str, dimension: str) -> str:
    """Return a number without the minus that, but for a temperature, is a dash."""
    return number if dimension == "temperature" else number.lstrip("-−+ ")


def _last_of(text: str, words: tuple[str, ...]) -> int:
    places = [f" {text} ".rfind(f" {word} ") for word in words]
    return max(places)


def _named_right_after(text: str) -> str | None:
    """Return the dimension of "mm de large", "mm d'épaisseur", "mm long"."""
    found = _NEXT_WORD.match(text)
    return next((name for name, words in _NAMED.items() if found and found[1] in words), None)


def _named_before(text: str) -> str | None:
    """Return the dimension whose word stands last before a number."""
    places = {name: _last_of(text, words) for name, words in _NAMED.items()}
    named = max(places, key=lambda name: places[name])
    return named if places[named] >= 0 else None


def _open(value: float, before: str) -> tuple[float, float]:
    """Return the range of one number: a limit when the words before it say so."""
    if _AT_MOST.search(before):
        return (0.0 if value >= 0 else -math.inf), value
    if _AT_LEAST.search(before):
        return value, math.inf
    return value, value


def _value(written: str) -> float:
    return float(re.sub(r"[ \u00a0\u202f]", "", written).replace(",", ".").replace("−", "-"))
