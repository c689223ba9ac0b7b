"""The page of the search, and its files."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from terreau.datasets.reference import naf
from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.search_export import answers_file
from terreau.web.apps.knowhow.searching import asking
from terreau.web.apps.knowhow.searching.asked import LONGEST_QUERY, SIZE_BANDS, Order
from terreau.web.apps.knowhow.searching.documents import SECTOR_CODES, SECTORS
from terreau.web.apps.knowhow.searching.drawing import drawn
from terreau.web.apps.knowhow.searching.examples import list_examples
from terreau.web.apps.knowhow.searching.saying import told
from terreau.web.apps.knowhow.searching.verifying import Found, find
from terreau.web.apps.knowhow.searching.wanting import KILOMETRES, Wanted, wanted_of

_PAGE = 20
# What narrows the search, beside its words and its place.
_FILTERS = ("territoire", "secteur", "effectif", "nature", "quoi", "certification", "contact")


@require_safe
def search(request: ScopedRequest) -> HttpResponse:
    """Show the box, and who answers what was asked: why, where, how far."""
    wanted = wanted_of(request.GET.dict())
    found = Found((), is_cut=False) if wanted.asked.is_empty else find(request.scope, wanted.asked)
    page = Paginator(found.answers, _PAGE).get_page(request.GET.get("page"))
    typed = request.GET.copy()
    typed.pop("page", None)
    context = {
        "wanted": wanted,
        "asked": wanted.asked,
        "found": found,
        "page": page,
        "rows": [told(each, wanted.asked) for each in page.object_list],
        "map": drawn(found.answers),
        "on_page": {each.pk for each in page.object_list},
        "typed": typed.urlencode(),
        "questions": asking.doors(request.scope, wanted.asked),
        "examples": [] if found.answers else list_examples(request.scope),
        "is_filtered": any(request.GET.get(name) for name in _FILTERS),
        **_choices(),
    }
    return render(request, "knowhow/search.html", context)


@require_safe
def search_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give all that answers as a file."""
    wanted: Wanted = wanted_of(request.GET.dict())
    found = Found((), is_cut=False) if wanted.asked.is_empty else find(request.scope, wanted.asked)
    return answers_file(found, wanted.asked, suffix)


def _choices() -> dict[str, Any]:
    language = "en" if get_language() == "en" else "fr"
    return {
        "longest": LONGEST_QUERY,
        "kilometres": [(str(km), km) for km in KILOMETRES],
        "orders": Order.choices,
        "sectors": [(code, naf.label(SECTORS, code, language)) for code in SECTOR_CODES],
        "headcounts": SIZE_BANDS,
        "kinds": OrganisationKind.choices,
        "line_kinds": KnowHowKind.choices,
    }
