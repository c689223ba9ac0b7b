"""What who writes a scheme may choose: operators, territories, the country."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.funding.models import Scheme
from terreau.web.apps.funding.standing import funding_standing
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.models import Perimeter


def may_be_everywhere(scope: Scope, country: str) -> bool:
    """Whether one may write a scheme of a whole country."""
    standing = funding_standing(scope)
    return country in standing.nation.countries or bool(standing.operated)


def country_to_write(scope: Scope) -> str:
    """Return the country that a scope writes schemes of: that of its mandates."""
    standing = funding_standing(scope)
    if standing.nation.countries:
        return min(standing.nation.countries)
    held = Perimeter.objects.filter(
        Q(pk__in=standing.keeps.perimeter_ids) | Q(organisations__in=standing.operated)
    )
    return held.order_by("pk").values_list("country", flat=True).first() or Country.FRANCE


def list_operators(scope: Scope, scheme: Scheme | None) -> QuerySet[Organisation]:
    """Return the operators one is an agent of, and the one that runs a scheme, by name."""
    held = Q(pk__in=funding_standing(scope).operated)
    if scheme is not None and scheme.operator_id is not None:
        held |= Q(pk=scheme.operator_id)
    return Organisation.objects.filter(held).order_by("folded_name", "pk")


def list_places(scope: Scope, scheme: Scheme | None) -> QuerySet[Perimeter]:
    """Return the territories of one's mandates, and the one that a scheme is offered in."""
    keys = {each.perimeter_id for each in scope.holdings if each.perimeter_id}
    if scheme is not None and scheme.perimeter_id is not None:
        keys.add(scheme.perimeter_id)
    return (
        Perimeter.objects.filter(pk__in=keys)
        .exclude(kind=PerimeterKind.NATION)
        .order_by("name", "pk")
    )


def readable_among(scope: Scope, organisations: QuerySet[Organisation]) -> frozenset[int]:
    """Return the keys of the organisations whose name a reader may read."""
    seen = organisations.filter(standing_of(scope).condition())
    return frozenset(seen.order_by().values_list("pk", flat=True))
