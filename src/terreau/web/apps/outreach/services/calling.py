"""A call or a message to an organisation, noted in one line so that others know."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.directory.permissions import WRITE, nothing_here
from terreau.web.apps.directory.selectors.keepers import kept_around
from terreau.web.apps.directory.services.soliciting import record_solicitation
from terreau.web.apps.outreach.permissions import kept_by


@transaction.atomic
def note_call(*, acting: Acting, organisation_id: int, about: str) -> Solicitation:
    """Note that an organisation was called, and for what.

    Raises
    ------
    NotHere
        If it does not sit where who acts keeps the directory.
    BadInput
        If it is not said for what.
    """
    kept = Organisation.objects.filter(kept_by(acting.scope).condition("seat"), pk=organisation_id)
    organisation = kept.select_related("seat").first()
    if organisation is None or not acting.scope.allows_act(WRITE):
        raise nothing_here()
    if not about.strip():
        raise BadInput(
            _("Dites en un mot pourquoi vous l’avez appelée"),
            remedy=_("Vos collègues sauront que c’est déjà demandé."),
        )
    (made,) = record_solicitation(
        acting=acting,
        organisation_ids=[organisation.pk],
        kind=SolicitationKind.CALL,
        perimeter=kept_around(acting.scope, organisation.seat),
        about=about,
    )
    return made
