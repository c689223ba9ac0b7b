"""The door of the network: one's territories, the spaces that are open, the value chains."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.directory.exports import organisations_answer
from terreau.web.apps.directory.selectors.organisations import list_shown
from terreau.web.apps.knowhow.searching.drawing import drawn
from terreau.web.apps.network.chains import chains, get_chain
from terreau.web.apps.network.exports import spaces_answer
from terreau.web.apps.network.permissions import opens_spaces
from terreau.web.apps.network.selectors.chain_actors import (
    chain_actors,
    chain_projects,
    chain_supplies,
    explained,
)
from terreau.web.apps.network.selectors.spaces import list_spaces
from terreau.web.apps.network.selectors.territories import list_measured
from terreau.web.apps.territories.naming import list_by_name
from terreau.web.apps.territories.presenters import as_result

_MOST = 200


@require_safe
def index(request: ScopedRequest) -> HttpResponse:
    """Show where one can go: territories one acts in, spaces, chains."""
    context = {
        "territories": [as_result(each) for each in list_measured(request.scope)[:_MOST]],
        "spaces": list_spaces(request.scope)[:_MOST],
        "chains": chains().values(),
        "may_open": opens_spaces(request.scope),
    }
    return render(request, "network/index.html", context)


@require_safe
def spaces_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the spaces that the reader sees as a file."""
    return spaces_answer(list_spaces(request.scope), suffix)


@require_safe
def chain(request: ScopedRequest, key: str) -> HttpResponse:
    """Show the actors and the projects of a value chain, in a territory or everywhere."""
    found = get_chain(key)
    typed = request.GET.get("territoire", "").strip()[:80]
    territory = next(iter(list_by_name(typed, limit=1)), None) if typed else None
    actors = chain_actors(request.scope, found, territory)
    shown = list(actors[:_MOST])
    context = {
        "chain": found,
        "typed": typed,
        "territory": territory,
        "is_lost": bool(typed) and territory is None,
        "actors": explained(request.scope, found, shown),
        "map": drawn(shown),
        "total": actors.count(),
        "most": _MOST,
        "supplies": chain_supplies(request.scope, shown)[:_MOST],
        "projects": chain_projects(request.scope, found, territory),
        "asked": request.GET.urlencode(),
    }
    return render(request, "network/chain.html", context)


@require_safe
def chain_file(request: ScopedRequest, key: str, suffix: str) -> HttpResponse:
    """Give the actors of a chain as a file."""
    typed = request.GET.get("territoire", "").strip()[:80]
    territory = next(iter(list_by_name(typed, limit=1)), None) if typed else None
    actors = chain_actors(request.scope, get_chain(key), territory)
    return organisations_answer(list_shown(request.scope, actors), suffix)
