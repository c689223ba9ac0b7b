"""What is looked for among organisations, as a condition that an index answers on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, QuerySet, Value, When

from terreau.core.siren import without_spaces
from terreau.core.text import fold
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.standing import Standing
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within


@dataclass(frozen=True)
class Wanted:
    """What is looked for.

    Parameters
    ----------
    query : str
        Words of the name, or the first digits of a SIREN or a SIRET.
    kind : str
        Keep only this kind; "" = all.
    territory : Perimeter or None
        Keep only what sits within it.
    """

    query: str = ""
    kind: str = ""
    territory: Perimeter | None = None


def found_by(standing: Standing, wanted: Wanted) -> QuerySet[Organisation]:
    """Return what is looked for, of what is read from where a reader stands.

    Who reads is asked of each row in the order of the list, as a case: as a condition, SQLite would
    gather all that may be read, level by level, and put it in order for one page.
    """
    may_read = Case(When(standing.condition(), then=Value(True)), default=Value(False))
    return _wanted(Organisation.objects.filter(may_read), wanted)


def _wanted(found: QuerySet[Organisation], wanted: Wanted) -> QuerySet[Organisation]:
    for word in _words(wanted.query):
        found = found.filter(**word)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.territory is not None:
        found = found.filter(within([wanted.territory.pk]).condition("seat"))
    return found


def _words(query: str) -> Iterator[dict[str, str]]:
    """Yield what each word of a query asks: a number when it is all digits, else a name."""
    number = without_spaces(query)
    if number.isascii() and number.isdigit() and len(number) >= 3:
        yield _numbered(number[:9])
        if len(number) > 9:
            yield {"siret__startswith": number}
        return
    for word in fold(query).split():
        yield {"folded_name__contains": word}


def _numbered(begin: str) -> dict[str, str]:
    """Return the condition of a SIREN that begins so, as a range: an index answers it."""
    if len(begin) == 9:
        return {"siren": begin}
    after = str(int(begin) + 1).zfill(len(begin))
    is_last = len(after) > len(begin)
    return {"siren__gte": begin} | ({} if is_last else {"siren__lt": after})
