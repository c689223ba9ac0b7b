"""What is done only by who has just proved again who they are: an open session is not enough."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.rules import is_shared

_More = ParamSpec("_More")
_View = Callable[Concatenate[ScopedRequest, _More], HttpResponse]


def proved_again(view: _View[_More]) -> _View[_More]:
    """Ask who signed in to prove again who they are before a form of theirs is taken.

    The form waits meanwhile and is taken once they have: nothing is typed again.
    """

    @login_required
    @wraps(view)
    def taken(request: ScopedRequest, /, *args: _More.args, **kwargs: _More.kwargs) -> HttpResponse:
        if request.method == "POST" and not _is_played(request):
            raise_if_reauthentication_required(request, app="allauth.account")
        return view(request, *args, **kwargs)

    return taken


def _is_played(request: HttpRequest) -> bool:
    """Whether who asks is a persona of the demo, whom anyone may be: nothing to prove."""
    return settings.PERSONAS and isinstance(request.user, User) and is_shared(request.user.email)
