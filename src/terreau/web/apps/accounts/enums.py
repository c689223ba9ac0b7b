"""The roles a person acts in, how somebody's wish arrived, and the acts history knows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """As what a person acts, for a perimeter or for an organisation."""

    PROJECT_MANAGER = "project_manager", _("Chef de projet")
    DUO_ELECTED = "duo_elected", _("Binôme : élu")
    DUO_INDUSTRIALIST = "duo_industrialist", _("Binôme : industriel")
    FACILITATOR = "facilitator", _("Animateur")
    ORGANISATION_MEMBER = "organisation_member", _("Membre d’une organisation")
    OPERATOR_AGENT = "operator_agent", _("Agent d’un opérateur")
    STATE_REFERENT = "state_referent", _("Référent de l’État")
    REGION_REFERENT = "region_referent", _("Référent de la Région")
    DELEGATION_AGENT = "delegation_agent", _("Délégation nationale")
    OBSERVER = "observer", _("Observateur")


class Channel(TextChoices):
    """How somebody's wish reached the person who writes it down for them."""

    PHONE = "phone", _("par téléphone")
    PAPER = "paper", _("sur papier")
    EMAIL = "email", _("par courriel")
    MEETING = "meeting", _("de vive voix")


class Verb(TextChoices):
    """What was done to an object."""

    CREATED = "created", _("créé")
    CHANGED = "changed", _("modifié")
    REQUESTED = "requested", _("demandé")
    INVITED = "invited", _("invité")
    ACCEPTED = "accepted", _("accepté")
    REFUSED = "refused", _("refusé")
    WITHDRAWN = "withdrawn", _("retiré")
    GRANTED = "granted", _("donné")
    ENDED = "ended", _("terminé")
    HANDED_OVER = "handed_over", _("transmis")
    EXPORTED = "exported", _("exporté")
    ERASED = "erased", _("effacé")
