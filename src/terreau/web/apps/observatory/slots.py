"""What upper apps let a reader begin from a figure of a territory; and what has begun there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.territories.selectors import Territory


@dataclass(frozen=True)
class FigurePage:
    """A page of figures of one territory.

    Parameters
    ----------
    territory : Territory
        Whose figures they are.
    address : str
        The page as it is read, with what was chosen in it.
    stem : str
        The page whatever is chosen in it: its address, or that before its first "?".
    """

    territory: Territory
    address: str
    stem: str


@dataclass(frozen=True)
class Start:
    """One place where something begins from a figure.

    Parameters
    ----------
    name : str
        Of the place.
    address : Callable
        ``address(figure)``: where it begins, from the words of a figure (200 characters at most).
    """

    name: str
    address: Callable[[str], str]


@dataclass(frozen=True)
class FigureSlot:
    """What a reader may begin from the figures of a page.

    Parameters
    ----------
    label : str
        What the button says.
    starts : tuple of Start
        Where; at least one.
    title : str
        What is said of what has begun from these figures; "" where nothing has.
    begun : tuple of (str, str)
        Name and address of each.
    """

    label: str
    starts: tuple[Start, ...]
    title: str = ""
    begun: tuple[tuple[str, str], ...] = ()


FindSlot = Callable[[Scope, FigurePage], FigureSlot | None]
_FINDERS: list[FindSlot] = []


def declare_figure_slot(find: FindSlot) -> None:
    """Add what may begin from a figure, for whom it may; called once by each app when ready."""
    if find not in _FINDERS:
        _FINDERS.append(find)


def figure_slot(scope: Scope, page: FigurePage) -> FigureSlot | None:
    """Return what a reader may first begin from the figures of a page; None = nothing."""
    found = (find(scope, page) for find in _FINDERS)
    return next((each for each in found if each is not None), None)
