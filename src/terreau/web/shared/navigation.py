"""What the header and an account hold, declared by the apps that exist: sections, what waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Section:
    """One entry of a navigation.

    Parameters
    ----------
    order : int
        From left to right.
    label : Promise
        Its translated name.
    view : str
        Name of the view it opens.
    around : str
        Name of the view under whose address all of it stands; "" = the one it opens.
    is_for : Callable, optional
        Whether it is of use to who asks; to everyone where it is left out.
    """

    order: int
    label: Promise
    view: str
    around: str = ""
    is_for: Callable[[Any], bool] | None = None


_SECTIONS: list[Section] = []
_ACCOUNT: list[Section] = []
_DIRECTORY: list[Section] = []
_HOME: list[Section] = []
# Of what one may do from the home page, so many are shown: more is a menu.
_MOST_ON_HOME = 3


def declare_section(section: Section) -> None:
    """Add an entry of the header; called once by each app when it is ready."""
    _declare(_SECTIONS, section)


def declare_account_section(section: Section) -> None:
    """Add a page of the account of who is signed in; called once by each app when it is ready."""
    _declare(_ACCOUNT, section)


def declare_directory_section(section: Section) -> None:
    """Add a page to the navigation of the directory; called once by each app when it is ready."""
    _declare(_DIRECTORY, section)


def declare_home_action(section: Section) -> None:
    """Add what is begun from the home page; called once by each app when it is ready."""
    _declare(_HOME, section)


def sections(path: str) -> list[dict[str, object]]:
    """Return label, address and whether ``path`` stands in the section."""
    return [
        {
            "label": each.label,
            "url": reverse(each.view),
            "is_current": path.startswith(reverse(each.around or each.view)),
        }
        for each in _SECTIONS
    ]


def account_sections(path: str) -> list[dict[str, object]]:
    """Return the pages of an account; the one in which ``path`` stands is the most precise."""
    return _most_precise(_ACCOUNT, path)


def directory_sections(request: HttpRequest) -> list[dict[str, object]]:
    """Return the pages of the directory that are of use to who asks, as `account_sections`."""
    shown = [each for each in _DIRECTORY if each.is_for is None or each.is_for(request)]
    return _most_precise(shown, request.path)


def home_actions(request: HttpRequest) -> list[dict[str, object]]:
    """Return label and address of what who is signed in most often begins, the first ones."""
    shown = [each for each in _HOME if each.is_for is None or each.is_for(request)]
    return [{"label": each.label, "url": reverse(each.view)} for each in shown[:_MOST_ON_HOME]]


def _most_precise(known: list[Section], path: str) -> list[dict[str, object]]:
    found = [(section, reverse(section.view)) for section in known]
    holding = [url for _section, url in found if path.startswith(url)]
    current = max(holding, key=len, default="")
    return [
        {"label": section.label, "url": url, "is_current": url == current} for section, url in found
    ]


_COUNTERS: list[Callable[[Any], int]] = []


def declare_counter(counter: Callable[[Any], int]) -> None:
    """Tell how many things of an app wait for who is signed in."""
    if counter not in _COUNTERS:
        _COUNTERS.append(counter)


def count_waiting(request: HttpRequest) -> int:
    """Return how many things wait for who is signed in."""
    return sum(counter(request) for counter in _COUNTERS)


def _declare(known: list[Section], section: Section) -> None:
    if section not in known:
        known.append(section)
        known.sort(key=lambda s: s.order)
