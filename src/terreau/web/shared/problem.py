"""What the API answers in place of what it refuses: RFC 9457, and the words of a page."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse

from terreau.core.errors import Conflict, TerreauError
from terreau.web.shared.request_log import request_id

CONTENT_TYPE = "application/problem+json"


def problem(error: TerreauError, status: int) -> HttpResponse:
    """Return the refusal of a request of the API."""
    return JsonResponse(described(error, status), status=status, content_type=CONTENT_TYPE)


def described(error: TerreauError, status: int) -> dict[str, Any]:
    """Return the members of a refusal; ``instance`` is the number that the log has too."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error.sentence(),
        "instance": request_id(),
        "error": error.what,
        "value": None if error.value is None else str(error.value),
        "why": error.why,
        "remedy": error.remedy,
        **(error.members if isinstance(error, Conflict) else {}),
    }
