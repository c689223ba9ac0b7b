"""What upper apps may make of a need heard during a visit, each by its own page and rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise as Words

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.knowhow.models import KnowHow


@dataclass(frozen=True)
class Taker:
    """An act on a need, offered beside it.

    Parameters
    ----------
    label : Words
        What it does: "En faire un besoin du plan".
    address : Callable
        ``address(scope, need)``: where it is done; empty where that reader may not.
    """

    label: Words
    address: Callable[[Scope, KnowHow], str]


_TAKERS: list[Taker] = []


def declare_taker(taker: Taker) -> None:
    """Add what an app makes of a need; called once by each app when it is ready."""
    if taker not in _TAKERS:
        _TAKERS.append(taker)


def acts_on(scope: Scope, need: KnowHow) -> list[tuple[str, str]]:
    """Return label and address of each thing that a reader may make of a need."""
    offered = ((str(taker.label), taker.address(scope, need)) for taker in _TAKERS)
    return [(label, address) for label, address in offered if address]
