"""The calls of a scheme: written, followed by the next, taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import conflict_of
from terreau.web.apps.funding.models import Call, Scheme
from terreau.web.apps.funding.permissions import can_change_scheme, nothing_here
from terreau.web.apps.funding.services.schemes import locked_scheme

_DAYS = ("opens_on", "predeposit_on", "deadline_on", "decision_on")
_FIELDS = ("title", *_DAYS)
_FIRST_YEAR, _LAST_YEAR = 2000, 2060


@dataclass(frozen=True)
class CallFields:
    """A time when a scheme takes files, as people write it."""

    title: str
    opens_on: date | None = None
    predeposit_on: date | None = None
    deadline_on: date | None = None
    decision_on: date | None = None


@transaction.atomic
def add_call(
    *, acting: Acting, scheme_id: int, written: CallFields, follows: int | None = None
) -> Call:
    """Add a call to a scheme that one writes; said twice, it is the one that is there.

    Parameters
    ----------
    acting : Acting
        Who adds it.
    scheme_id : int
        Of which scheme.
    written : CallFields
        The call.
    follows : int, optional
        The call that it comes back after.

    Raises
    ------
    NotHere
        If the scheme is not for who acts to change, or the earlier call is not one of its.
    BadField
        If a field cannot be kept, or that call is followed by another already.
    """
    scheme, said = locked_scheme(acting, scheme_id), _checked(written)
    earlier = None
    if follows is not None:
        earlier = scheme.calls.filter(pk=follows).first()
        if earlier is None:
            raise nothing_here()
        if Call.objects.filter(follows=earlier).exists():
            raise BadField("follows", _("Cet appel est déjà suivi d’un autre"), value=earlier.title)
    call = scheme.calls.filter(**said).first()
    if call is None:
        call = Call.objects.create(scheme=scheme, follows=earlier, **said)
        _record(acting, scheme, None, in_words(said))
    return call


@transaction.atomic
def change_call(*, acting: Acting, call_id: int, version: int, written: CallFields) -> Call:
    """Change a call; what another changed meanwhile is kept.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    BadField
        If a field cannot be kept.
    VersionConflict
        If both changed a field, each otherwise.
    """
    call = _locked(acting, call_id)
    before, after = {name: getattr(call, name) for name in _FIELDS}, _checked(written)
    if call.version != version:
        conflict = conflict_of(call, call.version, version, before, after)
        if conflict.theirs:
            raise conflict
        after |= conflict.newer
    if before == after:
        return call
    for name, held in after.items():
        setattr(call, name, held)
    call.version = F("version") + 1
    call.save(update_fields=(*_FIELDS, "version"))
    call.refresh_from_db(fields=("version",))
    record(acting, Verb.CHANGED, call, {name: (before[name], after[name]) for name in _FIELDS})
    _record(acting, call.scheme, in_words(before), in_words(after))
    return call


@transaction.atomic
def remove_call(*, acting: Acting, call_id: int) -> Scheme:
    """Take a call out of its scheme; the history of the scheme keeps it.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    """
    call = _locked(acting, call_id)
    scheme = call.scheme
    told = in_words({name: getattr(call, name) for name in _FIELDS})
    _record(acting, scheme, told, None)
    call.delete()
    return scheme


def in_words(said: dict[str, Any]) -> str:
    """Return a call in a line, as the history of its scheme keeps it."""
    days = [said[name].isoformat() if said[name] else "–" for name in _DAYS]
    return f"{said['title']} ({' · '.join(days)})"


def _record(acting: Acting, scheme: Scheme, before: str | None, after: str | None) -> None:
    """Write down a call with its scheme: a change of it, which who reads an older one is told."""
    Scheme.objects.filter(pk=scheme.pk).update(version=F("version") + 1)
    scheme.refresh_from_db(fields=("version",))
    record(acting, Verb.CHANGED, scheme, {"call": (before, after)})


def _locked(acting: Acting, call_id: int) -> Call:
    held = Scheme.objects.filter(can_change_scheme(acting.scope))
    key = Call.objects.filter(pk=call_id, scheme__in=held).values_list("scheme", flat=True).first()
    if key is None:
        raise nothing_here()
    scheme = locked_scheme(acting, key)
    call = scheme.calls.select_for_update().filter(pk=call_id).first()
    if call is None:  # somebody took it out while we waited
        raise nothing_here()
    call.scheme = scheme
    return call


def _checked(written: CallFields) -> dict[str, Any]:
    title = " ".join(written.title.split())
    if not fold(title) or len(title) > 200:
        raise BadField(
            "title",
            _("Un appel a un titre de 200 caractères au plus"),
            remedy=_("Écrivez-le."),
        )
    days = {name: getattr(written, name) for name in _DAYS}
    for name, day in days.items():
        if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise BadField(
                name,
                _("Ce jour est trop loin"),
                value=day.isoformat(),
                remedy=_("Corrigez l’année."),
            )
    told = [(name, day) for name, day in days.items() if day is not None]
    for (_earlier, first), (name, second) in pairwise(told):
        if second < first:
            raise BadField(
                name,
                _("Ce jour est avant celui d’une étape qui le précède"),
                value=second.isoformat(),
                remedy=_("Ouverture, pré-dépôt, dépôt, puis réponse."),
            )
    return {"title": title, **days}
