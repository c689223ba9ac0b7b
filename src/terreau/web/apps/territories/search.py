"""Search of perimeters as one types: prefixes, then trigrams, then an order a person expects.

The index of trigrams over folded names (`spellings`) proposes, rapidfuzz disposes. Everything
stands behind `search_perimeters`.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import F
from rapidfuzz import fuzz

from terreau.core.text import fold
from terreau.web.apps.territories import rules, spellings
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import UNLOADED, Perimeter

_CANDIDATES = 120
# With this many names that begin so, one that only resembles would come after them.
_ENOUGH = 40
_LEAST_SCORE = 62.0
# No name scores as much as a code.
_BY_CODE = 180.0
# A little weight for the kinds people come for, so that a TI precedes a hamlet of the same name.
_KIND_WEIGHT: dict[str, float] = {
    PerimeterKind.TERRITOIRE_INDUSTRIE: 5.0,
    PerimeterKind.EPCI: 3.0,
    PerimeterKind.ZONE_EMPLOI: 3.0,
    PerimeterKind.DEPARTEMENT: 3.0,
    PerimeterKind.REGION: 3.0,
    PerimeterKind.NATION: 4.0,
}
_CODE = re.compile(r"^(fr|xx|\d[\dab]\d{0,7}|x[a-z]?\d+|(\d:)?ti-[a-z0-9-]+)$")


_BEGINNING_SO = """
SELECT id, folded_name, kind, population FROM territories_perimeter
WHERE folded_name >= %s AND folded_name < %s ORDER BY population DESC NULLS LAST, id LIMIT %s
"""


@dataclass(frozen=True)
class _Candidate:
    """A perimeter by its key, and how well it answers."""

    pk: int
    score: float


@dataclass(frozen=True)
class Found:
    """A perimeter found, with how well it answers (0–100 and a few points of weight)."""

    perimeter: Perimeter
    score: float


def search_perimeters(
    query: str, *, kinds: Collection[str] = (), country: str = "", limit: int = 10
) -> list[Found]:
    """Return the perimeters that answer a query, the best first.

    Parameters
    ----------
    query : str
        A name, even misspelt, a code, a SIREN or a postal code, even unfinished; what begins with
        a kind ("zone d'emploi de Rouen") is looked for among that kind first.
    kinds : Collection[str]
        Keep only these kinds; empty = all.
    country : str
        Keep only this country; empty = both.
    limit : int
        At most this many.

    Returns
    -------
    list[Found]
        Empty when nothing is near enough. At most five queries; ten when a kind is said and none
        of it has that name.
    """
    folded = fold(query)[:80]
    said = None if kinds else rules.kind_in(folded)
    if said is None:
        return _search(query.strip().lower(), folded, kinds, country, limit)
    kind, name = said
    found = _search(name, name, (kind,), country, limit)
    return found or _search(name, name, (), country, limit)


def _search(
    typed: str, folded: str, kinds: Collection[str], country: str, limit: int
) -> list[Found]:
    if not folded:
        return []
    scores = {c.pk: c.score for c in _by_code(typed)}
    for candidate in _by_name(folded):
        scores[candidate.pk] = max(candidate.score, scores.get(candidate.pk, 0.0))
    allowed = Perimeter.objects.filter(pk__in=scores)
    if kinds:
        allowed = allowed.filter(kind__in=kinds)
    if country:
        allowed = allowed.filter(country=country)
    if kinds or country:
        kept = set(allowed.order_by().values_list("pk", flat=True))
        scores = {pk: score for pk, score in scores.items() if pk in kept}
    best = heapq.nsmallest(limit, scores, key=lambda pk: (-scores[pk], pk))
    rows = Perimeter.objects.filter(pk__in=best).exclude(origin=UNLOADED).order_by()
    found = [Found(p, scores[p.pk]) for p in rows]
    return sorted(found, key=lambda f: (-f.score, f.perimeter.kind, f.perimeter.code))


def is_by_code(found: Found) -> bool:
    """Whether a perimeter answers by its code or its postal code, not by its name."""
    return found.score >= _BY_CODE


def _by_code(word: str) -> list[_Candidate]:
    if not _CODE.match(word):
        return []
    columns = ("pk", "kind", "population")
    codes = {word, word.upper(), f"2:{word}", f"1:{word}"}
    rows = list(Perimeter.objects.filter(code__in=codes).order_by().values_list(*columns))
    if word.isdigit() and 3 <= len(word) <= 5:
        served = Perimeter.objects.filter(postal_codes__postal_code__startswith=word)
        rows += served.order_by(F("population").desc(nulls_last=True), "code").values_list(
            *columns
        )[:20]
    return [_Candidate(pk, _code_score(kind) + _weight(kind, people)) for pk, kind, people in rows]


def _code_score(kind: str) -> float:
    # "75" is Paris to everyone, and Nouvelle-Aquitaine to a few.
    return _BY_CODE if kind == PerimeterKind.REGION else 200.0


def _by_name(folded: str) -> list[_Candidate]:
    """Return those that begin so, then those that share its rarest trigrams, near enough."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGINNING_SO, [folded, folded + "\uffff", _CANDIDATES])
        rows = cursor.fetchall()
        if len(rows) < _ENOUGH:
            rows += spellings.list_resembling(cursor, folded, limit=_CANDIDATES)
    scored = ((row, _similarity(folded, row[1])) for row in rows)
    return [
        _Candidate(pk, score + _weight(kind, people))
        for (pk, _, kind, people), score in scored
        if score >= _LEAST_SCORE
    ]


def _similarity(query: str, name: str) -> float:
    if name == query:
        return 110.0
    whole = fuzz.ratio(query, name)
    if name.startswith(query):
        return max(whole, 92.0 + 8.0 * len(query) / len(name))
    reordered = fuzz.token_sort_ratio(query, name) * 0.97
    # Only a query may be a part of a name: a short name is always a part of something.
    is_part = 4 <= len(query) <= len(name)
    inside = fuzz.partial_ratio(query, name) * 0.86 if is_part else 0.0
    return max(whole, reordered, inside)


def _weight(kind: str, population: int | None) -> float:
    return math.log10((population or 0) + 1) + _KIND_WEIGHT.get(kind, 0.0)
