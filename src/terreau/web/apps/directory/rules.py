"""Who may give which mandate: the table, without a database."""

from __future__ import annotations

from collections.abc import Mapping

from terreau.web.apps.accounts.enums import Role

# Held for an organisation; all the others are held for a perimeter.
ORGANISATION_ROLES = frozenset({Role.ORGANISATION_MEMBER, Role.OPERATOR_AGENT})

_TEAM = frozenset(
    {Role.PROJECT_MANAGER, Role.DUO_ELECTED, Role.DUO_INDUSTRIALIST, Role.FACILITATOR}
)
# A role → the roles it may give, within the perimeter or for the organisation it is held for.
# The State and the Region say who manages a territory's project; they do not make its team.
GIVES: Mapping[Role, frozenset[Role]] = {
    Role.DELEGATION_AGENT: frozenset(Role),
    Role.STATE_REFERENT: frozenset({Role.PROJECT_MANAGER}),
    Role.REGION_REFERENT: frozenset({Role.PROJECT_MANAGER}),
    Role.PROJECT_MANAGER: _TEAM | {Role.OBSERVER, Role.ORGANISATION_MEMBER},
    Role.FACILITATOR: frozenset({Role.OBSERVER, Role.ORGANISATION_MEMBER}),
    Role.ORGANISATION_MEMBER: frozenset({Role.ORGANISATION_MEMBER}),
    Role.OPERATOR_AGENT: frozenset({Role.OPERATOR_AGENT}),
}


def givers_of(role: Role) -> frozenset[Role]:
    """Return the roles that may give a role.

    Examples
    --------
    >>> sorted(givers_of(Role.PROJECT_MANAGER))
    ['delegation_agent', 'project_manager', 'region_referent', 'state_referent']
    """
    return frozenset(giver for giver, given in GIVES.items() if role in given)
