"""What tests of pages share: the figures that a page carries for machines."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.test import Client

ENGLISH = {"terreau_language": "en"}


class _Figures(HTMLParser):
    """Collects ``<data data-figure="key" value="…">display</data>``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "data" and "data-figure" in given:
            self._open = [given["data-figure"] or "", given["value"] or "", ""]

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[2] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "data" and self._open:
            self.found.append((self._open[0], self._open[1], self._open[2]))
            self._open = None


@pytest.fixture(scope="session")
def figures_of() -> Callable[[HttpResponse], list[tuple[str, str, str]]]:
    """Return a reader of the (key, exact value, display) that a page carries."""

    def read(response: HttpResponse) -> list[tuple[str, str, str]]:
        parser = _Figures()
        parser.feed(response.content.decode())
        return parser.found

    return read


@pytest.fixture
def english() -> Client:
    """Return a reader who chose English."""
    client = Client()
    client.cookies.load(ENGLISH)
    return client
