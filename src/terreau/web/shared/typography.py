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
# What people type, shown to them again. Few pages have more than a line of it, and one word to
# look for is looked for three times as fast as two.
_LINE = re.compile(r"(<input[^>]*>)")
_TYPED = re.compile(r"(<textarea.*?</textarea>|<input[^>]*>)", re.DOTALL)


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
                page = page_spacing(page)
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


def page_spacing(page: str) -> str:
    r"""Return a page whose texts have no-break spaces; what was typed in a form stays as it was.

    Examples
    --------
    >>> page_spacing('<p>Quoi ?</p><input value="Quoi ?"><textarea>Quoi ?</textarea>')
    '<p>Quoi\u202f?</p><input value="Quoi ?"><textarea>Quoi ?</textarea>'
    """
    # Cut at what was typed, which stands at each odd place.
    parts = (_TYPED if "<textarea" in page else _LINE).split(page)
    parts[::2] = map(french_spacing, parts[::2])
    return "".join(parts)


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
