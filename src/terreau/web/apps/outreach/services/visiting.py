"""Visits noted and changed: each line becomes a know-how, a sought one, or a promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, Conflict
from terreau.web.apps.accounts.enums import Channel, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import WRITE, nothing_here
from terreau.web.apps.directory.selectors.keepers import kept_around
from terreau.web.apps.directory.services.organisations import OrganisationFields, add_organisation
from terreau.web.apps.directory.services.soliciting import record_solicitation
from terreau.web.apps.knowhow.enums import KnowHowKind, KnowHowSource
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.services.lines import fields_of, read_fields
from terreau.web.apps.knowhow.services.noting import (
    change_know_how,
    note_know_how,
)
from terreau.web.apps.outreach.models import Promise, Visit
from terreau.web.apps.outreach.permissions import can_change_visit, kept_by
from terreau.web.apps.outreach.rules import (
    LONGEST_LINE,
    MOST_LINES,
    USUAL_PROMISE,
    is_promise_day,
    is_visit_day,
    too_long,
    too_many,
)
from terreau.web.shared.visibility import Visibility

_PERSONAL = ("met", "notes")


@dataclass(frozen=True)
class VisitFields:
    """What is written of a visit itself."""

    visited_on: date
    met: str = ""
    notes: str = ""


@dataclass(frozen=True)
class VisitLines:
    """What was said there, one line for each thing.

    Parameters
    ----------
    needs, abilities, promises : tuple[str, ...]
        What the organisation needs, what it can do, what was promised to it.
    due_on : date or None
        For when it was promised; None: two weeks after the visit.
    """

    needs: tuple[str, ...] = ()
    abilities: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    due_on: date | None = None


@transaction.atomic
def note_visit(
    *, acting: Acting, to: int | OrganisationFields, written: VisitFields, lines: VisitLines
) -> Visit:
    """Note a visit; nothing of it is seen by anyone but those who keep that directory.

    Parameters
    ----------
    acting : Acting
        Who keeps the directory where the organisation sits.
    to : int or OrganisationFields
        Its number, or what a new one is called.
    written, lines : VisitFields, VisitLines
        What is noted.

    Raises
    ------
    NotHere
        If the organisation is not for who acts to visit.
    BadInput
        If the day has not come or is long past, a line is too long, or there are too many.
    """
    _check_day(written.visited_on)
    check_lines(lines)
    organisation = _visited(acting, to)
    visit = Visit.objects.create(
        organisation=organisation,
        visited_on=written.visited_on,
        met=written.met,
        notes=written.notes,
        noted_by=acting.user,
    )
    changes = {"visited_on": (None, visit.visited_on), "met": ("", visit.met)}
    record(acting, Verb.CREATED, visit, changes, personal=_PERSONAL)
    _add_lines(acting, visit, lines)
    _count(acting, visit)
    return visit


@transaction.atomic
def change_visit(
    *, acting: Acting, visit_id: int, version: int, written: VisitFields, lines: VisitLines
) -> Visit:
    """Change a visit that nobody else changed meanwhile, and add lines to it.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    Conflict
        If somebody changed it meanwhile.
    BadInput
        As `note_visit`.
    """
    visit = locked_visit(acting, visit_id)
    if visit.version != version:
        raise Conflict(
            _("Une autre personne a modifié cette visite pendant que vous écriviez"),
            remedy=_("Relisez-la à côté, puis enregistrez à nouveau."),
            kept=_("Rien de ce que vous avez écrit n’est perdu."),
        )
    _check_day(written.visited_on)
    check_lines(lines)
    changes = {
        name: (getattr(visit, name), getattr(written, name))
        for name in ("visited_on", "met", "notes")
    }
    for name, (_before, after) in changes.items():
        setattr(visit, name, after)
    visit.version = F("version") + 1
    visit.save()
    visit.refresh_from_db()
    record(acting, Verb.CHANGED, visit, changes, personal=_PERSONAL)
    _add_lines(acting, visit, lines)
    return visit


def show_line(*, acting: Acting, line: KnowHow, visibility: str, channel: Channel) -> KnowHow:
    """Let others read a line that a visit brought, as the organisation agreed.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    """
    written = replace(fields_of(line), visibility=visibility)
    return change_know_how(
        acting=acting,
        know_how_id=line.pk,
        version=line.version,
        written=written,
        channel=channel,
    )


def locked_visit(acting: Acting, visit_id: int) -> Visit:
    """Return a visit that who acts may change, held until they have.

    Raises
    ------
    NotHere
        If there is none.
    """
    found = Visit.objects.select_for_update(of=("self",)).filter(
        can_change_visit(acting.scope), pk=visit_id
    )
    visit = found.select_related("organisation__seat").first()
    if visit is None:
        raise nothing_here()
    return visit


def check_lines(lines: VisitLines) -> None:
    """Refuse what is more than a note.

    Raises
    ------
    BadInput
        If a line is too long, there are too many, or the promise is for a day that cannot be.
    """
    for box in (lines.needs, lines.abilities, lines.promises):
        if too_many(box):
            raise BadInput(
                _("Il y a trop de lignes dans une case"),
                value=str(len(box)),
                remedy=_("Gardez-en %(most)s au plus ; le reste va dans « À retenir ».")
                % {"most": MOST_LINES},
            )
        if line := too_long(box):
            raise BadInput(
                _("Une ligne est trop longue"),
                value=f"{line[:60]}…",
                remedy=_("Coupez-la : %(most)s caractères par ligne au plus.")
                % {"most": LONGEST_LINE},
            )
    check_due(lines.due_on)


def check_due(day: date | None) -> None:
    """Refuse a day for which nothing is promised.

    Raises
    ------
    BadInput
        If it is years away.
    """
    if day is not None and not is_promise_day(day, timezone.localdate()):
        raise BadInput(
            _("Une promesse se tient dans les deux ans"),
            value=f"{day:%d/%m/%Y}",
            remedy=_("Vérifiez l’année."),
        )


def _check_day(day: date) -> None:
    if not is_visit_day(day, timezone.localdate()):
        raise BadInput(
            _("Une visite se note une fois faite, et dans les deux ans"),
            value=f"{day:%d/%m/%Y}",
            remedy=_("Vérifiez le jour et l’année."),
        )


def _visited(acting: Acting, to: int | OrganisationFields) -> Organisation:
    if isinstance(to, OrganisationFields):
        return add_organisation(acting=acting, written=to)
    kept = kept_by(acting.scope).condition("seat") if acting.scope.allows_act(WRITE) else None
    found = Organisation.objects.filter(kept, pk=to).select_related("seat") if kept else ()
    for organisation in found:
        return organisation
    raise nothing_here()


def _add_lines(acting: Acting, visit: Visit, lines: VisitLines) -> None:
    said = ((KnowHowKind.SEEKS, lines.needs), (KnowHowKind.MAKES, lines.abilities))
    visit.know_how.add(
        *(
            note_know_how(
                acting=acting,
                organisation_id=visit.organisation_id,
                written=read_fields(kind, text, Visibility.PRIVATE),
                source=KnowHowSource.VISIT,
            )
            for kind, texts in said
            for text in texts
        )
    )
    _promise(acting, visit, lines.promises, lines.due_on or visit.visited_on + USUAL_PROMISE)


def _promise(acting: Acting, visit: Visit, texts: Sequence[str], due_on: date) -> None:
    for text in texts:
        made = Promise.objects.create(
            visit=visit, text=text, promised_by=acting.user, due_on=due_on
        )
        changes = {"text": ("", text), "due_on": (None, due_on)}
        record(acting, Verb.CREATED, made, changes, personal=("text",))


def _count(acting: Acting, visit: Visit) -> None:
    """Count the visit among what the organisation was asked, on its own day."""
    for asked in record_solicitation(
        acting=acting,
        organisation_ids=[visit.organisation_id],
        kind=SolicitationKind.VISIT,
        perimeter=kept_around(acting.scope, visit.organisation.seat),
    ):
        asked.asked_on = asked.answered_on = visit.visited_on
        asked.save(update_fields=("asked_on", "answered_on"))
