"""The kinds of perimeter and the address of each."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PerimeterKind(TextChoices):
    """What sort of territory a perimeter is."""

    COMMUNE = "commune", _("Commune")
    EPCI = "epci", _("Intercommunalité")
    EPT = "ept", _("Établissement public territorial")
    TERRITOIRE_INDUSTRIE = "territoire_industrie", _("Territoire d’industrie")
    ZONE_EMPLOI = "zone_emploi", _("Zone d’emploi")
    BASSIN_DE_VIE = "bassin_de_vie", _("Bassin de vie")
    DEPARTEMENT = "departement", _("Département")
    REGION = "region", _("Région")
    NATION = "nation", _("Pays")
    CUSTOM = "custom", _("Périmètre sur mesure")


class Country(TextChoices):
    """The real country and the fictitious one; figures never mix."""

    FRANCE = "FR", _("France")
    EXAMPLE = "XX", _("Pays d’exemple")
