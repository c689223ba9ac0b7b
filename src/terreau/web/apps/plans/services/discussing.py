"""What partners say of a sheet; one withdraws one's own, keepers may withdraw any."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionSheet, SheetComment
from terreau.web.apps.plans.permissions import can_comment_sheet, nothing_here
from terreau.web.apps.plans.reader import reader_of
from terreau.web.apps.plans.services.news import keeps, locked_sheet, tell_news

# The same words by the same person within this long are one press too many.
_TWICE = timedelta(minutes=10)
MOST_COMMENTS = 500


@transaction.atomic
def add_comment(*, acting: Acting, sheet_id: int, text: str) -> SheetComment:
    """Say something of a sheet, for one's organisation that is on it, else for the territory.

    Raises
    ------
    NotHere
        If nothing may be said of it by who acts: they are no partner of it, or do not read what
        is said.
    BadField
        If nothing is said, or too much.
    """
    sheet = _commented(acting, sheet_id)
    said = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not said or len(said) > 1000:
        raise BadField(
            "text",
            _("Un mot a 1 000 caractères au plus"),
            remedy=_("Écrivez-le, ou joignez un document."),
        )
    again = sheet.comments.filter(
        written_by=acting.user, text=said, written_at__gte=timezone.now() - _TWICE
    ).first()
    if again is not None:
        return again
    if sheet.comments.count() >= MOST_COMMENTS:
        raise BadField(
            "text",
            _("Cette fiche porte déjà %(most)s mots") % {"most": MOST_COMMENTS},
            remedy=_("Retirez les plus anciens des vôtres."),
        )
    row = SheetComment.objects.create(
        sheet=sheet, text=said, written_by=acting.user, organisation_id=_on_it(acting, sheet)
    )
    tell_news(acting, sheet, {"comment": ("", said)})
    return row


@transaction.atomic
def withdraw_comment(*, acting: Acting, sheet_id: int, comment_id: int) -> None:
    """Withdraw what one said; who keeps the plan withdraws any, and the page says that they did.

    Raises
    ------
    NotHere
        If there is no such comment, or it is not theirs to withdraw.
    """
    sheet = _commented(acting, sheet_id)
    row = sheet.comments.filter(pk=comment_id).exclude(text="").first()
    if row is None:
        raise nothing_here()
    told = {"comment": (row.text, "")}
    if acting.user is not None and row.written_by_id == acting.user.pk:
        row.delete()
    elif keeps(acting, sheet):
        row.text = ""
        row.save(update_fields=("text",))
    else:
        raise nothing_here()
    tell_news(acting, sheet, told)


def _commented(acting: Acting, sheet_id: int) -> ActionSheet:
    sheet = locked_sheet(can_comment_sheet(acting.scope), sheet_id)
    if not reader_of(acting.scope).reads(sheet, "discussion"):
        raise nothing_here()
    return sheet


def _on_it(acting: Acting, sheet: ActionSheet) -> int | None:
    own = reader_of(acting.scope).standing.own
    rows = sheet.participations.filter(organisation__in=own).order_by("pk")
    return rows.values_list("organisation", flat=True).first()
