"""The risks of a sheet: said, answered, closed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import RiskLevel
from terreau.web.apps.plans.models import ActionSheet, Risk
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.lines import Line
from terreau.web.apps.plans.services.clashes import settled
from terreau.web.apps.plans.services.news import changeable, tell_news


@dataclass(frozen=True)
class RiskWritten(Line):
    """What may go wrong, as people write it."""

    text: str
    level: str = RiskLevel.MEDIUM.value
    answer: str = ""


@transaction.atomic
def add_risk(
    *, acting: Acting, sheet_id: int, text: str, level: str = RiskLevel.MEDIUM, answer: str = ""
) -> Risk:
    """Say what may go wrong in a sheet, and what is done about it; said twice counts once.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to change.
    BadField
        If nothing is said, too much is, or there is no such level.
    """
    sheet = changeable(acting, sheet_id)
    said, answered = _checked(text, level, answer)
    row, is_new = Risk.objects.get_or_create(
        sheet=sheet, text=said, closed_on=None, defaults={"answer": answered, "level": level}
    )
    if is_new:
        tell_news(acting, sheet, {"risk": ("", row.text)})
    return row


@transaction.atomic
def change_risk(
    *,
    acting: Acting,
    sheet_id: int,
    risk_id: int,
    text: str,
    level: str,
    answer: str,
    read: RiskWritten | None = None,
) -> Risk:
    """Say a risk otherwise, or what is done about it; raises as `add_risk`.

    Of what somebody else changed since it was ``read``, what is not changed here stays; what both
    changed otherwise raises `LinesConflict`.
    """
    sheet, row = _row(acting, sheet_id, risk_id)
    before = (row.text, row.answer, row.level)
    said, answered = _checked(text, level, answer)
    mine = RiskWritten(said, level, answered)
    written = settled("risk", mine, read, risk_said(row), " · ".join(before))
    row.text, row.level, row.answer = written.text, written.level, written.answer
    if before != (row.text, row.answer, row.level):
        row.save(update_fields=("text", "answer", "level"))
        tell_news(acting, sheet, {"risk": (" · ".join(before), f"{row.text} · {row.answer}")})
    return row


@transaction.atomic
def settle_risk(*, acting: Acting, sheet_id: int, risk_id: int, is_closed: bool) -> Risk:
    """Say that a risk is past, or that it is not after all.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to change, or has no such risk.
    """
    sheet, row = _row(acting, sheet_id, risk_id)
    if (row.closed_on is not None) != is_closed:
        before = str(row.closed_on or _("ouvert"))
        row.closed_on = timezone.localdate() if is_closed else None
        row.save(update_fields=("closed_on",))
        tell_news(acting, sheet, {"risk": (before, str(row.closed_on or _("ouvert")))})
    return row


def risk_said(row: Risk) -> RiskWritten:
    """Return what a risk says."""
    return RiskWritten(row.text, row.level, row.answer)


def _row(acting: Acting, sheet_id: int, risk_id: int) -> tuple[ActionSheet, Risk]:
    sheet = changeable(acting, sheet_id)
    row = sheet.risks.filter(pk=risk_id).first()
    if row is None:
        raise nothing_here()
    return sheet, row


def _checked(text: str, level: str, answer: str) -> tuple[str, str]:
    said, answered = " ".join(text.split()), " ".join(answer.split())
    if not said or len(said) > 300:
        raise BadField(
            "text",
            _("Un risque se dit en 300 caractères au plus"),
            remedy=_("Dites ce qui peut mal tourner."),
        )
    if len(answered) > 300:
        raise BadField(
            "answer",
            _("La réponse se dit en 300 caractères au plus"),
            remedy=_("Raccourcissez-la."),
        )
    if level not in RiskLevel.values:
        raise BadField(
            "level",
            _("Ce niveau de risque n’existe pas"),
            value=level,
            remedy=_("Choisissez parmi : %s.") % ", ".join(RiskLevel.values),
        )
    return said, answered
