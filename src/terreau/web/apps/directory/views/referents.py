"""The page of the register of referents, and its files."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.directory.people_exports import referents_answer
from terreau.web.apps.directory.rules import REFERENT_ROLES
from terreau.web.apps.directory.selectors import referents as selectors
from terreau.web.apps.directory.selectors.mailings import list_sending_perimeters
from terreau.web.apps.directory.selectors.referents import ReferentsWanted

_PAGE = 50


@require_safe
def referent_list(request: ScopedRequest) -> HttpResponse:
    """Show who is in charge where, and where nobody is."""
    regions, phases = selectors.list_regions(), selectors.list_phases()
    wanted = _wanted(request.GET)
    rows = selectors.by_territory(selectors.list_referents(request.scope, wanted), regions)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    missing, known = selectors.count_without_manager(request.scope, wanted)
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "rows": page.object_list,
        "page": page,
        "total": len(rows),
        "asked": asked.urlencode(),
        "wanted": wanted,
        "roles": [(role.value, role.label) for role in REFERENT_ROLES],
        "regions": regions,
        "phases": phases,
        "missing": missing,
        "known": known,
        "hides_names": any(not line.name for row in page.object_list for line in row.held),
        "may_write": bool(list_sending_perimeters(request.scope)),
    }
    return render(request, "directory/referents.html", context)


@require_safe
def referents_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the register as a file."""
    return referents_answer(selectors.list_referents(request.scope, _wanted(request.GET)), suffix)


def _wanted(asked: QueryDict) -> ReferentsWanted:
    """Return what is looked for; a choice that is not one of those offered narrows nothing."""
    role = asked.get("role", "")
    phase = asked.get("phase", "")[:4]
    return ReferentsWanted(
        role=role if role in REFERENT_ROLES else "",
        region=asked.get("region", "")[:3],
        query=asked.get("q", "").strip()[:80],
        phase=phase if phase.isdigit() else "",
        is_missing=asked.get("manque") == "1",
    )
