"""What somebody typed in a form whose session was closed: given back once they are signed in.

Kept a quarter of an hour in the anonymous session of that browser, for that page alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

_KEY = "typed"
_SECONDS = 15 * 60
_MOST = 20_000  # characters
# No form of ours that asks for these is kept; should one be some day, they are not.
_NEVER = ("csrf", "password", "secret", "token")

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Ask who is not signed in to sign in, keeping what they typed meanwhile."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _keep(request)
        return redirect_to_login(request.get_full_path())

    return guarded


def what_was_typed(request: HttpRequest) -> QueryDict | None:
    """Return what a form is filled with: what is sent now, what was kept for this page, or None."""
    if request.method == "POST":
        return request.POST or None
    kept = request.session.get(_KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[_KEY]
    if kept["at"] + _SECONDS < time.time():
        return None
    if kept["fields"] is None:
        messages.warning(
            request,
            _(
                "Votre session était fermée : rien n’a été enregistré, et votre texte était trop "
                "long pour être gardé."
            ),
        )
        return None
    messages.warning(
        request,
        _(
            "Votre session était fermée : rien n’est encore enregistré. Voici ce que vous aviez "
            "écrit ; relisez, puis envoyez-le."
        ),
    )
    found = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        found.setlist(name, values)
    return found


def forget_delay(request: HttpRequest) -> None:
    """Let a session last as any other, once somebody is signed in."""
    if _KEY in request.session:
        request.session.set_expiry(None)


def _keep(request: HttpRequest) -> None:
    fields = {
        name: values
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in _NEVER)
    }
    size = sum(len(value) for values in fields.values() for value in values)
    request.session[_KEY] = {
        "path": request.path,
        "at": time.time(),
        "fields": fields if size <= _MOST else None,
    }
    request.session.set_expiry(_SECONDS)
    messages.warning(
        request,
        _(
            "Votre session était fermée : rien n’est encore enregistré. Connectez-vous dans le "
            "quart d’heure pour retrouver ce que vous aviez écrit."
        ),
    )
