"""The history of an object as a page and as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.history_export import history_answer
from terreau.web.apps.accounts.history_page import get_history, list_history
from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.shared.download import legible


@require_safe
@never_cache
def history(request: ScopedRequest, name: str, key: str) -> HttpResponse:
    """Show what was done to an object, the newest first."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise BadInput(_("Une page a un numéro"), value=asked)
    page = get_history(request.scope, name, key, int(asked))
    return render(request, "accounts/history.html", {"page": page})


@require_safe
@never_cache
def history_file(request: ScopedRequest, name: str, key: str, suffix: str) -> HttpResponse:
    """Give the whole history of an object as a file."""
    lines = list_history(request.scope, name, key)
    return history_answer(lines, f"historique-{legible(f'{name}-{key}')}", suffix)
