"""What the words of a line say by themselves: proposed to who writes, kept once they agree."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from terreau.core.text import fold
from terreau.datasets.reference import naf
from terreau.matching import dimensions
from terreau.matching.dimensions import DIMENSIONS
from terreau.matching.vocabulary import terms_in, vocabulary
from terreau.web.apps.knowhow.rules import TAGS_A_LINE, Range
from terreau.web.apps.knowhow.tags import is_activity, is_occupation

_MOST_READ = 2_000  # characters: a line is far shorter
_BETWEEN = re.compile(r"[,;\n]+")


@dataclass(frozen=True)
class Understood:
    """What was read in words.

    Parameters
    ----------
    terms, naf, rome : tuple of str
        Codes, in the order in which the words speak of them.
    ranges : tuple of Range
        At most one a dimension.
    """

    terms: tuple[str, ...] = ()
    naf: tuple[str, ...] = ()
    rome: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()


def understand(text: str) -> Understood:
    """Return what the words of a line say.

    Examples
    --------
    >>> found = understand("Anodisation de profilés jusqu’à 3 m")
    >>> found.ranges
    (Range(dimension='length', low=None, high=Decimal('3000')),)
    """
    terms = terms_in(text[:_MOST_READ])[:TAGS_A_LINE]
    known = [vocabulary()[code] for code in terms]
    return Understood(
        terms,
        _each_once(code for term in known for code in term.naf if is_activity(code)),
        _each_once(code for term in known for code in term.rome),
        ranges_of(text),
    )


def ranges_of(text: str) -> tuple[Range, ...]:
    """Return the ranges that words state, the first of each dimension."""
    found: dict[str, Range] = {}
    for each in dimensions.ranges_in(text[:_MOST_READ]):
        found.setdefault(each.dimension, Range(each.dimension, _low(each.low), _bound(each.high)))
    return tuple(each for each in found.values() if each.is_sound)


def tags_typed(typed: str) -> tuple[Understood, list[str]]:
    """Return the tags that were typed between commas, by words or by codes, and what is none.

    Examples
    --------
    >>> found, lost = tags_typed("25.62A, schtroumpf")
    >>> found.naf, lost
    (('25.62A',), ['schtroumpf'])
    """
    terms: list[str] = []
    activities: list[str] = []
    occupations: list[str] = []
    lost: list[str] = []
    for piece in filter(None, (part.strip() for part in _BETWEEN.split(typed[:_MOST_READ]))):
        activity, occupation = naf.normalise(piece), piece.upper()
        if is_activity(activity):
            activities.append(activity)
        elif is_occupation(occupation):
            occupations.append(occupation)
        elif named := terms_in(piece):
            terms.extend(named)
        else:
            lost.append(piece)
    found = Understood(_each_once(terms), _each_once(activities), _each_once(occupations))
    return found, lost


def range_typed(each: Range) -> str:
    """Return a range as a form writes it, and reads it again.

    Examples
    --------
    >>> range_typed(Range("length", None, Decimal(3000)))
    'longueur : jusqu’à 3000 mm'
    """
    dimension = DIMENSIONS[each.dimension]
    low, high = _plain(each.low), _plain(each.high)
    if low is None:
        bounds = f"jusqu’à {high}"
    elif high is None:
        bounds = f"à partir de {low}"
    else:
        bounds = low if low == high else f"{low} à {high}"
    return f"{dimension.label} : {bounds} {dimension.unit}"


def ranges_typed(typed: str) -> tuple[tuple[Range, ...], list[str]]:
    """Return the ranges that were typed, one a line, and the lines that state none or one twice."""
    found: dict[str, Range] = {}
    lost: list[str] = []
    for line in filter(None, (line.strip() for line in typed[:_MOST_READ].splitlines())):
        stated = _named(line) or ranges_of(line)
        if len(stated) != 1 or stated[0].dimension in found:
            lost.append(line)
        else:
            found[stated[0].dimension] = stated[0]
    return tuple(found.values()), lost


def _named(line: str) -> tuple[Range, ...]:
    """Return the range of a line that begins with the name of its dimension, as forms write."""
    name, colon, rest = line.partition(":")
    wanted = next((d for d in DIMENSIONS.values() if colon and fold(d.label) == fold(name)), None)
    if wanted is None:
        return ()
    stated = dimensions.ranges_in(f"{wanted.label} {rest.strip()}")
    return tuple(
        Range(wanted.code, _low(each.low), _bound(each.high))
        for each in stated[:1]
        if DIMENSIONS[each.dimension].unit == wanted.unit
    )


def _low(bound: float) -> Decimal | None:
    """Return a lower bound; none where it is zero: "up to" says no more than that."""
    return _bound(bound) if bound > 0 else None


def _bound(bound: float) -> Decimal | None:
    return None if math.isinf(bound) else round(Decimal(str(bound)), 3).normalize() + Decimal(0)


def _plain(bound: Decimal | None) -> str | None:
    return None if bound is None else f"{bound.normalize():f}".replace(".", ",")


def _each_once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))[:TAGS_A_LINE]
