"""How much a request may hold; of the fields of a form, the settings tell (``DATA_UPLOAD_…``)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from terreau.web.shared.errors import refused
from terreau.web.shared.refusals import TooLarge, TooLong

# A list of a thousand communes fits; the server itself reads 8190 (`serving.py`).
LONGEST_ADDRESS = 8_000
# The largest file that a form takes (20 MB), and room for its other fields.
LARGEST_BODY = 24 << 20
# Programs send a file in base 64 within JSON, held in memory: here alone it may be as large as what
# a form of plans takes (10 MB), a third more once encoded, and room for the rest.
LARGEST_JSON = 15 << 20
_FILES_IN_JSON = ("api-1:post_import", "api-1:post_document")
# Who sends even more sees the connection end.
_MOST_READ_AWAY = 4 * LARGEST_BODY


class SizesMiddleware:
    """Refuse what is too long or too large before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        if len(request.get_full_path()) > LONGEST_ADDRESS:
            return refused(request, TooLong(LONGEST_ADDRESS))
        if _length_of(request) > LARGEST_BODY:
            response = refused(request, TooLarge(LARGEST_BODY))
        else:
            response = self.get_response(request)
        if response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            _read_away(request)
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> None:
        """Read the body of what may be larger than others; of the rest Django reads its most."""
        match = request.resolver_match
        if match is None or match.view_name not in _FILES_IN_JSON:
            return
        if request.content_type == "application/json" and _length_of(request) <= LARGEST_JSON:
            request._body = request.read()  # noqa: SLF001 - Django has no other way, address by address


def _read_away(request: HttpRequest) -> None:
    """Read what was refused and forget it: a browser shows no answer before it has sent all."""
    left = _MOST_READ_AWAY
    try:
        while left > 0 and (read := request.read(min(left, 1 << 16))):
            left -= len(read)
    except OSError:
        return  # The sender has gone.


def _length_of(request: HttpRequest) -> int:
    """Return the length that a body says it has: Django reads no more than that."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0
