"""One line of what an organisation can do or seeks: noted, changed, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Channel, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting, Behalf
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.directory.services.conflicts import conflict_of
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.permissions import can_change_know_how, can_note_know_how
from terreau.web.apps.knowhow.rules import LINES_AN_ORGANISATION, told_apart
from terreau.web.apps.knowhow.services.lines import BadLine as BadLine  # noqa: PLC0414
from terreau.web.apps.knowhow.services.lines import KnowHowFields as KnowHowFields  # noqa: PLC0414
from terreau.web.apps.knowhow.services.lines import (
    check_line,
    columns,
    fields_of,
    told_fields,
    write_capacities,
)
from terreau.web.apps.knowhow.signals import know_how_changed

# Free words may name people: the history says that they changed, not what they hold.
PERSONAL = ("text",)
# What may change without making the rest of the line less true.
_ABOUT_READERS = ("visibility",)


@transaction.atomic
def note_know_how(
    *,
    acting: Acting,
    organisation_id: int,
    written: KnowHowFields,
    source: KnowHowSource,
    channel: Channel | None = None,
) -> KnowHow:
    """Note a line of what an organisation can do or seeks; asked by a channel, or not.

    The same words of the same kind, noted again, are the line that is there already.

    Raises
    ------
    NotHere
        If who acts neither belongs to the organisation nor keeps the directory where it sits.
    BadLine
        If something of it cannot be kept.
    """
    organisation = _notable(acting, organisation_id)
    return write_know_how(acting, organisation, written, source, channel)


@transaction.atomic
def note_lines(
    *,
    acting: Acting,
    organisation_id: int,
    lines: Sequence[KnowHowFields],
    source: KnowHowSource,
    channel: Channel | None = None,
) -> list[KnowHow]:
    """Note several lines at once, all or none; return those that were not there already.

    Raises
    ------
    NotHere, BadLine
        As `note_know_how`.
    """
    organisation = _notable(acting, organisation_id)
    before = {*organisation.know_how.values_list("pk", flat=True)}
    noted = [write_know_how(acting, organisation, each, source, channel) for each in lines]
    return [line for line in dict.fromkeys(noted) if line.pk not in before]


@transaction.atomic
def write_know_how(
    acting: Acting,
    organisation: Organisation,
    written: KnowHowFields,
    source: KnowHowSource,
    channel: Channel | None = None,
) -> KnowHow:
    """Write a line and its history; that it may be is checked before, as by a signed link.

    Raises
    ------
    BadLine
        As `note_know_how`.
    """
    check_line(written)
    return _same(organisation, written) or _create(acting, organisation, written, source, channel)


@transaction.atomic
def note_new(
    acting: Acting,
    organisation: Organisation,
    written: KnowHowFields,
    source: KnowHowSource,
    channel: Channel | None = None,
) -> KnowHow | None:
    """Write a line as `write_know_how` does; None where the same words stand there already.

    Raises
    ------
    BadLine
        As `note_know_how`.
    """
    check_line(written)
    if _same(organisation, written):
        return None
    return _create(acting, organisation, written, source, channel)


def _open_lines(organisation: Organisation) -> QuerySet[KnowHow]:
    return KnowHow.objects.filter(organisation=organisation, ended_on=None)


def _same(organisation: Organisation, written: KnowHowFields) -> KnowHow | None:
    """Return the line that says the same already."""
    lines, words = _open_lines(organisation).filter(kind=written.kind), told_apart(written.text)
    return next((line for line in lines if told_apart(line.text) == words), None)


def _create(
    acting: Acting,
    organisation: Organisation,
    written: KnowHowFields,
    source: KnowHowSource,
    channel: Channel | None,
) -> KnowHow:
    if _open_lines(organisation).count() >= LINES_AN_ORGANISATION:
        raise BadLine(
            "text",
            _("Cette organisation a déjà %(count)d lignes") % {"count": LINES_AN_ORGANISATION},
            remedy=_("Terminez celles qui ne sont plus vraies, puis ajoutez les nouvelles."),
        )
    line = KnowHow.objects.create(organisation=organisation, source=source, **columns(written))
    write_capacities(line, written)
    changes = {name: ("", value) for name, value in told_fields(fields_of(line)).items() if value}
    behalf = Behalf(channel, organisation_id=organisation.pk) if channel else None
    tell(acting, Verb.CREATED, line, changes, behalf)
    return line


@transaction.atomic
def change_know_how(
    *,
    acting: Acting,
    know_how_id: int,
    version: int,
    written: KnowHowFields,
    channel: Channel | None = None,
) -> KnowHow:
    """Change a line that nobody else changed meanwhile: whoever verified it did not verify that.

    Parameters
    ----------
    acting : Acting
        A member of the organisation, or who keeps the directory where it sits.
    know_how_id, version : int
        Which, and what it was at when it was read.
    written : KnowHowFields
        All its fields.
    channel : Channel, optional
        How the organisation asked for it, where it did.

    Raises
    ------
    NotHere
        If it is not for who acts to change, or has ended.
    VersionConflict
        If it was changed meanwhile.
    BadLine
        As `note_know_how`.
    """
    line = changeable(acting, know_how_id)
    before, after = told_fields(fields_of(line)), told_fields(written)
    if line.version != version:
        raise conflict_of(line, line.version, version, before, after)
    behalf = Behalf(channel, organisation_id=line.organisation_id) if channel else None
    return rewrite(acting, line, written, behalf)


def rewrite(
    acting: Acting, line: KnowHow, written: KnowHowFields, behalf: Behalf | None
) -> KnowHow:
    """Write all the fields of a line that is locked; its version is checked before.

    Raises
    ------
    BadLine
        As `note_know_how`.
    """
    check_line(written)
    before, after = told_fields(fields_of(line)), told_fields(written)
    changes: dict[str, tuple[object, object]] = {
        name: (before[name], after[name]) for name in before if before[name] != after[name]
    }
    if not changes:
        return line
    for name, value in columns(written).items():
        setattr(line, name, value)
    if changes.keys() - set(_ABOUT_READERS):
        for name in ("verified_on", "confirmed_on"):
            if (was := getattr(line, name)) is not None:
                changes[name] = (was, None)
                setattr(line, name, None)
        line.verified_by = None
        line.changed_at = timezone.now()
    line.version += 1
    line.save()
    write_capacities(line, written)
    tell(acting, Verb.CHANGED, line, changes, behalf)
    return line


@transaction.atomic
def end_know_how(*, acting: Acting, know_how_id: int, channel: Channel | None = None) -> KnowHow:
    """Say that a line is not true any more; it stays in the history of the organisation.

    Raises
    ------
    NotHere
        If it is not for who acts to change, or has ended already.
    """
    line = changeable(acting, know_how_id)
    behalf = Behalf(channel, organisation_id=line.organisation_id) if channel else None
    finish(acting, line, behalf)
    return line


def finish(acting: Acting, line: KnowHow, behalf: Behalf | None) -> None:
    """End a line that is locked; that it may be is checked before."""
    line.ended_on = timezone.localdate()
    line.version += 1
    line.save(update_fields=("ended_on", "version"))
    tell(acting, Verb.ENDED, line, {"ended_on": (None, line.ended_on)}, behalf)


def take_back(acting: Acting, line: KnowHow, behalf: Behalf | None) -> None:
    """Delete a line that its organisation agrees to no more; that it may be is checked before."""
    tell(acting, Verb.WITHDRAWN, line, {}, behalf)
    line.delete()
    # By which the search reads what is left of it anew, before its index is made again.
    Organisation.objects.filter(pk=line.organisation_id).update(written_at=timezone.now())


def _notable(acting: Acting, organisation_id: int) -> Organisation:
    """Return an organisation of which who acts may write lines, locked: they are counted."""
    allowed = Organisation.objects.filter(can_note_know_how(acting.scope), pk=organisation_id)
    organisation = allowed.select_for_update(of=("self",)).first()
    if organisation is None:
        raise nothing_here()
    return organisation


def changeable(acting: Acting, know_how_id: int) -> KnowHow:
    """Return a line that who acts may change, locked until the transaction ends.

    Raises
    ------
    NotHere
        If there is none, or it has ended.
    """
    allowed = KnowHow.objects.filter(can_change_know_how(acting.scope), ended_on=None)
    line = allowed.select_for_update(of=("self",)).filter(pk=know_how_id).first()
    if line is None:
        raise nothing_here()
    return line


def tell(
    acting: Acting,
    verb: Verb,
    line: KnowHow,
    changes: Mapping[str, tuple[object, object]],
    behalf: Behalf | None,
) -> None:
    """Write down what was done to a line; who listens is told once it is certain."""
    who = Acting(
        acting.user, acting.scope, behalf or acting.behalf, acting.request_id, acting.is_operator
    )
    record(who, verb, line, changes, personal=PERSONAL)
    # A line that is deleted meanwhile has no key any more.
    keys = {"know_how_id": line.pk, "organisation_id": line.organisation_id}
    transaction.on_commit(lambda: know_how_changed.send(None, **keys))
