"""Which pages make the document that an obligation needs: declared by the parts that make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from terreau.web.apps.plans.agreement_enums import ObligationKind


@dataclass(frozen=True)
class Maker:
    """What makes a document of a kind of obligation.

    Parameters
    ----------
    label : Promise
        What pressing it does: "Préparer le rapport annuel".
    address : Callable[[int, date], str]
        Its page, from the number of the plan and the day that it is due.
    """

    label: Promise
    address: Callable[[int, date], str]


_MAKERS: dict[ObligationKind, Maker] = {}


def declare_maker(kind: ObligationKind, maker: Maker) -> None:
    """Tell which page makes the document of a kind of obligation; called once, when ready."""
    _MAKERS[kind] = maker


def maker_of(kind: str) -> Maker | None:
    """Return what makes the document of a kind of obligation; None where nothing here does."""
    return _MAKERS.get(ObligationKind(kind))
