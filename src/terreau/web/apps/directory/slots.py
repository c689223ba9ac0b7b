"""What upper apps add to the page of an organisation: sections, and a way to reach it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation


@dataclass(frozen=True)
class Slot:
    """A section of the page of an organisation.

    Parameters
    ----------
    order : int
        From top to bottom.
    template : str
        The fragment, which finds what ``content`` gave under the name ``slot``.
    content : Callable
        ``content(scope, organisation)``: what the fragment shows, of what that reader may see;
        None where there is nothing to say.
    """

    order: int
    template: str
    content: Callable[[Scope, Organisation], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Way:
    """A way to reach an organisation: where it leads, and what the button says."""

    address: str
    label: str


FindWay = Callable[[Scope, Organisation], Way | None]
_SLOTS: list[Slot] = []
_WAYS: list[FindWay] = []


def declare_slot(slot: Slot) -> None:
    """Add a section to the page of an organisation; called once by each app when it is ready."""
    if slot not in _SLOTS:
        _SLOTS.append(slot)
        _SLOTS.sort(key=lambda each: each.order)


def declare_way(way: FindWay) -> None:
    """Add a way to reach organisations, for whoever it is one; called once by each app."""
    if way not in _WAYS:
        _WAYS.append(way)


def way_to(scope: Scope, organisation: Organisation) -> Way | None:
    """Return the first way by which somebody may reach an organisation."""
    found = (way(scope, organisation) for way in _WAYS)
    return next((each for each in found if each is not None), None)


def slots_of(scope: Scope, organisation: Organisation) -> list[dict[str, Any]]:
    """Return the sections that have something to say, in their order."""
    told = ((each.template, each.content(scope, organisation)) for each in _SLOTS)
    return [{"template": template, "slot": slot} for template, slot in told if slot is not None]
