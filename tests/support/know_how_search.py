"""How the tests of the search ask, on the page, in the file and through the API."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable

from django.test import Client

from terreau.web.apps.knowhow.models import KnowHow

PAGE = "/annuaire/savoir-faire/"
Add = Callable[..., KnowHow]


def text_of(client: Client, query: str, **filters: str) -> str:
    """Return the page, its spaces as they are typed."""
    page = client.get(PAGE, {"q": query} | filters).text
    return re.sub(r"\s+", " ", html.unescape(page))


def found(client: Client, query: str = "", **filters: str) -> list[str]:
    """Return the texts that the API finds, the best first; the page and the file say the same."""
    asked = {"q": query} | filters
    page = client.get(PAGE, asked)
    texts = [line.text for row in page.context["rows"] for line in row.lines]
    file = client.get(f"{PAGE}resultats.csv", asked).content.decode("utf-8-sig")
    assert [row[5] for row in csv.reader(io.StringIO(file))][1:] == texts
    return texts
