"""The closed lists of money: what schemes are, where they stand."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SchemeKind(TextChoices):
    """What sort of scheme it is."""

    GRANT = "grant", _("Subvention, fonds ou prime")
    CALL = "call", _("Appel à projets")
    EXPRESSION_OF_INTEREST = "expression_of_interest", _("Appel à manifestation d’intérêt")
    LOAN = "loan", _("Prêt, avance ou garantie")
    EQUITY = "equity", _("Fonds propres")
    ENGINEERING = "engineering", _("Ingénierie")
    SERVICE = "service", _("Service ou équipement")
    PATRONAGE = "patronage", _("Mécénat")
    PROGRAMME = "programme", _("Programme, contrat ou label")
    NETWORK = "network", _("Réseau")
    RULE = "rule", _("Règle ou objectif")


class Origin(TextChoices):
    """Where what is known of a scheme comes from."""

    WRITTEN = "written", _("Écrit ici")
    PRINTED = "printed", _("Lu dans un document")
    IMPORTED = "imported", _("Importé d’un catalogue")


class SchemeState(TextChoices):
    """Whether a scheme may be asked, the most pressing first."""

    CLOSING = "closing", _("Ferme bientôt")
    OPEN = "open", _("Ouvert")
    COMING = "coming", _("Ouvre bientôt")
    NOT_SAID = "not_said", _("Dates non connues")
    CLOSED = "closed", _("Fermé")
    HISTORY = "history", _("Historique")


class Recurrence(TextChoices):
    """Whether a scheme comes back."""

    NOT_SAID = "not_said", _("Non précisé")
    PERMANENT = "permanent", _("Ouvert en permanence")
    RECURRING = "recurring", _("Revient régulièrement")
    ONE_OFF = "one_off", _("Une seule fois")


class Fit(TextChoices):
    """Whether a scheme fits an organisation."""

    YES = "yes", _("Convient")
    UNKNOWN = "unknown", _("On ne peut pas le dire")
    NO = "no", _("Ne convient pas")
