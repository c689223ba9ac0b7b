"""What is said of a sheet in a sentence: its money, the next thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.web.apps.plans.enums import Health, NeedState, SheetState
from terreau.web.apps.plans.models import Need
from terreau.web.apps.plans.selectors.money import Money
from terreau.web.apps.plans.selectors.sheet_life import SheetLife
from terreau.web.apps.plans.selectors.sheets import SheetShown
from terreau.web.shared.formatting import format_day


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next on a sheet, why, and where it is done."""

    said: str
    way: str
    address: str


def next_step(
    shown: SheetShown, money: Money | None, life: SheetLife, needs: Sequence[Need]
) -> NextStep | None:
    """Return the one thing that somebody who writes a sheet does next; None where it is closed."""
    if not shown.may_change or shown.sheet.is_closed:
        return None
    return (
        (_told_step(shown) if shown.may_keep else None)
        or _late_step(shown)
        or _why_step(shown, needs)
        or (_money_step(shown, money) if money is not None else None)
        or _followed_step(shown, life)
    )


def _told_step(shown: SheetShown) -> NextStep | None:
    """Return what only who keeps the plan says: where a sheet is, who leads it."""
    sheet = shown.sheet
    if sheet.state == SheetState.UNKNOWN:
        said = _("Personne n’a dit où en est cette fiche.")
        return _to(said, _("Le dire"), "sheet_move", sheet.pk, "tell")
    if Health.WITHOUT_LEAD in shown.row.health:
        said = _("Une fiche sans pilote n’avance pas.")
        return _to(said, _("Dire qui la pilote"), "people", sheet.pk)
    return None


def _late_step(shown: SheetShown) -> NextStep | None:
    milestone = shown.next_milestone
    if milestone is None or not milestone.is_late:
        return None
    said = _("« %(title)s » était attendu le %(day)s.") % {
        "title": milestone.title,
        "day": format_day(milestone.due_on),
    }
    return _to(said, _("Dire ce qui est fait"), "calendar", shown.sheet.pk)


def _why_step(shown: SheetShown, needs: Sequence[Need]) -> NextStep | None:
    """Return what is to be said of what a sheet is for, and when."""
    sheet = shown.sheet
    if not sheet.problem and not sheet.objectives:
        said = _("Son constat et ses objectifs ne sont pas écrits.")
        return _to(said, _("Les écrire en deux phrases"), "sheet_change", sheet.pk)
    if not any(need.state == NeedState.VERIFIED for need in needs):
        said = _("Aucun besoin vérifié ne dit à qui elle sert.")
        return _to(said, _("Relier un besoin"), "sheet_need", sheet.pk)
    if not shown.milestones:
        said = _("Sans jalon, personne ne voit où elle en est.")
        return _to(said, _("Poser un premier jalon"), "calendar", sheet.pk)
    return None


def _money_step(shown: SheetShown, money: Money) -> NextStep | None:
    if not money.costs:
        return _to(
            _("On ne sait pas encore ce qu’elle coûte."),
            _("Chiffrer l’action"),
            "budget",
            shown.sheet.pk,
        )
    if not money.shares:
        return _to(
            _("Des dépenses sont prévues, et personne ne les paie encore."),
            _("Dire qui paie"),
            "budget",
            shown.sheet.pk,
        )
    if money.balance.gap > 0:
        return _to(
            _("Le plan de financement ne boucle pas encore."),
            _("Compléter le plan"),
            "budget",
            shown.sheet.pk,
        )
    return None


def _followed_step(shown: SheetShown, life: SheetLife) -> NextStep | None:
    if life.indicators:
        return None
    return _to(
        _("Rien ne dira si elle a changé quelque chose."),
        _("Choisir un indicateur"),
        "tracking",
        shown.sheet.pk,
    )


def _to(said: str, way: str, name: str, *parts: object) -> NextStep:
    return NextStep(said, way, reverse(f"plans:{name}", args=parts))
