"""The milestones of a sheet: added, moved, done, not done after all, taken out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionSheet, Milestone
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.lines import Line
from terreau.web.apps.plans.services.clashes import settled
from terreau.web.apps.plans.services.news import changeable, tell_news

# A plan is of these years; farther, a day is a mistake of typing.
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class MilestoneWritten(Line):
    """A dated step, as people write it."""

    title: str
    due_on: date

    @classmethod
    def read_back(cls) -> Mapping[str, Callable[[str], Any]]:
        """Return how its day is read back."""
        return {"due_on": date.fromisoformat}


@transaction.atomic
def add_milestone(*, acting: Acting, sheet_id: int, title: str, due_on: date) -> Milestone:
    """Add a dated step to a sheet; said twice counts once.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to change.
    BadField
        If it has no title, or its day is of no plan.
    """
    sheet = changeable(acting, sheet_id)
    said = _checked(title, due_on)
    row, is_new = Milestone.objects.get_or_create(sheet=sheet, title=said, due_on=due_on)
    if is_new:
        tell_news(acting, sheet, {"milestone": ("", _told(row))})
    return row


@transaction.atomic
def change_milestone(
    *,
    acting: Acting,
    sheet_id: int,
    milestone_id: int,
    title: str,
    due_on: date,
    read: MilestoneWritten | None = None,
) -> Milestone:
    """Name a milestone otherwise, or move it; raises as `add_milestone`.

    Of what somebody else changed since it was ``read``, what is not changed here stays; what both
    changed otherwise raises `LinesConflict`.
    """
    sheet, row = _row(acting, sheet_id, milestone_id)
    before = _told(row)
    mine = MilestoneWritten(_checked(title, due_on), due_on)
    written = settled("milestone", mine, read, milestone_said(row), before)
    row.title, row.due_on = written.title, written.due_on
    if _told(row) != before:
        row.save(update_fields=("title", "due_on"))
        tell_news(acting, sheet, {"milestone": (before, _told(row))})
    return row


@transaction.atomic
def settle_milestone(
    *, acting: Acting, sheet_id: int, milestone_id: int, done_on: date | None
) -> Milestone:
    """Say that a milestone was done on a day, or (None) that it is not done after all.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to change, or has no such milestone.
    BadField
        If the day is to come.
    """
    sheet, row = _row(acting, sheet_id, milestone_id)
    if done_on is not None and done_on > timezone.localdate():
        raise BadField(
            "done_on",
            _("Un jalon est fait aujourd’hui ou avant"),
            value=done_on.isoformat(),
            remedy=_("Corrigez le jour."),
        )
    before = _told(row)
    if row.done_on != done_on:
        row.done_on = done_on
        row.save(update_fields=("done_on",))
        tell_news(acting, sheet, {"milestone": (before, _told(row))})
    return row


@transaction.atomic
def remove_milestone(*, acting: Acting, sheet_id: int, milestone_id: int) -> None:
    """Take a milestone out; the history of the sheet keeps it. Raises as `settle_milestone`."""
    sheet, row = _row(acting, sheet_id, milestone_id)
    told = _told(row)
    row.delete()
    tell_news(acting, sheet, {"milestone": (told, "")})


def milestone_said(row: Milestone) -> MilestoneWritten:
    """Return what a milestone says."""
    return MilestoneWritten(row.title, row.due_on)


def _row(acting: Acting, sheet_id: int, milestone_id: int) -> tuple[ActionSheet, Milestone]:
    sheet = changeable(acting, sheet_id)
    row = sheet.milestones.filter(pk=milestone_id).first()
    if row is None:
        raise nothing_here()
    return sheet, row


def _checked(title: str, due_on: date) -> str:
    said = " ".join(title.split())
    if not said or len(said) > 200:
        raise BadField(
            "title", _("Un jalon a un titre de 200 caractères au plus"), remedy=_("Écrivez-le.")
        )
    if not FIRST_YEAR <= due_on.year <= LAST_YEAR:
        raise BadField(
            "due_on",
            _("Ce jour n’est d’aucun plan d’action"),
            value=due_on.isoformat(),
            remedy=_("Corrigez l’année."),
        )
    return said


def _told(row: Milestone) -> str:
    """Say a milestone in one line, as the history keeps it."""
    due = f"{row.due_on:%d/%m/%Y}"
    if row.done_on is None:
        return f"{row.title} ({due})"
    done = _("fait le %(day)s") % {"day": f"{row.done_on:%d/%m/%Y}"}
    return f"{row.title} ({due}, {done})"
