"""What a message is about and where it stands; what pages are counted as."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContactSubject(TextChoices):
    """What a message is about."""

    QUESTION = "question", _("Une question sur l’usage du site")
    FIGURE = "figure", _("Un chiffre qui semble faux")
    ACCESSIBILITY = "accessibility", _("Une difficulté d’accessibilité")
    PERSONAL_DATA = "personal_data", _("Mes données personnelles")
    SECURITY = "security", _("Une faille de sécurité")
    OTHER = "other", _("Autre chose")


class ContactState(TextChoices):
    """Where a message stands."""

    RECEIVED = "received", _("reçu")
    ANSWERED = "answered", _("répondu")
    CLOSED = "closed", _("clos")


class UseFamily(TextChoices):
    """What pages are counted as, in the order in which they are shown."""

    PROFILES = "profiles", _("Profils de territoires")
    TERRITORIES = "territories", _("Recherche et fiches de territoires")
    MAPS = "maps", _("Cartes")
    COMPARISONS = "comparisons", _("Comparaisons et territoires semblables")
    DASHBOARDS = "dashboards", _("Tableaux de bord")
    INDICATORS = "indicators", _("Indicateurs et faits imprimés")
    DIRECTORY = "directory", _("Annuaire")
    PLANS = "plans", _("Plans d’action")
    FUNDING = "funding", _("Aides et financements")
    SOURCES = "sources", _("Données et sources")
    REPORTS = "reports", _("Pages des rapports")
    INFORMATION = "information", _("Accueil et pages d’information")
    OTHER = "other", _("Autres pages")
    WIDGETS = "widgets", _("Figures montrées sur d’autres sites")
    FILES = "files", _("Fichiers exportés")
    API = "api", _("Réponses de l’API")
