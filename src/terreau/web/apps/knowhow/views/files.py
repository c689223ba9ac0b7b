"""The lines that a reader may see, as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.knowhow.exports import lines_answer
from terreau.web.apps.knowhow.selectors.lines import list_lines, wanted_lines


@require_safe
def know_how_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the lines as a file: all, of an organisation, of a kind, of a territory."""
    asked = request.GET
    wanted = wanted_lines(
        asked.get("organisation", ""), asked.get("kind", ""), asked.get("territoire", "")
    )
    rows, _total = list_lines(request.scope, wanted)
    return lines_answer(rows, suffix)
