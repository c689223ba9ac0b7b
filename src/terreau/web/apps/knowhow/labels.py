"""What the fields of know-how are called: on pages, in files, in the history."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KNOW_HOW = {
    "organisation": _("Organisation"),
    "kind": _("Sorte"),
    "text": _("Ses mots"),
    "visibility": _("Qui la voit"),
    "terms": _("Procédés et matières"),
    "naf": _("Activités (NAF)"),
    "rome": _("Métiers (ROME)"),
    "capacities": _("Capacités"),
    "source": _("D’où cela vient"),
    "verified_on": _("Vérifié le"),
    "confirmed_on": _("Confirmé le"),
    "ended_on": _("N’est plus vrai depuis le"),
}
# What is measured (`terreau.matching.dimensions`), and the units that are words.
DIMENSION_NAMES = {
    "length": _("longueur"),
    "width": _("largeur"),
    "height": _("hauteur"),
    "diameter": _("diamètre"),
    "thickness": _("épaisseur"),
    "tolerance": _("tolérance"),
    "mass": _("masse"),
    "force": _("force"),
    "temperature": _("température"),
    "power": _("puissance"),
    "pressure": _("pression"),
    "volume": _("volume"),
    "area": _("surface"),
    "batch": _("taille de série"),
    "rate": _("cadence"),
}
UNIT_NAMES = {"pièces": _("pièces"), "pièces/h": _("pièces/h")}
