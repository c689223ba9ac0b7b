"""What upper apps add to the page of an organisation, each by its own template and rights."""

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


_SLOTS: list[Slot] = []


def declare_slot(slot: Slot) -> None:
    """Add a section to the page of an organisation; called once by each app when it is ready."""
    if slot not in _SLOTS:
        _SLOTS.append(slot)
        _SLOTS.sort(key=lambda each: each.order)


def slots_of(scope: Scope, organisation: Organisation) -> list[dict[str, Any]]:
    """Return the sections that have something to say, in their order."""
    told = ((each.template, each.content(scope, organisation)) for each in _SLOTS)
    return [{"template": template, "slot": slot} for template, slot in told if slot is not None]
