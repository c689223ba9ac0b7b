"""What the fields of the network are called, wherever they are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LASTING = {
    "valid_from": _("Depuis le"),
    "valid_to": _("Jusqu’au"),
    "declared_by": _("Déclaré par"),
}
MEMBERSHIP = {"organisation": _("Organisation"), "association": _("Adhère à"), **LASTING}
SUPPLY = {
    "supplier": _("Fournisseur"), "customer": _("Client"), "what": _("Quoi"), **LASTING,
}  # fmt: skip
SPACE = {
    "name": _("Nom"),
    "purpose": _("But"),
    "chain": _("Filière"),
    "perimeter": _("Territoire"),
    "visibility": _("Qui le voit"),
    "closed_on": _("Fermé le"),
    "closing_reason": _("Pourquoi il est fermé"),
    "participant": _("Participant"),
    "left": _("Participant parti"),
    "note": _("Mot laissé"),
}
INTRODUCTION = {
    "perimeter": _("Territoire"),
    "offers": _("Propose"),
    "seeks": _("Cherche"),
    "offered": _("Ce qui était proposé"),
    "sought": _("Ce qui était cherché"),
    "state": _("Ce qui en est advenu"),
    "made_on": _("Faite le"),
    "again_on": _("Reproposée le"),
    "reason": _("Pourquoi elle est écartée"),
    "word": _("Un mot"),
}
