"""Labels, agreements, documents and obligations as files: the same rows as their pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _

from terreau.web.apps.plans.agreement_enums import LabelAct
from terreau.web.apps.plans.labels import AGREEMENT, LABEL, OBLIGATION
from terreau.web.apps.plans.models import Agreement, Document
from terreau.web.apps.plans.selectors.obligations import ObligationRow
from terreau.web.apps.plans.selectors.programme import LabelShown
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.list_file import list_answer


def labels_answer(perimeter: Perimeter, labels: Iterable[LabelShown], suffix: str) -> HttpResponse:
    """Answer with the label of a territory, an act a row; one read in the reference has none."""
    headings = (
        _("Territoire"), str(LABEL["phase"]), str(LABEL["state"]), _("Étape"), str(LABEL["on"]),
        str(LABEL["words"]), _("Source"),
    )  # fmt: skip
    cells = [
        (perimeter.name, str(each.phase.label), str(each.state.label), act, on, words, each.source)
        for each in labels
        if each.state is not None
        for act, on, words in _acts(each)
    ]
    return list_answer(headings, cells, name="label", suffix=suffix)


def agreements_answer(agreements: Iterable[Agreement], suffix: str) -> HttpResponse:
    """Answer with agreements."""
    headings = tuple(
        str(AGREEMENT[name])
        for name in ("kind", "title", "state", "signed_on", "ends_on", "amends", "is_public")
    )
    cells = (
        (
            each.get_kind_display(), each.title, each.get_state_display(), _day(each.signed_on),
            _day(each.ends_on), each.amends.title if each.amends else "", _yes(each.is_public),
        )
        for each in agreements
    )  # fmt: skip
    return list_answer(headings, cells, name="accords", suffix=suffix)


def documents_answer(documents: Iterable[Document], suffix: str) -> HttpResponse:
    """Answer with the list of documents, those that are removed among them."""
    headings = (_("Document"), _("Sorte"), _("Octets"), _("Joint à"), _("Joint le"), _("Retiré le"))
    cells = (
        (
            each.name, each.get_kind_display(), each.size, _held_by(each),
            each.added_at.date().isoformat(),
            _day(each.removed_at.date() if each.removed_at else None),
        )
        for each in documents
    )  # fmt: skip
    return list_answer(headings, cells, name="documents", suffix=suffix)


def obligations_answer(rows: Iterable[ObligationRow], suffix: str) -> HttpResponse:
    """Answer with what a territory owes."""
    names = ("title", "kind", "owed_to", "due_on", "recurrence", "source", "is_to_check", "done_on")
    headings = (*(str(OBLIGATION[name]) for name in names), _("Où elle en est"))
    found = ((row.obligation, row.urgency) for row in rows)
    cells = (
        (
            each.title, each.get_kind_display(), each.owed_to, _day(each.due_on),
            each.get_recurrence_display(), each.source, _yes(each.is_to_check),
            _day(each.done_on), str(urgency.label),
        )
        for each, urgency in found
    )  # fmt: skip
    return list_answer(headings, cells, name="echeances", suffix=suffix)


def _acts(label: LabelShown) -> list[tuple[str, str, str]]:
    told = [
        (str(LabelAct(each.act).label), each.on.isoformat(), each.words) for each in label.events
    ]
    return told or [("", "", "")]


def _held_by(document: Document) -> str:
    """Return the name of what a document hangs on."""
    return str(document.sheet or document.agreement or document.committee)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(held: bool) -> str:
    return _("oui") if held else _("non")
