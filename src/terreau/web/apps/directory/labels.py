"""What the fields of the directory are called: on pages, in files, in the history."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ORGANISATION = {
    "name": _("Nom"),
    "kind": _("Nature"),
    "siren": _("SIREN"),
    "siret": _("SIRET"),
    "naf": _("Code NAF"),
    "seat": _("Commune du siège"),
    "email": _("Adresse électronique"),
    "phone": _("Téléphone"),
    "website": _("Site"),
    "description": _("Ce qu’elle fait"),
    "note": _("Note interne"),
    "visibility": _("Qui la voit"),
    "field_visibility": _("Confidentialité champ par champ"),
}
CONTACT = {
    "role": _("Rôle"),
    "name": _("Nom"),
    "job": _("Fonction"),
    "email": _("Adresse électronique"),
    "phone": _("Téléphone"),
    "visibility": _("Qui voit son nom"),
    "reach_visibility": _("Qui voit son adresse et son téléphone"),
    "agreed_on": _("Accord donné le"),
}
MAILING = {
    "reader_count": _("Destinataires"),
}
_HELD = {
    "role": _("Rôle"),
    "perimeter": _("Territoire"),
    "organisation": _("Organisation"),
}
MANDATE = {
    **_HELD,
    "holder": _("Personne"),
    "valid_from": _("Premier jour"),
    "valid_to": _("Dernier jour"),
}
REQUEST = {
    **_HELD,
    "state": _("État"),
    "answer": _("Réponse"),
}
INVITATION = {
    **_HELD,
    "state": _("État"),
    "expires_at": _("Sert jusqu’au"),
}
