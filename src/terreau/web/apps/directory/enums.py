"""The kinds of organisation, and where a request or an invitation stands."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from terreau.web.shared.visibility import Visibility


class OrganisationKind(TextChoices):
    """What sort of organisation it is."""

    COMPANY = "company", _("Entreprise")
    PLANT = "plant", _("Site de production")
    EPCI = "epci", _("Intercommunalité")
    LOCAL_AUTHORITY = "local_authority", _("Collectivité")
    STATE_SERVICE = "state_service", _("Service de l’État")
    OPERATOR = "operator", _("Opérateur")
    SCHOOL = "school", _("Établissement d’enseignement")
    ASSOCIATION = "association", _("Association")
    CLUSTER = "cluster", _("Pôle ou grappe d’entreprises")
    THIRD_PLACE = "third_place", _("Tiers-lieu")
    LABORATORY = "laboratory", _("Laboratoire")


class RequestState(TextChoices):
    """Where a request for a mandate stands."""

    ASKED = "asked", _("en attente de réponse")
    ACCEPTED = "accepted", _("acceptée")
    REFUSED = "refused", _("refusée")
    WITHDRAWN = "withdrawn", _("retirée")
    EXPIRED = "expired", _("restée sans réponse")


class InvitationState(TextChoices):
    """Where an invitation stands."""

    SENT = "sent", _("envoyée")
    ACCEPTED = "accepted", _("acceptée")
    DECLINED = "declined", _("déclinée")
    WITHDRAWN = "withdrawn", _("annulée")
    EXPIRED = "expired", _("expirée")


class Preset(TextChoices):
    """The three choices of confidentiality that most people need, and that of experts."""

    OPEN = "open", _("Tout le monde ; le territoire seul a ses coordonnées")
    TERRITORY = "territory", _("Le territoire : ceux qui y agissent et ses voisines")
    DISCREET = "discreet", _("Les partenaires du projet seulement")
    CUSTOM = "custom", _("Je choisis champ par champ")

    @property
    def visibility(self) -> str:
        """Who reads the object; "" where each field is chosen."""
        return _VISIBILITIES.get(self, "")

    @classmethod
    def of(cls, visibility: str, field_visibility: Mapping[str, str]) -> Preset:
        """Return the choice that gave this."""
        found = (preset for preset, level in _VISIBILITIES.items() if level == visibility)
        return cls.CUSTOM if field_visibility else next(found, cls.CUSTOM)


_VISIBILITIES = {
    Preset.OPEN: Visibility.PUBLIC,
    Preset.TERRITORY: Visibility.TERRITORY,
    Preset.DISCREET: Visibility.PARTNERS,
}
