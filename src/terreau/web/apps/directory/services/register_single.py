"""One organisation brought from the register, or made fresh by it: asked, shown, then written."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.enums import Register
from terreau.web.apps.directory.models import Organisation, RegisterRecord
from terreau.web.apps.directory.permissions import can_add_organisation, nothing_here
from terreau.web.apps.directory.register import RegisterRun
from terreau.web.apps.directory.register_lists import reason_against
from terreau.web.apps.directory.register_rules import Entry, Merged, entry_of, merged
from terreau.web.apps.directory.services.register_batch import held_by
from terreau.web.apps.directory.services.register_requests import register_api, request_list
from terreau.web.apps.directory.services.register_runs import run_register


@dataclass(frozen=True)
class Fresh:
    """What the register says now of an organisation, and what following it would do."""

    entry: Entry
    merged: Merged


def bring_one(*, acting: Acting, number: str) -> RegisterRun:
    """Bring the establishment of a SIRET, or the seat of a SIREN, in the directory; at once.

    Raises
    ------
    NotHere
        If who acts keeps no directory.
    BadInput, FetchFailure
        If it is no number, or the register cannot be asked.
    """
    if reason_against(number):
        raise BadInput(_("Ce numéro n’est ni un SIREN ni un SIRET"), value=number[:40])
    run = request_list(
        acting=acting, register=Register.SEARCH_API, numbers=[number], is_left_to_worker=False
    )
    return run_register(run_id=run.pk)


def fresh_from_register(*, acting: Acting, organisation: Organisation) -> Fresh:
    """Ask what the register says now of an organisation; nothing is written.

    Raises
    ------
    NotHere
        If its directory is kept by somebody else.
    BadInput, FetchFailure
        If it has no number, the register does not know it, or cannot be asked.
    """
    if not can_add_organisation(acting.scope, organisation.seat):
        raise nothing_here()
    number = organisation.siret or organisation.siren
    if not number:
        raise BadInput(
            _("Cette organisation n’a ni SIREN ni SIRET"),
            remedy=_("Écrivez son numéro dans sa fiche : le registre la reconnaîtra."),
        )
    told = [
        each
        for each in register_api().find(number)
        if each.siret == organisation.siret or (not organisation.siret and each.is_head)
    ]
    if not told:
        raise BadInput(
            _("Le registre ne connaît pas ce numéro"),
            value=number,
            remedy=_("Vérifiez-le dans la fiche de l’organisation."),
        )
    entry = entry_of(told[0])
    record = RegisterRecord.objects.filter(organisation=organisation).first()
    before = record.said if record else {}
    held, said = held_by(organisation), dict(entry.said)
    if entry.is_masked and held["name"] != before.get("name", ""):
        del said["name"]
    return Fresh(entry, merged(held, before, said))
