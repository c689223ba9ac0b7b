"""Who may do what with reports. Default: nobody."""

from __future__ import annotations

from collections.abc import Mapping

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.permissions import can_request_pull
from terreau.web.apps.territories.reach import Reach, reach_of


def can_request_batch(
    meta: Mapping[str, object], scope: Scope, country: str, region: Perimeter | None = None
) -> bool:
    """Whether a request may start a batch, minutes of work: as for a source, or by a mandate.

    Parameters
    ----------
    meta : Mapping[str, object]
        What the server knows of the request (``request.META``).
    scope : Scope
        Of who asks.
    country : str
        Where the batch is to be made.
    region : Perimeter or None
        The region, which a mandate must reach whole; None for the whole country.
    """
    if can_request_pull(meta, scope):
        return True
    reach = reach_of(scope, frozenset(Role)) if scope.allows is None else Reach()
    return country in reach.countries or reach.holds(region)
