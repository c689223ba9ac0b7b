"""Cooperation spaces: opened, joined, left, spoken in, closed with a reason, opened again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.network.chains import chains
from terreau.web.apps.network.models import CooperationSpace, SpaceNote, SpaceParticipation
from terreau.web.apps.network.permissions import (
    can_keep_space,
    can_open_space,
    can_view_space,
    can_write_in_space,
    changeable_organisations,
    nothing_here,
    visible_organisations,
)
from terreau.web.apps.network.rules import is_possible_start
from terreau.web.apps.network.services.declaring import check_end, declarer
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility


@dataclass(frozen=True)
class SpaceFields:
    """All that is written of a space when it opens."""

    name: str
    purpose: str
    perimeter: Perimeter
    chain: str = ""
    visibility: str = Visibility.TERRITORY


@transaction.atomic
def open_space(*, acting: Acting, written: SpaceFields) -> CooperationSpace:
    """Open a cooperation space in a territory whose directory one keeps.

    Raises
    ------
    NotHere
        If one keeps no directory there.
    BadInput
        If it has no name or no purpose, or a chain or a confidentiality that does not exist.
    """
    if not can_open_space(acting.scope, written.perimeter):
        raise nothing_here()
    name, purpose = " ".join(written.name.split())[:120], written.purpose.strip()[:1000]
    if not name or not purpose:
        raise BadInput(
            _("Un espace a un nom et un but"), remedy=_("Écrivez les deux, en quelques mots.")
        )
    if written.chain and written.chain not in chains():
        raise BadInput(_("Cette filière n’est pas suivie ici"), value=written.chain)
    if written.visibility not in Visibility.values:
        raise BadInput(_("Ce choix de confidentialité n’existe pas."), value=written.visibility)
    values = {each.name: getattr(written, each.name) for each in fields(written)}
    values |= {"name": name, "purpose": purpose}
    space = CooperationSpace.objects.create(**values, opened_by=acting.user)
    told = {key: (None, value) for key, value in values.items() if value}
    record(acting, Verb.CREATED, space, told, personal=("purpose",))
    return space


@transaction.atomic
def join_space(
    *, acting: Acting, space_id: int, organisation_id: int, since: date
) -> SpaceParticipation:
    """Say that an organisation takes part in a space; said twice counts once.

    Its own members say it of theirs, the keepers of the space of any that they see.

    Raises
    ------
    NotHere
        If the space or the organisation may not be seen, or one writes for neither.
    BadInput
        If the space is closed, or the day impossible.
    """
    space = _locked(space_id, can_view_space(acting.scope))
    seen = visible_organisations(acting.scope).filter(pk=organisation_id).first()
    keeps = CooperationSpace.objects.filter(can_keep_space(acting.scope), pk=space.pk).exists()
    own = changeable_organisations(acting.scope).filter(pk=organisation_id).exists()
    if seen is None or not (keeps or own):
        raise nothing_here()
    _check_open(space)
    if not is_possible_start(since, timezone.localdate()):
        raise BadInput(
            _("Un lien a commencé aujourd’hui ou avant"),
            value=since.isoformat(),
            remedy=_("Corrigez le jour."),
        )
    standing = SpaceParticipation.objects.filter(space=space, organisation=seen, valid_to=None)
    if (row := standing.first()) is not None:
        return row
    row = SpaceParticipation.objects.create(
        space=space,
        organisation=seen,
        valid_from=since,
        declared_by=declarer(acting, [seen]),
        noted_by=acting.user,
    )
    record(acting, Verb.CHANGED, space, {"participant": (None, seen)})
    return row


@transaction.atomic
def leave_space(*, acting: Acting, space_id: int, organisation_id: int, on: date) -> None:
    """Say that an organisation takes part no more; said twice counts once.

    Who leaves a closed space left on its last day: nobody took part in it afterwards.

    Raises
    ------
    NotHere
        If it is not in the space, or one writes for neither.
    BadInput
        If the day is before it came, or to come.
    """
    space = _locked(space_id, can_view_space(acting.scope))
    keeps = CooperationSpace.objects.filter(can_keep_space(acting.scope), pk=space.pk).exists()
    own = changeable_organisations(acting.scope).filter(pk=organisation_id).exists()
    rows = SpaceParticipation.objects.filter(space=space, organisation=organisation_id)
    rows = rows.select_related("organisation").order_by("-valid_from")
    row = rows.filter(valid_to=None).first() or rows.first()
    if row is None or not (keeps or own):
        raise nothing_here()
    if row.valid_to is None:
        check_end(on, row.valid_from)
        row.valid_to = min(on, space.closed_on or on)
        row.save(update_fields=("valid_to",))
        record(acting, Verb.CHANGED, space, {"left": (None, row.organisation)})


@transaction.atomic
def write_note(*, acting: Acting, space_id: int, text: str) -> SpaceNote:
    """Leave a few words in a space one writes in.

    Raises
    ------
    NotHere
        If one does not.
    BadInput
        If there are none, or the space is closed.
    """
    space = _locked(space_id, can_write_in_space(acting.scope))
    _check_open(space)
    said = text.strip()[:500]
    if not said:
        raise BadInput(_("Il n’y a rien à publier"), remedy=_("Écrivez quelques mots."))
    inside = [row.organisation for row in space.participations.select_related("organisation")]
    note = SpaceNote.objects.create(
        space=space, organisation=declarer(acting, inside), text=said, written_by=acting.user
    )
    record(acting, Verb.CHANGED, space, {"note": (None, said)}, personal=("note",))
    return note


@transaction.atomic
def close_space(*, acting: Acting, space_id: int, reason: str) -> CooperationSpace:
    """Close a space, with why; closed already, it stays as it was.

    Raises
    ------
    NotHere
        If one does not keep it.
    BadInput
        If no reason is given.
    """
    space = _locked(space_id, can_keep_space(acting.scope))
    said = " ".join(reason.split())[:300]
    if not said:
        raise BadInput(
            _("Un espace se ferme avec une raison"),
            remedy=_("Dites ce qui a été obtenu, ou pourquoi il s’arrête."),
        )
    if space.is_open:
        space.closed_on, space.closing_reason = timezone.localdate(), said
        space.save(update_fields=("closed_on", "closing_reason"))
        told = {"closed_on": (None, space.closed_on), "closing_reason": (None, said)}
        record(acting, Verb.ENDED, space, told, personal=("closing_reason",))
    return space


@transaction.atomic
def reopen_space(*, acting: Acting, space_id: int) -> CooperationSpace:
    """Open a closed space again, with who was in it; open already, it stays as it was.

    Raises
    ------
    NotHere
        If one does not keep it.
    """
    space = _locked(space_id, can_keep_space(acting.scope))
    if (closed := space.closed_on) is not None:
        _begin_again(acting, space, closed)
        space.closed_on, space.closing_reason = None, ""
        space.save(update_fields=("closed_on", "closing_reason"))
        record(acting, Verb.CHANGED, space, {"closed_on": (closed, None)})
    return space


def _begin_again(acting: Acting, space: CooperationSpace, closed: date) -> None:
    """End on the closing day what went on then, and begin it again today.

    While a space is closed its participants still read it; they took part in nothing meanwhile.
    """
    today = timezone.localdate()
    if closed == today:
        return
    rows = list(space.participations.filter(valid_to=None))
    space.participations.filter(pk__in=[row.pk for row in rows]).update(valid_to=closed)
    SpaceParticipation.objects.bulk_create(
        SpaceParticipation(
            space=space,
            organisation_id=row.organisation_id,
            valid_from=today,
            declared_by_id=row.declared_by_id,
            noted_by=acting.user,
        )
        for row in rows
    )


def _locked(space_id: int, allowed: Q) -> CooperationSpace:
    found = CooperationSpace.objects.select_for_update(of=("self",)).filter(allowed, pk=space_id)
    space = found.first()
    if space is None:
        raise nothing_here()
    return space


def _check_open(space: CooperationSpace) -> None:
    if not space.is_open:
        raise BadInput(
            _("Cet espace est fermé"),
            value=space.name,
            remedy=_("Demandez à qui tient l’annuaire de l’ouvrir à nouveau."),
        )
