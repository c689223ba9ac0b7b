"""The kinds of organisation, and where a request or an invitation stands."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.enums import Role
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

_KEEPS_ITS_OWN = _(
    "Vous modifiez sa fiche, choisissez qui la voit et y faites entrer vos collègues."
)
_SHARES = _("Vous lisez ce que le territoire partage avec les partenaires du projet.")
_NAMES_MANAGERS = _(
    "Vous désignez les chefs de projet et lisez ce que les territoires partagent avec vous."
)
# What a role lets one do, in one sentence: whoever is invited reads it before they answer.
ROLE_MEANINGS: Mapping[Role, Promise] = {
    Role.PROJECT_MANAGER: _(
        "Vous tenez l’annuaire du territoire, composez son équipe et répondez à ceux qui "
        "demandent un accès."
    ),
    Role.DUO_ELECTED: _SHARES,
    Role.DUO_INDUSTRIALIST: _SHARES,
    Role.FACILITATOR: _(
        "Vous tenez l’annuaire du territoire et répondez à ceux qui demandent à le lire."
    ),
    Role.ORGANISATION_MEMBER: _KEEPS_ITS_OWN,
    Role.OPERATOR_AGENT: _KEEPS_ITS_OWN,
    Role.STATE_REFERENT: _NAMES_MANAGERS,
    Role.REGION_REFERENT: _NAMES_MANAGERS,
    Role.DELEGATION_AGENT: _("Vous donnez tous les mandats et lisez ce que chacun partage."),
    Role.OBSERVER: _(
        "Vous lisez ce que le territoire partage avec ceux qui y agissent, sans rien modifier."
    ),
}
