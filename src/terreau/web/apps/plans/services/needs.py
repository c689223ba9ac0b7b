"""Needs: raised, changed, verified, dropped, tied to the sheets that answer them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Channel, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting, Behalf
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import conflict_of
from terreau.web.apps.plans.enums import NeedState
from terreau.web.apps.plans.models import ActionSheet, Need
from terreau.web.apps.plans.permissions import (
    can_change_need,
    can_raise_need,
    can_verify_need,
    can_view_need,
    nothing_here,
)
from terreau.web.apps.plans.services.need_checks import NeedFields, check_need
from terreau.web.apps.plans.services.news import changeable, tell_news
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

# Of these the history says that they changed, not what they hold: free words may name people.
_PERSONAL = ("description", "verified_with", "drop_reason")
_TOLD_BY = {"organisation": "organisation_id"}


@transaction.atomic
def raise_need(
    *,
    acting: Acting,
    perimeter: Perimeter,
    written: NeedFields,
    channel: Channel | None = None,
) -> Need:
    """Note a need of a territory: by its keepers, or by members of who raises it.

    Parameters
    ----------
    acting, perimeter, written
        Who notes it, where, and what.
    channel : Channel, optional
        How the organisation said it, where somebody else notes it.

    Raises
    ------
    NotHere
        If one may raise none there.
    BadField
        If what is written is wrong.
    """
    if not can_raise_need(acting.scope, perimeter):
        raise nothing_here()
    check_need(acting, perimeter, written)
    need = Need.objects.create(perimeter=perimeter, raised_by=acting.user, **_values(written))
    told = {name: (None, held) for name, held in _told(need).items() if held}
    _record(acting, channel, Verb.CREATED, need, told)
    return need


@transaction.atomic
def change_need(
    *,
    acting: Acting,
    need_id: int,
    version: int,
    written: NeedFields,
    channel: Channel | None = None,
) -> Need:
    """Change a need that nobody else changed meanwhile.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    VersionConflict
        If somebody else changed the same fields.
    BadField
        If what is written is wrong.
    """
    need = _locked(can_change_need(acting.scope), need_id)
    before, after = _told(need), _told(Need(**_values(written)))
    if need.version != version:
        conflict = conflict_of(need, need.version, version, before, after)
        if conflict.theirs or conflict.newer:
            raise conflict
    check_need(acting, need.perimeter, written, need)
    changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    if changes:
        for name, value in _values(written).items():
            setattr(need, name, value)
        _save(acting, need, changes, list(_values(written)), channel)
    return need


@transaction.atomic
def verify_need(*, acting: Acting, need_id: int, said_by: str, on: date | None = None) -> Need:
    """Say that a need was verified: with whom, on which day. By who keeps the territory.

    Raises
    ------
    NotHere
        If one does not keep it.
    BadField
        If nobody is said, or the day is to come.
    """
    need = _locked(can_verify_need(acting.scope), need_id)
    who, today = " ".join(said_by.split())[:300], timezone.localdate()
    if not who:
        raise BadField(
            "verified_with",
            _("Dites avec qui le besoin a été vérifié"),
            remedy=_("Une entreprise, un atelier, une enquête : quelques mots."),
        )
    if (on or today) > today:
        raise BadField("on", _("Un besoin est vérifié aujourd’hui ou avant"))
    return _move(acting, need, NeedState.VERIFIED, verified_with=who, verified_on=on or today)


@transaction.atomic
def drop_need(*, acting: Acting, need_id: int, reason: str) -> Need:
    """Say that a need is none any more, and why. By who keeps the territory.

    Raises
    ------
    NotHere
        If one does not keep it.
    BadField
        If no reason is said.
    """
    need = _locked(can_verify_need(acting.scope), need_id)
    why = " ".join(reason.split())[:300]
    if not why:
        raise BadField("reason", _("Dites pourquoi"), remedy=_("Quelques mots suffisent."))
    today = timezone.localdate()
    return _move(acting, need, NeedState.DROPPED, drop_reason=why, dropped_on=today)


@transaction.atomic
def tie_need(*, acting: Acting, need_id: int, sheet_id: int) -> None:
    """Say that a sheet answers a need; said twice counts once.

    Raises
    ------
    NotHere
        If one may not change the sheet, or does not see the need.
    BadField
        If they are of two territories.
    """
    sheet, need = _both(acting, need_id, sheet_id)
    if need.perimeter_id != sheet.plan.perimeter_id:
        raise BadField(
            "need",
            _("Ce besoin est d’un autre territoire"),
            value=need.title,
            remedy=_("Notez-le d’abord dans celui de la fiche."),
        )
    if not sheet.needs.filter(pk=need.pk).exists():
        sheet.needs.add(need)
        _tell_both(acting, sheet, need, is_tied=True)


@transaction.atomic
def untie_need(*, acting: Acting, need_id: int, sheet_id: int) -> None:
    """Say that a sheet does not answer a need after all. Raises as `tie_need`."""
    sheet, need = _both(acting, need_id, sheet_id)
    if sheet.needs.filter(pk=need.pk).exists():
        sheet.needs.remove(need)
        _tell_both(acting, sheet, need, is_tied=False)


def _both(acting: Acting, need_id: int, sheet_id: int) -> tuple[ActionSheet, Need]:
    sheet = changeable(acting, sheet_id)
    return sheet, _locked(can_view_need(acting.scope), need_id)


def _tell_both(acting: Acting, sheet: ActionSheet, need: Need, *, is_tied: bool) -> None:
    """Write it in both histories; what few read is not named in that of the other."""
    title = need.title if need.visibility == Visibility.PUBLIC else _("un besoin")
    code = sheet.code
    tell_news(acting, sheet, {"need": ("", title) if is_tied else (title, "")})
    _save(acting, need, {"sheet": ("", code) if is_tied else (code, "")}, [])


def _move(acting: Acting, need: Need, state: NeedState, **said: object) -> Need:
    """Put a need in a state, with what it says; what the other state said is forgotten."""
    after: dict[str, Any] = {
        "state": state, "verified_with": "", "verified_on": None, "drop_reason": "",
        "dropped_on": None, **said,
    }  # fmt: skip
    changes = {
        name: (getattr(need, name), value)
        for name, value in after.items()
        if getattr(need, name) != value
    }
    for name, value in after.items():
        setattr(need, name, value)
    if changes:
        _save(acting, need, changes, list(after))
    return need


def _save(
    acting: Acting,
    need: Need,
    changes: Mapping[str, tuple[object, object]],
    columns: list[str],
    channel: Channel | None = None,
) -> None:
    need.version = F("version") + 1
    need.save(update_fields=(*columns, "version"))
    need.refresh_from_db(fields=("version",))
    _record(acting, channel, Verb.CHANGED, need, changes)


def _record(
    acting: Acting,
    channel: Channel | None,
    verb: Verb,
    need: Need,
    changes: Mapping[str, tuple[object, object]],
) -> None:
    behalf = acting.behalf
    if channel is not None:
        behalf = Behalf(channel, organisation_id=need.organisation_id)
    told = Acting(acting.user, acting.scope, behalf, acting.request_id, acting.is_operator)
    record(told, verb, need, changes, personal=_PERSONAL)


def _locked(allowed: Q, need_id: int) -> Need:
    found = Need.objects.select_for_update(of=("self",)).filter(allowed, pk=need_id)
    need = found.select_related("perimeter", "organisation").first()
    if need is None:
        raise nothing_here()
    return need


def _values(written: NeedFields) -> dict[str, Any]:
    return {
        "title": " ".join(written.title.split()),
        "description": written.description.strip(),
        "organisation": written.organisation,
        "figure_address": written.figure_address if written.figure_label else "",
        "figure_label": " ".join(written.figure_label.split())[:200],
        "theme": written.theme,
        "visibility": written.visibility,
    }


def _told(need: Need) -> dict[str, Any]:
    return {
        each.name: getattr(need, _TOLD_BY.get(each.name, each.name)) for each in fields(NeedFields)
    }
