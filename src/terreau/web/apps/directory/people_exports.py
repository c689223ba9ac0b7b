"""Contacts, referents and mailings as files: the rows of the pages, the same cells left out."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from terreau.web.apps.directory.labels import CONTACT
from terreau.web.apps.directory.mailing import Mailing
from terreau.web.apps.directory.selectors.contacts import ShownContact
from terreau.web.apps.directory.selectors.mailings import name_of_sender
from terreau.web.apps.directory.selectors.referents import Referent
from terreau.web.shared.list_file import list_answer

_SEEN = ("name", "job", "email", "phone")


def contacts_answer(rows: Iterable[ShownContact], suffix: str) -> HttpResponse:
    """Answer with the contacts of an organisation as CSV or XLSX."""
    headings = [str(CONTACT[name]) for name in ("role", *_SEEN)]
    headings.append(str(CONTACT["agreed_on"]))
    cells = (
        [
            row.role_label,
            *(str(row.seen.get(name, "")) for name in _SEEN),
            row.contact.agreed_on.isoformat() if row.contact.agreed_on else "",
        ]
        for row in rows
    )
    return list_answer(headings, cells, name="contacts", suffix=suffix)


def referents_answer(rows: Iterable[Referent], suffix: str) -> HttpResponse:
    """Answer with the register of referents; a name that the reader may not know is empty."""
    headings = (
        _("Territoire"), _("Code"), _("Région"), _("Phase"), _("Rôle"), _("Personne"),
        _("Depuis le"), _("À pourvoir"),
    )  # fmt: skip
    cells = (
        (
            row.perimeter.name,
            row.perimeter.code,
            row.region_code,
            row.phase,
            str(row.role.label),
            row.name,
            row.since.isoformat() if row.since else "",
            _("oui") if row.is_missing else _("non"),
        )
        for row in rows
    )
    return list_answer(headings, cells, name="referents", suffix=suffix)


def mailings_answer(rows: Iterable[Mailing], suffix: str) -> HttpResponse:
    """Answer with the mailings of the past: their counts, never who received them."""
    headings = (
        _("Objet"), _("Écrite le"), _("De la part de"), _("Au nom de"), _("Destinataires"),
        _("Parties"), _("Avaient quitté"),
    )  # fmt: skip
    cells = (
        (
            row.subject,
            localdate(row.written_at).isoformat(),
            name_of_sender(row),
            row.perimeter.name,
            row.reader_count,
            row.sent_count,
            row.left_count,
        )
        for row in rows
    )
    return list_answer(headings, cells, name="lettres", suffix=suffix)
