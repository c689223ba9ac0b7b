"""An organisation that somebody of its own declares: seen by nobody but who answers for them.

It is private, and a request to be its member goes with it. Accepted, the declarer is its member and
chooses who sees it; refused, it stays known to those who keep the directory of its territory alone.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.enums import RequestState
from terreau.web.apps.directory.models import MandateRequest, held_for
from terreau.web.apps.directory.permissions import WRITE, nothing_here
from terreau.web.apps.directory.rules import DECLARATIONS_AT_ONCE
from terreau.web.apps.directory.services.organisations import (
    OrganisationFields,
    bearing,
    told_if_taken,
    write_organisation,
)
from terreau.web.apps.directory.services.requests import ask_of
from terreau.web.shared.visibility import Visibility


@transaction.atomic
def declare_organisation(
    *, acting: Acting, written: OrganisationFields, reason: str
) -> MandateRequest:
    """Declare one's organisation, and ask to be its member.

    Parameters
    ----------
    acting : Acting
        Whoever is signed in.
    written : OrganisationFields
        What is known of it; it is private whatever is written here.
    reason : str
        Who the person is there.

    Raises
    ------
    NotHere
        If nobody is signed in.
    BadInput
        If a number is wrong, or several declarations wait already.
    """
    if acting.user is None or not acting.scope.allows_act(WRITE):
        raise nothing_here()
    waiting = MandateRequest.objects.filter(
        asked_by=acting.user, state=RequestState.ASKED, organisation__visibility=Visibility.PRIVATE
    )
    if waiting.count() >= DECLARATIONS_AT_ONCE:
        raise BadInput(
            _("Plusieurs de vos déclarations attendent déjà une réponse"),
            remedy=_("Attendez-la, ou retirez l’une d’elles dans « Mes mandats »."),
        )
    written = replace(written, visibility=Visibility.PRIVATE, field_visibility={})
    if bearing(written).exists():
        # Whether a hidden organisation bears it is told to who answers, not to who declares.
        number = written.siret or written.siren
        reason = "\n".join((reason, _("Numéro donné, déjà porté dans l’annuaire : %s") % number))
        written = replace(written, siren="", siret="")
    with told_if_taken(written):
        organisation = write_organisation(acting, written)
    asked = MandateRequest(role=Role.ORGANISATION_MEMBER, reason=reason, **held_for(organisation))
    return ask_of(acting, asked)
