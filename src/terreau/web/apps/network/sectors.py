"""In which group an organisation is counted: its sector, or the EPCI where it sits."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import PerimeterMember

# Divisions of the NAF, rev. 2: the last of each sector, and its name.
_SECTORS = (
    (3, gettext_lazy("Agriculture, forêt, pêche")),
    (9, gettext_lazy("Industries extractives")),
    (12, gettext_lazy("Agroalimentaire")),
    (15, gettext_lazy("Textile, habillement, cuir")),
    (18, gettext_lazy("Bois, papier, imprimerie")),
    (23, gettext_lazy("Chimie, plastique, matériaux")),
    (25, gettext_lazy("Métallurgie, produits métalliques")),
    (30, gettext_lazy("Machines, électronique, transport")),
    (33, gettext_lazy("Autres industries, réparation")),
    (39, gettext_lazy("Énergie, eau, déchets")),
    (43, gettext_lazy("Construction")),
    (99, gettext_lazy("Commerce et services")),
)


def sector_of(organisation: Organisation) -> str:
    """Return the sector of an organisation: by its activity, else by what it is; "" unknown."""
    division = organisation.naf[:2]
    if division.isdigit():
        return next(str(name) for last, name in _SECTORS if int(division) <= last)
    if organisation.kind in {OrganisationKind.COMPANY, OrganisationKind.PLANT}:
        return ""
    if organisation.kind in {OrganisationKind.ASSOCIATION, OrganisationKind.CLUSTER}:
        return _("Associations et pôles")
    if organisation.kind in {OrganisationKind.SCHOOL, OrganisationKind.LABORATORY}:
        return _("Formation et recherche")
    return _("Acteurs publics")


def in_order(groups: Sequence[str]) -> list[int]:
    """Return the place of each group among the sectors, then by name: the same in any language."""
    known = [str(name) for _last, name in _SECTORS]
    known += [_("Associations et pôles"), _("Formation et recherche"), _("Acteurs publics")]
    place = {name: number for number, name in enumerate(known)}
    ranked = sorted(groups, key=lambda name: (place.get(name, len(place)), name))
    return [ranked.index(name) for name in groups]


def epci_names(communes: Collection[str]) -> dict[str, str]:
    """Return the name of the EPCI of today of each commune, by its code."""
    rows = PerimeterMember.objects.filter(
        commune_code__in=communes,
        perimeter__kind=PerimeterKind.EPCI,
        last_vintage=F("perimeter__last_vintage"),
    ).order_by("perimeter__last_vintage")
    return dict(rows.values_list("commune_code", "perimeter__name"))
