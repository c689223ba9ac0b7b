"""Search of perimeters as one types: prefixes, then trigrams, then an order a person expects.

The index is an FTS5 table of trigrams over folded names; it proposes, rapidfuzz
disposes. Everything stands behind `search_perimeters`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper
from rapidfuzz import fuzz

from terreau.core.text import fold
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter, PostalCode

_CANDIDATES = 120
# Enough for a name with two letters wrong; more would only slow the answer.
_TRIGRAMS = 8
# A trigram of more names than this is kept only when there is nothing rarer.
_COMMON = 1_500
_LEAST_SCORE = 62.0
# A little weight for the kinds people come for, so that a TI precedes a hamlet of the same name.
_KIND_WEIGHT = {
    PerimeterKind.TERRITOIRE_INDUSTRIE: 5.0,
    PerimeterKind.EPCI: 3.0,
    PerimeterKind.ZONE_EMPLOI: 3.0,
    PerimeterKind.DEPARTEMENT: 3.0,
    PerimeterKind.REGION: 3.0,
    PerimeterKind.NATION: 4.0,
}
_CODE = re.compile(r"^(\d[\dab]\d{0,7}|x[a-z]?\d+|(\d:)?ti-[a-z0-9-]+)$")


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
        A name, even misspelt, a code, a SIREN or a postal code, even unfinished.
    kinds : Collection[str]
        Keep only these kinds; empty = all.
    country : str
        Keep only this country; empty = both.
    limit : int
        At most this many.

    Returns
    -------
    list[Found]
        Empty when nothing is near enough. At most five queries.
    """
    folded = fold(query)[:80]
    if not folded:
        return []
    found: dict[int, Found] = {}
    for perimeter in _by_code(query.strip().lower()):
        # "75" is Paris to everyone, and Nouvelle-Aquitaine to a few.
        score = 180.0 if perimeter.kind == PerimeterKind.REGION else 200.0
        found[perimeter.pk] = Found(perimeter, score + _weight(perimeter))
    names = _candidates(folded)
    for perimeter in Perimeter.objects.filter(pk__in=names).order_by():
        score = _similarity(folded, names[perimeter.pk])
        if score >= _LEAST_SCORE and perimeter.pk not in found:
            found[perimeter.pk] = Found(perimeter, score + _weight(perimeter))
    kept = (
        f
        for f in found.values()
        if (not kinds or f.perimeter.kind in kinds)
        and (not country or f.perimeter.country == country)
    )
    return sorted(kept, key=lambda f: (-f.score, f.perimeter.kind, f.perimeter.code))[:limit]


def rebuild_index(names: Iterable[tuple[int, str]]) -> None:
    """Replace the index by (perimeter id, folded spelling) pairs."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM territories_spelling")
        cursor.executemany(
            "INSERT INTO territories_spelling (perimeter_id, spelling) VALUES (%s, %s)",
            list(names),
        )


def _by_code(word: str) -> Sequence[Perimeter]:
    if not _CODE.match(word):
        return []
    exact = Perimeter.objects.filter(code__in={word, word.upper(), f"2:{word}", f"1:{word}"})
    found = list(exact.order_by("kind", "code"))
    if word.isdigit() and 3 <= len(word) <= 5:
        served = PostalCode.objects.filter(postal_code__startswith=word).select_related("commune")
        found += [row.commune for row in served.order_by("-commune__population", "pk")[:20]]
    return found


def _candidates(folded: str) -> dict[int, list[str]]:
    rows: list[tuple[int, str]] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, t.folded_name FROM territories_perimeter t"
            " WHERE t.folded_name >= %s AND t.folded_name < %s"
            " ORDER BY t.population DESC LIMIT %s",
            [folded, folded + "\uffff", _CANDIDATES],
        )
        rows += cursor.fetchall()
        # Enough names begin so: none that only resembles would come before them.
        if len(rows) < _CANDIDATES and (wanted := _rarest_trigrams(cursor, folded)):
            cursor.execute(
                "SELECT perimeter_id, spelling FROM territories_spelling"
                " WHERE territories_spelling MATCH %s ORDER BY rank LIMIT %s",
                [" OR ".join(f'"{trigram}"' for trigram in wanted), _CANDIDATES],
            )
            rows += cursor.fetchall()
    names: dict[int, list[str]] = {}
    for key, spelling in rows:
        names.setdefault(int(key), []).append(spelling)
    return names


def _rarest_trigrams(cursor: CursorWrapper, folded: str) -> list[str]:
    """Return the trigrams that tell most: those of "saint" would propose half the country."""
    trigrams = {folded[i : i + 3] for i in range(len(folded) - 2)}
    if not trigrams:
        return []
    places = ", ".join(["%s"] * len(trigrams))
    cursor.execute(
        f"SELECT term, doc FROM territories_trigram WHERE term IN ({places})"  # noqa: S608
        " ORDER BY doc LIMIT %s",
        [*sorted(trigrams), _TRIGRAMS],
    )
    found = cursor.fetchall()
    return [term for place, (term, held) in enumerate(found) if place < 2 or held <= _COMMON]


def _similarity(query: str, names: Iterable[str]) -> float:
    return max(_one_similarity(query, name) for name in names)


def _one_similarity(query: str, name: str) -> float:
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


def _weight(perimeter: Perimeter) -> float:
    size = math.log10(perimeter.population + 1) if perimeter.population else 0.0
    return size + _KIND_WEIGHT.get(PerimeterKind(perimeter.kind), 0.0)
