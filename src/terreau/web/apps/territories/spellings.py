"""The trigram index of the spellings of perimeters: which names share the rarest of a query's.

FTS5 on SQLite; on PostgreSQL plain tables that rank by the same formula (BM25), so that both
engines propose the same names: no extension, no text configuration of a server.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.backends.utils import CursorWrapper

from terreau.web.shared.engine import insert_rows, is_postgresql

# (id, spelling, kind, population) of a perimeter.
Row = tuple[int, str, str, int | None]

# Enough for a name with two letters wrong; more would only slow the answer.
_TRIGRAMS = 8
# A trigram of more names than this is kept only when there is nothing rarer.
_COMMON = 1_000

_BY_FTS5 = """
SELECT p.id, near.spelling, p.kind, p.population
FROM (
    SELECT perimeter_id, spelling FROM territories_spelling
    WHERE territories_spelling MATCH %s ORDER BY rank LIMIT %s
) AS near JOIN territories_perimeter AS p ON p.id = near.perimeter_id
"""
# BM25 with the constants of FTS5: k1 = 1.2, b = 0.75.
_BY_ARRAYS = """
SELECT p.id, near.spelling, p.kind, p.population
FROM (
    SELECT s.perimeter_id, s.spelling
    FROM territories_spelling AS s
    JOIN territories_trigram AS t ON t.term = ANY(%s) AND t.term = ANY(s.trigrams)
    CROSS JOIN LATERAL (
        SELECT cardinality(array_positions(s.trigrams, t.term)) AS times,
            1.2 * (0.25 + 0.75 * cardinality(s.trigrams) / t.mean_length) AS length
    ) AS held
    WHERE s.trigrams && %s
    GROUP BY s.id
    ORDER BY sum(t.weight * held.times * 2.2 / (held.times + held.length)) DESC, s.id LIMIT %s
) AS near JOIN territories_perimeter AS p ON p.id = near.perimeter_id
"""
_COUNTED_AGAIN = """
INSERT INTO territories_trigram (term, doc, weight, mean_length)
SELECT term, count(*),
    greatest(ln((every.rows - count(*) + 0.5) / (count(*) + 0.5)), 0.000001), every.mean_length
FROM (SELECT DISTINCT id, unnest(trigrams) AS term FROM territories_spelling) AS held,
    (SELECT count(*) AS rows, avg(cardinality(trigrams)) AS mean_length
     FROM territories_spelling) AS every
GROUP BY term, every.rows, every.mean_length
"""


def update_index(names: Iterable[tuple[int, str]], *, origins: Collection[str]) -> None:
    """Replace the spellings of the perimeters of some origins, and forget those that are gone.

    Parameters
    ----------
    names : Iterable[tuple[int, str]]
        (perimeter id, folded spelling) of every perimeter of these origins.
    origins : Collection[str]
        What has been loaded anew.
    """
    places = ", ".join(["%s"] * len(origins)) or "''"  # PostgreSQL knows no empty list
    kept = f"SELECT id FROM territories_perimeter WHERE origin NOT IN ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM territories_spelling WHERE perimeter_id NOT IN ({kept})",  # noqa: S608
            list(origins),
        )
        if not is_postgresql():
            insert_rows("territories_spelling", ("perimeter_id", "spelling"), names)
            return
        insert_rows(
            "territories_spelling",
            ("perimeter_id", "spelling", "trigrams"),
            ((pk, spelling, _trigrams(spelling)) for pk, spelling in names),
        )
        cursor.execute("DELETE FROM territories_trigram")
        cursor.execute(_COUNTED_AGAIN)
        cursor.execute("ANALYZE territories_spelling")


def list_resembling(cursor: CursorWrapper, folded: str, *, limit: int) -> list[Row]:
    """Return the names that share the rarest trigrams of a query, those that share most first."""
    wanted = _rarest_trigrams(cursor, folded)
    if not wanted:
        return []
    if is_postgresql():
        cursor.execute(_BY_ARRAYS, [wanted, wanted, limit])
    else:
        cursor.execute(_BY_FTS5, [" OR ".join(f'"{trigram}"' for trigram in wanted), limit])
    rows: list[Row] = cursor.fetchall()
    return rows


def _rarest_trigrams(cursor: CursorWrapper, folded: str) -> list[str]:
    """Return the trigrams that tell most: those of "saint" would propose half the country."""
    trigrams = set(_trigrams(folded))
    if not trigrams:
        return []
    places = ", ".join(["%s"] * len(trigrams))
    cursor.execute(
        f"SELECT term, doc FROM territories_trigram WHERE term IN ({places})"  # noqa: S608
        " ORDER BY doc, term LIMIT %s",
        [*sorted(trigrams), _TRIGRAMS],
    )
    found = cursor.fetchall()
    return [term for place, (term, held) in enumerate(found) if place < 2 or held <= _COMMON]


def _trigrams(text: str) -> list[str]:
    return [text[i : i + 3] for i in range(len(text) - 2)]
