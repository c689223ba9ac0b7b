"""What the fields of know-how are called: on pages, in files, in the history."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KNOW_HOW = {
    "organisation": _("Organisation"),
    "kind": _("Ce que c’est"),
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
# What the history tells: ranges are rows of their own, and go with the tags.
TOLD = {name: label for name, label in KNOW_HOW.items() if name != "capacities"} | {
    "terms": _("Étiquettes et capacités")
}
