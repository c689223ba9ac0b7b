"""French spacing: no line break before « : ; ? ! » or inside « quotation marks »."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

# A space before the mark, and after it a space, the end of a text or of an attribute.
_BEFORE = re.compile(r" ([:;?!»])(?=[\s<\"&.,)]|$)")
_THIN = {";", "?", "!"}


class FrenchSpacingMiddleware:
    """Put the no-break spaces that French wants into its pages; other answers stay as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming and get_language() == "fr":
            response.content = french_spacing(response.content.decode()).encode()
        return response


def french_spacing(text: str) -> str:
    r"""Return a text with no-break spaces: narrow before ; ? ! and whole before : and in « ».

    Examples
    --------
    >>> french_spacing("Effet : « local » ; pourquoi ?")
    'Effet\xa0: «\xa0local\xa0»\u202f; pourquoi\u202f?'
    """
    opened = text.replace("« ", "«\u00a0")
    return _BEFORE.sub(lambda m: ("\u202f" if m[1] in _THIN else "\u00a0") + m[1], opened)
