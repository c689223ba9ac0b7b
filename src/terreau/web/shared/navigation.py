"""The sections of the header, declared by the apps that exist: no link leads nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Section:
    """One entry of the main navigation.

    Parameters
    ----------
    order : int
        From left to right.
    label : Promise
        Its translated name.
    view : str
        Name of the view it opens.
    """

    order: int
    label: Promise
    view: str


_SECTIONS: list[Section] = []


def declare_section(section: Section) -> None:
    """Add an entry; called once by each app when it is ready."""
    if section not in _SECTIONS:
        _SECTIONS.append(section)
        _SECTIONS.sort(key=lambda s: s.order)


def sections(path: str) -> list[dict[str, object]]:
    """Return label, address and whether ``path`` stands in the section."""
    return [
        {"label": s.label, "url": url, "is_current": path.startswith(url)}
        for s in _SECTIONS
        for url in (reverse(s.view),)
    ]
