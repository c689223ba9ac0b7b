"""What a page of Terreau shows for machines: its figures, and where their commands are."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(frozen=True)
class ShownFigure:
    """A figure of a page: its name, its exact value as written ("" for none), what is read."""

    key: str
    value: str
    display: str


@dataclass
class PageFigures:
    """The figures of a page.

    Parameters
    ----------
    figures : list of ShownFigure
        In the order of the page; one may be shown twice.
    twin : str
        Address of the same in JSON, where each has its command; "" without.
    language : str
        Of the page.
    """

    figures: list[ShownFigure] = field(default_factory=list)
    twin: str = ""
    language: str = ""


def page_figures(page: str) -> PageFigures:
    """Read the figures of a page.

    Examples
    --------
    >>> found = page_figures('<html lang="fr"><data value="1.5" data-figure="a">1,5</data>')
    >>> found.figures, found.language
    ([ShownFigure(key='a', value='1.5', display='1,5')], 'fr')
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = PageFigures()
        self._open: tuple[str, str] | None = None
        self._read: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.found.language = given.get("lang", "")
        elif tag == "link" and given.get("rel") == "alternate":
            if given.get("type") == "application/json":
                self.found.twin = given.get("href", "")
        elif tag == "data" and "data-figure" in given:
            self._open, self._read = (given["data-figure"], given.get("value", "")), []

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._read.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "data" and self._open is not None:
            self.found.figures.append(ShownFigure(*self._open, "".join(self._read).strip()))
            self._open = None
