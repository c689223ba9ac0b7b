"""What the words of a line say by themselves: proposed to who writes, kept once they agree."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.datasets.reference import naf
from terreau.matching import dimensions
from terreau.matching.dimensions import DIMENSIONS
from terreau.matching.measures import measures_of
from terreau.matching.vocabulary import terms_in, vocabulary
from terreau.web.apps.knowhow.rules import TAGS_A_LINE, Range
from terreau.web.apps.knowhow.tags import dimension_name, is_activity, is_occupation, unit_name

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
    assumed : frozenset of str
        Dimensions of those that were written without a unit, understood in millimetres.
    unmeasured : tuple of Range
        What was written without a unit and cannot be understood: numbers in none.
    """

    terms: tuple[str, ...] = ()
    naf: tuple[str, ...] = ()
    rome: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    assumed: frozenset[str] = frozenset()
    unmeasured: tuple[Range, ...] = ()


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
    measures = measures_of(text[:_MOST_READ])
    stated = {each.dimension for each in ranges_of(text)}
    return Understood(
        terms,
        _each_once(code for term in known for code in term.naf if is_activity(code)),
        _each_once(code for term in known for code in term.rome),
        _kept(measures.ranges),
        measures.assumed - stated,
        _kept(measures.unmeasured),
    )


def ranges_of(text: str) -> tuple[Range, ...]:
    """Return the ranges that words state, the first of each dimension."""
    return _kept(dimensions.ranges_in(text[:_MOST_READ]))


def _kept(stated: Iterable[dimensions.Range]) -> tuple[Range, ...]:
    found: dict[str, Range] = {}
    for each in stated:
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
    return f"{dimension_name(each.dimension)} : {_bounds(each)} {unit_name(each.dimension)}"


def range_without_unit(each: Range) -> str:
    """Return a range whose unit nobody wrote: "diamètre 20 à 150"."""
    return f"{dimension_name(each.dimension)} {_bounds(each)}"


def said_of_units(found: Understood) -> list[str]:
    """Return what is to be told of the measures that were written without a unit."""
    understood = [each for each in found.ranges if each.dimension in found.assumed]
    return [
        *(
            _("%(range)s : sans unité, compris en mm ; corrigez si besoin.")
            % {"range": range_without_unit(each)}
            for each in understood
        ),
        *(
            _(
                "%(range)s : l’unité manque, ou nous ne la connaissons pas. Vos mots restent ; "
                "pour garder la mesure, écrivez-la avec son unité."
            )
            % {"range": range_without_unit(each)}
            for each in found.unmeasured
        ),
    ]


def said_already() -> str:
    """Return what is told of a line that says the same as one above it."""
    return _("Cette ligne est déjà plus haut : elle n’est gardée qu’une fois.")


def _bounds(each: Range) -> str:
    low, high = _plain(each.low), _plain(each.high)
    if low is None:
        return _("jusqu’à %(high)s") % {"high": high}
    if high is None:
        return _("à partir de %(low)s") % {"low": low}
    return low if low == high else _("%(low)s à %(high)s") % {"low": low, "high": high}


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
    said = fold(name)
    wanted = next((d for d in DIMENSIONS.values() if colon and said in _names(d)), None)
    if wanted is None:
        return ()
    stated = dimensions.ranges_in(f"{wanted.label} {rest.strip()}")
    return tuple(
        Range(wanted.code, _low(each.low), _bound(each.high))
        for each in stated[:1]
        if DIMENSIONS[each.dimension].unit == wanted.unit
    )


def _names(dimension: dimensions.Dimension) -> set[str]:
    """Return what a dimension is called, in French and in the reader's language."""
    return {fold(dimension.label), fold(dimension_name(dimension.code))}


def _low(bound: float) -> Decimal | None:
    """Return a lower bound; none where it is zero: "up to" says no more than that."""
    return _bound(bound) if bound else None


def _bound(bound: float) -> Decimal | None:
    return None if math.isinf(bound) else round(Decimal(str(bound)), 3).normalize() + Decimal(0)


def _plain(bound: Decimal | None) -> str | None:
    return None if bound is None else f"{bound.normalize():f}".replace(".", ",")


def _each_once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))[:TAGS_A_LINE]
