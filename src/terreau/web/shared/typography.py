"""Typography of pages: French spacing, and the apostrophe that names in tables are written without.

Data keep what their sources write: search, JSON, CSV, form fields and commands are untouched.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

# A space before the mark, and after it a space, the end of a text or of an attribute.
_BEFORE = re.compile(r" ([:;?!»])(?=[\s<\"&.,)]|$)")
_THIN = {";", "?", "!"}
_STRAIGHT = re.compile(r"(?<=\w)'(?=\w)")
# As Django escapes it: so it comes from data, or from what somebody typed.
_ESCAPED = re.compile(r"&#x27;(?=\w)")
# What people copy, or type.
_KEPT = ("<code", "<pre", "<textarea")


class TypographyMiddleware:
    """Write pages as a typographer would; other answers stay as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming:
            page = page_apostrophes(response.content.decode())
            if get_language() == "fr":
                page = french_spacing(page)
            response.content = page.encode()
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


def apostrophes(text: str) -> str:
    """Return a text with the apostrophe of typographers inside its words.

    Examples
    --------
    >>> apostrophes("Communauté d'agglomération de l'Estuaire, 'brut'")
    "Communauté d’agglomération de l’Estuaire, 'brut'"
    """
    return _STRAIGHT.sub("’", text)


def page_apostrophes(page: str) -> str:
    """Return a page whose read texts have true apostrophes; attributes and code keep theirs.

    Examples
    --------
    >>> page_apostrophes('<a title="l&#x27;a">l&#x27;a</a> <code>l&#x27;a</code>')
    '<a title="l&#x27;a">l’a</a> <code>l&#x27;a</code>'
    """

    def written(match: re.Match[str]) -> str:
        at = match.start()
        # Looking back from the few there are costs a hundredth of reading the page tag by tag.
        tag = page.rfind("<", 0, at)
        is_read = page.find(">", tag, at) >= 0 and not page.startswith(_KEPT, tag)
        return "’" if is_read and page[at - 1].isalnum() else match[0]

    return _ESCAPED.sub(written, page)
