"""Who may see and do what with money. Default: nobody.

The catalogue is read by everyone: it says what is offered to whom.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.funding.enums import Origin
from terreau.web.apps.funding.standing import WRITE, funding_standing
from terreau.web.apps.territories.models import Perimeter

_NOBODY = Q(pk__in=[])


def can_change_scheme(scope: Scope) -> Q:
    """Return the condition of the schemes that may be written.

    By who runs them, by the delegation, by who keeps the territory they are offered in. What a
    document printed stays as it was printed.
    """
    if not scope.allows_act(WRITE):
        return _NOBODY
    standing = funding_standing(scope)
    run = Q(operator__in=standing.operated)
    local = (standing.keeps | standing.nation).condition("perimeter")
    national = Q(country__in=standing.nation.countries)
    return (run | local | national) & ~Q(origin=Origin.PRINTED)


def can_open_scheme(
    scope: Scope, country: str, perimeter: Perimeter | None, operator_id: int | None
) -> bool:
    """Whether a scheme may be written that an organisation runs and a territory is offered.

    Parameters
    ----------
    scope : Scope
        Of who writes it.
    country : str
        The country it is offered in.
    perimeter : Perimeter or None
        Where in it; None: everywhere.
    operator_id : int or None
        The organisation that runs it, where it is in the directory.
    """
    if not scope.allows_act(WRITE):
        return False
    standing = funding_standing(scope)
    if operator_id is not None and operator_id in standing.operated:
        sits = Organisation.objects.filter(pk=operator_id, seat__country=country)
        return sits.exists()
    if perimeter is None:
        return country in standing.nation.countries
    return standing.keeps.holds(perimeter) or standing.nation.holds(perimeter)


def may_write_catalogue(scope: Scope) -> bool:
    """Whether a scope writes some scheme at all."""
    if not scope.allows_act(WRITE):
        return False
    standing = funding_standing(scope)
    held = standing.keeps | standing.nation
    return bool(standing.operated or held.countries or held.perimeter_ids)


def can_state_facts(scope: Scope) -> Q:
    """Return the condition of the organisations whose facts may be said: one's own, those kept."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    return can_view_facts(scope)


def can_view_facts(scope: Scope) -> Q:
    """Return the condition of the organisations of which one reads what they said."""
    standing = funding_standing(scope)
    return Q(pk__in=standing.own) | standing.keeps.condition("seat")


def nothing_here() -> NotHere:
    """Return what is answered about an object that one may not see: it does not exist."""
    return NotHere(
        _("Cette page n’existe pas, ou n’est pas à vous"),
        remedy=_("Revenez au catalogue des financements : ce que vous pouvez lire y est."),
    )
