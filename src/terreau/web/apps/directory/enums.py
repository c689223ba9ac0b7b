"""The kinds of organisation, and where a request or an invitation stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
    WITHDRAWN = "withdrawn", _("annulée")
    EXPIRED = "expired", _("expirée")
