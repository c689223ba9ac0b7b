"""What is said of a line without changing it: it was checked, it is still true."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import Conflict
from terreau.web.apps.accounts.enums import Channel, Verb
from terreau.web.apps.accounts.scope import Acting, Behalf
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.permissions import can_verify_know_how
from terreau.web.apps.knowhow.services.noting import changeable, tell


@transaction.atomic
def verify_know_how(*, acting: Acting, know_how_id: int, version: int) -> KnowHow:
    """Say that one looked and found it so.

    Parameters
    ----------
    acting : Acting
        Who keeps the directory where the organisation sits, and does not belong to it.
    know_how_id, version : int
        Which, and what it was at when it was read: what was not read is not verified.

    Raises
    ------
    NotHere
        If it is not for who acts to verify, or has ended.
    Conflict
        If it was changed meanwhile.
    """
    allowed = KnowHow.objects.filter(can_verify_know_how(acting.scope), ended_on=None)
    line = allowed.select_for_update(of=("self",)).filter(pk=know_how_id).first()
    if line is None:
        raise nothing_here()
    check_version(line, version)
    was, line.verified_on = line.verified_on, timezone.localdate()
    line.verified_by = acting.user
    line.save(update_fields=("verified_on", "verified_by"))
    tell(acting, Verb.ACCEPTED, line, {"verified_on": (was, line.verified_on)}, None)
    return line


@transaction.atomic
def confirm_know_how(
    *, acting: Acting, know_how_id: int, version: int, channel: Channel | None = None
) -> KnowHow:
    """Say that a line is still true.

    Parameters
    ----------
    acting : Acting
        A member of the organisation, or who keeps the directory and was told so.
    know_how_id, version : int
        Which, and what it was at when it was read.
    channel : Channel, optional
        How the organisation said so to who keeps the directory.

    Raises
    ------
    NotHere
        If it is not for who acts to change, or has ended.
    Conflict
        If it was changed meanwhile.
    """
    line = changeable(acting, know_how_id)
    check_version(line, version)
    behalf = Behalf(channel, organisation_id=line.organisation_id) if channel else None
    hold_true(acting, line, behalf)
    return line


def hold_true(acting: Acting, line: KnowHow, behalf: Behalf | None) -> None:
    """Write that a line that is locked is still true; nothing where that was said today."""
    was: date | None = line.confirmed_on
    line.confirmed_on = timezone.localdate()
    if was != line.confirmed_on:
        line.save(update_fields=("confirmed_on",))
        tell(acting, Verb.ACCEPTED, line, {"confirmed_on": (was, line.confirmed_on)}, behalf)


def check_version(line: KnowHow, version: int) -> None:
    """Refuse to say anything of a line as it was read, if it reads otherwise now.

    Raises
    ------
    Conflict
        If it was changed meanwhile.
    """
    if line.version != version:
        raise Conflict(
            _("Cette ligne a changé pendant que vous la lisiez"),
            remedy=_("Relisez-la telle qu’elle est maintenant, puis recommencez."),
        )
