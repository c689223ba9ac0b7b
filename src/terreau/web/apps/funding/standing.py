"""Where a scope stands towards money: what it runs, what it keeps, whose facts it reads."""

from __future__ import annotations

from dataclasses import dataclass

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.rules import KEEPERS, ORGANISATION_ROLES
from terreau.web.apps.territories.reach import Reach, reach_of

READ, WRITE = "funding:read", "funding:write"
_NOWHERE = Reach()


@dataclass(frozen=True)
class FundingStanding:
    """Where a scope stands.

    Parameters
    ----------
    own : frozenset[int]
        Organisations the person belongs to.
    operated : frozenset[int]
        Those among them whose schemes they run.
    keeps, nation : Reach
        What the mandates reach as keeper of a territory, as agent of the delegation.
    """

    own: frozenset[int]
    operated: frozenset[int]
    keeps: Reach
    nation: Reach


def funding_standing(scope: Scope) -> FundingStanding:
    """Return where a scope stands, found once a request."""
    return scope.remembered("funding standing", lambda: _standing(scope))


def _standing(scope: Scope) -> FundingStanding:
    if not scope.allows_act(READ):
        return FundingStanding(frozenset(), frozenset(), _NOWHERE, _NOWHERE)
    return FundingStanding(
        scope.organisations(ORGANISATION_ROLES),
        scope.organisations({Role.OPERATOR_AGENT}),
        reach_of(scope, KEEPERS),
        reach_of(scope, {Role.DELEGATION_AGENT}),
    )
