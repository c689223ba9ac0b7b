"""Where a scope stands towards plans: what it keeps, governs, takes part in, reads."""

from __future__ import annotations

from dataclasses import dataclass

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.rules import KEEPERS, ORGANISATION_ROLES
from terreau.web.apps.directory.standing import territories_of
from terreau.web.apps.territories.reach import Reach, reach_of, reach_within

READ, WRITE = "plans:read", "plans:write"
DUO = frozenset({Role.DUO_ELECTED, Role.DUO_INDUSTRIALIST})
_PARTNERS = KEEPERS | DUO | {Role.STATE_REFERENT, Role.REGION_REFERENT}
_TERRITORY = _PARTNERS | {Role.OBSERVER, Role.DELEGATION_AGENT}
_NOWHERE = Reach()


@dataclass(frozen=True)
class PlanStanding:
    """Where a scope stands.

    Parameters
    ----------
    own : frozenset[int]
        Organisations the person belongs to.
    keeps, governs, partners, territory : Reach
        What the mandates reach as keeper of plans, as one of the duo, as partner, as reader.
    """

    own: frozenset[int]
    keeps: Reach
    governs: Reach
    partners: Reach
    territory: Reach


def plan_standing(scope: Scope) -> PlanStanding:
    """Return where a scope stands, found once a request in a bounded number of queries."""
    return scope.remembered("plan standing", lambda: _plan_standing(scope))


def _plan_standing(scope: Scope) -> PlanStanding:
    if not scope.allows_act(READ):
        return PlanStanding(frozenset(), _NOWHERE, _NOWHERE, _NOWHERE, _NOWHERE)
    own = scope.organisations(ORGANISATION_ROLES)
    return PlanStanding(
        own,
        reach_of(scope, KEEPERS),
        reach_of(scope, DUO),
        reach_of(scope, _PARTNERS),
        reach_within(scope, scope.perimeters(_TERRITORY) | territories_of(own)),
    )
