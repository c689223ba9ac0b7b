"""The one thread: figure → need → … → payment → indicator → figure.

Each app declares its step when it is ready. One component shows where a page
stands; a step that no app holds yet is named without a link.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEPS: tuple[tuple[str, Promise], ...] = (
    ("figure", _("chiffre")),
    ("need", _("besoin")),
    ("action_sheet", _("fiche action")),
    ("scheme", _("dispositif")),
    ("application", _("dossier")),
    ("commitment", _("engagement")),
    ("payment", _("versement")),
)


@dataclass(frozen=True)
class Step:
    """A step as one page shows it: its name, its address if it has one, whether one is on it."""

    label: Promise
    url: str
    is_current: bool


_ADDRESSES: dict[str, Callable[[], str]] = {}


def declare_step(key: str, address: Callable[[], str]) -> None:
    """Tell where the objects of a step are found.

    Raises
    ------
    LookupError
        If the step is not one of `STEPS`.
    """
    if key not in dict(STEPS):
        raise LookupError(f"{key!r} is not a step of the thread: {[k for k, _ in STEPS]}")
    _ADDRESSES[key] = address


def steps(current: str) -> list[Step]:
    """Return the whole thread with the current step marked."""
    return [
        Step(label, _ADDRESSES[key]() if key in _ADDRESSES else "", key == current)
        for key, label in STEPS
    ]
