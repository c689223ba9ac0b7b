"""The page of the search, and its files."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from terreau.datasets.reference import naf
from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.search_export import answers_file
from terreau.web.apps.knowhow.searching import asking
from terreau.web.apps.knowhow.searching.asked import LONGEST_QUERY, SIZE_BANDS, Asked, Order
from terreau.web.apps.knowhow.searching.documents import SECTOR_CODES, SECTORS
from terreau.web.apps.knowhow.searching.drawing import drawn
from terreau.web.apps.knowhow.searching.examples import list_examples
from terreau.web.apps.knowhow.searching.saying import Told, told
from terreau.web.apps.knowhow.searching.verifying import Found, able_anywhere, find
from terreau.web.apps.knowhow.searching.wanting import KILOMETRES, SEEKS, Wanted, wanted_of

_PAGE = 20
# What narrows the search, beside its words and its place.
_FILTERS = ("territoire", "secteur", "effectif", "nature", "quoi", "certification", "contact")


@require_safe
def search(request: ScopedRequest) -> HttpResponse:
    """Show the box, and who answers what was asked: why, where, how far."""
    wanted = wanted_of(request.GET.dict())
    asked = wanted.asked
    found = Found((), is_cut=False) if asked.is_empty else find(request.scope, asked)
    page = Paginator(found.answers, _PAGE).get_page(request.GET.get("page"))
    rows = [told(each, asked) for each in page.object_list]
    typed = request.GET.copy()
    typed.pop("page", None)
    context = {
        "wanted": wanted,
        "asked": asked,
        "found": found,
        "page": page,
        "rows": rows,
        "parts": _parts(rows),
        "split": _split(rows, found),
        "nearest": _nearest(request.scope, rows, asked) if page.number == 1 else None,
        "other_sense": _with(typed, "sens", SEEKS if asked.is_offer else ""),
        "map": drawn(found.answers),
        "on_page": {each.pk for each in page.object_list},
        "typed": typed.urlencode(),
        "orders": [(value, label, _with(typed, "tri", value)) for value, label in Order.choices],
        "places": [
            (each, _with(typed, "pres", f"{each.name} ({each.code})")) for each in wanted.places
        ],
        "questions": asking.doors(request.scope, asked),
        "examples": [] if found.answers else list_examples(request.scope),
        "km_typed": request.GET.get("km", ""),
        "is_filtered": any(request.GET.get(name) for name in _FILTERS),
        **_choices(),
    }
    return render(request, "knowhow/search.html", context)


def _parts(rows: Sequence[Told]) -> list[dict[str, Any]]:
    """Return those that can apart from those that only seek the same."""
    told_apart = itertools.groupby(rows, key=lambda row: row.answer.only_seeks)
    return [{"only_seeks": only_seeks, "rows": list(each)} for only_seeks, each in told_apart]


def _split(rows: Sequence[Told], found: Found) -> Counter[str] | None:
    """Return how many can and how many come near; None where they are not all on the page."""
    return Counter(row.nearness for row in rows) if len(rows) == found.count else None


def _nearest(scope: Scope, rows: Sequence[Told], asked: Asked) -> Told | None:
    """Return the nearest that can, where nobody does within the distance asked.

    Who only comes near does not do it, and is told where nobody within the distance even does.
    """
    here = [row for row in rows if not row.answer.only_seeks]
    if asked.within_km is None or not all(row.comes_near for row in here):
        return None
    others = [told(each, asked) for each in able_anywhere(scope, asked)]
    able = next((row for row in others if not row.comes_near), None)
    return able or next(iter(others if not here else ()), None)


@require_safe
def search_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give all that answers as a file."""
    wanted: Wanted = wanted_of(request.GET.dict())
    found = Found((), is_cut=False) if wanted.asked.is_empty else find(request.scope, wanted.asked)
    return answers_file(found, wanted.asked, suffix)


def _with(typed: QueryDict, name: str, value: str) -> str:
    """Return the same search, but for one choice."""
    changed = typed.copy()
    changed[name] = value
    return changed.urlencode()


def _choices() -> dict[str, Any]:
    language = "en" if get_language() == "en" else "fr"
    return {
        "longest": LONGEST_QUERY,
        "kilometres": [(str(km), km) for km in KILOMETRES],
        "sectors": [(code, naf.label(SECTORS, code, language)) for code in SECTOR_CODES],
        "headcounts": SIZE_BANDS,
        "kinds": OrganisationKind.choices,
        "line_kinds": KnowHowKind.choices,
    }
