"""What each role lets one see and do, in one sentence: said wherever a role is chosen or held.

« La vue du territoire » is what an organisation shows to its territory and not to everyone, and
the names of those who act there. `permissions` gives what is said here.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.enums import Role

SENTENCES: Mapping[Role, Promise] = {
    Role.PROJECT_MANAGER: _(
        "Voir toute la vue du territoire, notes internes comprises, et la tenir à jour ; "
        "composer l’équipe et répondre aux demandes."
    ),
    Role.DUO_ELECTED: _(
        "Voir la vue du territoire et les fiches réservées aux partenaires, sans y écrire."
    ),
    Role.DUO_INDUSTRIALIST: _(
        "Voir la vue du territoire et les fiches réservées aux partenaires, sans y écrire."
    ),
    Role.FACILITATOR: _(
        "Voir toute la vue du territoire, notes internes comprises, et la tenir à jour ; "
        "répondre aux observateurs et aux organisations."
    ),
    Role.ORGANISATION_MEMBER: _(
        "Voir et tenir à jour toute la fiche de l’organisation, y inviter d’autres membres ; "
        "lire les fiches du territoire où elle siège."
    ),
    Role.OPERATOR_AGENT: _(
        "Voir et tenir à jour toute la fiche de l’opérateur, y inviter d’autres agents ; "
        "lire les fiches du territoire où il siège."
    ),
    Role.STATE_REFERENT: _(
        "Voir la vue des territoires du ressort, fiches des partenaires comprises ; "
        "désigner les chefs de projet."
    ),
    Role.REGION_REFERENT: _(
        "Voir la vue des territoires du ressort, fiches des partenaires comprises ; "
        "désigner les chefs de projet."
    ),
    Role.DELEGATION_AGENT: _(
        "Voir la vue de tous les territoires ; donner tous les mandats et répondre aux messages."
    ),
    Role.OBSERVER: _("Lire la vue du territoire, sans y écrire."),
}
