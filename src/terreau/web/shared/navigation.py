"""What the header holds, declared by the apps that exist: its sections, how much waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
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


_COUNTERS: list[Callable[[Any], int]] = []


def declare_counter(counter: Callable[[Any], int]) -> None:
    """Tell how many things of an app wait for who is signed in; one query a counter."""
    if counter not in _COUNTERS:
        _COUNTERS.append(counter)


def count_waiting(request: HttpRequest) -> int:
    """Return how many things wait for who is signed in."""
    return sum(counter(request) for counter in _COUNTERS)
