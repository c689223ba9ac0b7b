"""The lists of the directory as files: the same rows as the pages, the same cells left out."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.labels import ORGANISATION
from terreau.web.apps.directory.models import Held, Invitation, Mandate, MandateRequest
from terreau.web.apps.directory.register import RegisterChange
from terreau.web.apps.directory.selectors.mandates import RoleHeld
from terreau.web.apps.directory.selectors.organisations import Shown
from terreau.web.apps.directory.selectors.register import shown_changes
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.list_file import list_answer

_COLUMNS = (
    "name", "kind", "siren", "siret", "naf", "activity", "headcount_class", "email", "phone",
    "website", "description", "agrees_to_contact", "closed_on",
)  # fmt: skip


def organisations_answer(rows: Iterable[Shown], suffix: str) -> HttpResponse:
    """Answer with the rows as CSV or XLSX."""
    labels = ORGANISATION | {"activity": _("Activité")}
    headings = [*(str(labels[name]) for name in (*_COLUMNS, "seat")), "Code"]
    headings.append(str(ORGANISATION["group"]))
    return list_answer(headings, map(_cells, rows), name="organisations", suffix=suffix)


def changes_answer(rows: Iterable[RegisterChange], suffix: str, *, is_trial: bool) -> HttpResponse:
    """Answer with what a reading of a register did, or would do, as CSV or XLSX."""
    headings = (
        _("Ce qui changerait") if is_trial else _("Ce qui a changé"),
        _("Ligne"), _("SIRET"), _("Nom"), _("Champ"), _("Avant"), _("Après"),
    )  # fmt: skip
    cells = (
        (
            str(each.row.get_outcome_display()), str(each.row.line or ""), each.row.siret,
            each.row.name, each.field, each.before, each.after,
        )
        for each in shown_changes(rows)
    )  # fmt: skip
    return list_answer(headings, cells, name="registre", suffix=suffix)


def mandates_answer(rows: Iterable[RoleHeld], suffix: str) -> HttpResponse:
    """Answer with mandates as CSV or XLSX; a name that the reader may not know is empty."""
    headings = (*_held_headings(), _("Personne"), _("Premier jour"), _("Dernier jour"))
    cells = ((*_held(row.mandate), row.name, *_days(row.mandate)) for row in rows)
    return list_answer(headings, cells, name="mandats", suffix=suffix)


def requests_answer(scope: Scope, rows: Iterable[MandateRequest], suffix: str) -> HttpResponse:
    """Answer with requests as CSV or XLSX: those the reader made, those they may answer."""
    headings = (
        *_held_headings(), _("Qui demande"), _("Faite ou reçue"), _("Pourquoi"), _("État"),
        _("Demandé le"), _("À répondre avant"), _("Répondu le"), _("Réponse"),
    )  # fmt: skip
    cells = (
        (
            *_held(row),
            row.asked_by.display_name,
            _("faite par moi") if row.asked_by_id == scope.user_id else _("reçue"),
            row.reason,
            str(row.state_today.label),
            localdate(row.asked_at).isoformat(),
            row.expires_on.isoformat(),
            localdate(row.answered_at).isoformat() if row.answered_at else "",
            row.answer,
        )
        for row in rows
    )
    return list_answer(headings, cells, name="demandes", suffix=suffix)


def invitations_answer(rows: Iterable[Invitation], suffix: str) -> HttpResponse:
    """Answer with invitations as CSV or XLSX."""
    headings = (
        *_held_headings(), _("Adresse électronique"), _("État"), _("Qui invite"), _("Envoyée le"),
        _("Sert jusqu’au"),
    )  # fmt: skip
    cells = (
        (
            *_held(row),
            row.email,
            str(row.state_today.label),
            row.invited_by.display_name if row.invited_by else "",
            localdate(row.invited_at).isoformat(),
            localdate(row.expires_at).isoformat(),
        )
        for row in rows
    )
    return list_answer(headings, cells, name="invitations", suffix=suffix)


def _held_headings() -> tuple[str, ...]:
    return (_("Rôle"), _("Pour"), _("Code ou numéro"))


def _held(held: Held) -> tuple[str, ...]:
    """Return the role and what it is held for, named and numbered."""
    about = held.about
    number = about.code if isinstance(about, Perimeter) else str(about.pk)
    return (str(Role(held.role).label), about.name, number)


def _days(mandate: Mandate) -> tuple[str, str]:
    last = mandate.valid_to
    return mandate.valid_from.isoformat(), last.isoformat() if last else ""


def _cells(row: Shown) -> list[str]:
    told = row.seen | {
        "kind": row.kind_label,
        "activity": row.activity_name,
        "headcount_class": row.headcount_label,
        "agrees_to_contact": _("oui") if row.seen["agrees_to_contact"] else "",
        "closed_on": row.seen["closed_on"] or "",
    }
    cells = [str(told.get(name, "")) for name in _COLUMNS]
    where = (row.seat.name, row.seat.code) if row.seat else ("", "")
    return [*cells, *where, row.group.name if row.group else ""]
