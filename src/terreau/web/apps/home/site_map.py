"""The site map: every page with an address of its own, in the order one looks for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

GROUPS = (
    (
        _("Territoires"),
        (
            ("home:home", _("Accueil")),
            ("territories:search", _("Chercher un territoire")),
            ("territories:own_list", _("Composer son propre périmètre")),
        ),
    ),
    (
        _("Chiffres"),
        (
            ("observatory:map", _("Carte")),
            ("observatory:indicators", _("Indicateurs")),
            ("observatory:compare", _("Comparer")),
            ("observatory:dashboards", _("Tableaux de bord")),
            ("observatory:printed", _("Faits imprimés")),
            ("reports:batches", _("Rapports en série")),
        ),
    ),
    (
        _("Qui agit"),
        (
            ("directory:organisations", _("Annuaire")),
            ("account_login", _("Se connecter")),
            ("accounts:account", _("Mon compte")),
            ("directory:own_mandates", _("Mes mandats")),
            ("accounts:own_data", _("Mes données")),
            ("accounts:tokens", _("Clés d’API")),
        ),
    ),
    (
        _("Données"),
        (
            ("observatory:datasets", _("Données et licences")),
            ("home:api_reference", _("API")),
            ("home:stats", _("Usage et impact")),
        ),
    ),
    (
        _("Ce site"),
        (
            ("home:contact", _("Contact")),
            ("home:accessibility", _("Déclaration d’accessibilité")),
            ("home:legal", _("Mentions légales")),
            ("home:privacy", _("Données personnelles")),
            ("home:terms", _("Conditions d’utilisation")),
        ),
    ),
)
