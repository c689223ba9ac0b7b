"""What somebody asks of the sheets of a plan: the filters, the order, the columns of a page.

The same words narrow the list, each board, each file and the API.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.core.errors import BadInput
from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import Health, Part, SheetState
from terreau.web.apps.plans.models import ActionSheet, Milestone
from terreau.web.apps.plans.rules.codes import code_key
from terreau.web.apps.plans.selectors.sheets import seen_participations
from terreau.web.apps.plans.themes import THEMES

# What a filter says of the sheets that have none of it.
NONE = "aucun"
FIRST_YEAR, LAST_YEAR = 2000, 2100
_LONGEST_TEXT, _LONGEST_NAME = 80, 200
SORTS = {
    "": gettext_lazy("Axe, puis code"),
    "titre": gettext_lazy("Titre"),
    "etat": gettext_lazy("État"),
    "jalon": gettext_lazy("Prochain jalon"),
    "nouvelles": gettext_lazy("Dernières nouvelles"),
}
_ORDERS = {
    "": (F("axis__number").asc(nulls_last=True), "code_key", "pk"),
    "titre": ("folded_title", "pk"),
    "jalon": (F("next_due_on").asc(nulls_last=True), "code_key", "pk"),
    "nouvelles": (F("last_news_on").desc(nulls_last=True), "code_key", "pk"),
    "etat": ("code_key", "pk"),  # then by the order of the states, which no engine knows
}


@dataclass(frozen=True)
class Wanted:
    """What is asked of the sheets of a plan; what is empty narrows nothing.

    Parameters
    ----------
    axis : str
        The number of an axis, or `NONE`.
    theme : str
        As `ActionSheet.theme_choice`, or `NONE`.
    state, health : str
        `SheetState`, `Health`.
    lead : str
        The name of a lead, as the list of leads writes it.
    text : str
        Words of its title, or its code.
    year : int or None
        A year in which it is under way, or has a milestone.
    sort : str
        One of `SORTS`.
    columns : tuple of str
        Those chosen, by their keys; none: those of every day.
    """

    axis: str = ""
    theme: str = ""
    state: str = ""
    health: str = ""
    lead: str = ""
    text: str = ""
    year: int | None = None
    sort: str = ""
    columns: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether something is asked of the sheets."""
        return bool(self._filters())

    def query(self, **other: str) -> str:
        """Return it as the parameters of an address, some of them otherwise; "" takes one off."""
        told = {**self._filters(), "tri": self.sort} | other
        said = [(name, value) for name, value in told.items() if value]
        return urlencode([*said, *(("col", key) for key in self.columns)])

    def _filters(self) -> dict[str, str]:
        told = {
            "axe": self.axis, "theme": self.theme, "etat": self.state, "sante": self.health,
            "pilote": self.lead, "q": self.text, "annee": str(self.year or ""),
        }  # fmt: skip
        return {name: value for name, value in told.items() if value}


def wanted_of(sent: QueryDict) -> Wanted:
    """Return what the parameters of an address ask.

    Raises
    ------
    BadInput
        If one of them is nothing that can be asked.
    """
    year = sent.get("annee", "").strip()
    is_year = year.isascii() and year.isdecimal() and len(year) == 4
    if year and not (is_year and FIRST_YEAR <= int(year) <= LAST_YEAR):
        raise _unknown(_("Cette année n’est d’aucun plan d’action"), year)
    axis = sent.get("axe", "").strip()
    if axis and axis != NONE and not (axis.isascii() and axis.isdecimal() and len(axis) <= 5):
        raise _unknown(_("Cet axe n’existe pas"), axis)
    return Wanted(
        axis=axis,
        theme=_checked_theme(sent.get("theme", "")),
        state=_among(SheetState.values, sent.get("etat", ""), _("Cet état n’existe pas")),
        health=_among(Health.values, sent.get("sante", ""), _("Ce tri de fiches n’existe pas")),
        lead=sent.get("pilote", "").strip()[:_LONGEST_NAME],
        text=sent.get("q", "").strip()[:_LONGEST_TEXT],
        year=int(year) if year else None,
        sort=_among(SORTS, sent.get("tri", ""), _("Cet ordre n’existe pas")),
        columns=tuple(dict.fromkeys(sent.getlist("col"))),
    )


def narrowed(scope: Scope, sheets: QuerySet[ActionSheet], wanted: Wanted) -> QuerySet[ActionSheet]:
    """Return the sheets (`with_facts`) that answer all that is asked but their health, in order."""
    if wanted.axis:
        sheets = sheets.filter(_of_axis(wanted.axis))
    if wanted.theme:
        sheets = sheets.filter(_of_theme(wanted.theme))
    if wanted.state:
        sheets = sheets.filter(state=wanted.state)
    if wanted.lead:
        sheets = sheets.filter(_led_by(scope, wanted.lead))
    for word in fold(wanted.text).split():
        sheets = sheets.filter(Q(folded_title__contains=word) | Q(code_key=code_key(word)))
    if wanted.year:
        sheets = sheets.filter(_in_year(wanted.year))
    return sheets.order_by(*_ORDERS[wanted.sort])


def _of_axis(axis: str) -> Q:
    return Q(axis=None) if axis == NONE else Q(axis__number=int(axis))


def _of_theme(theme: str) -> Q:
    if theme == NONE:
        return Q(theme="", own_theme=None)
    kind, _colon, key = theme.partition(":")
    return Q(own_theme=int(key)) if kind == "own" else Q(theme=theme)


def _led_by(scope: Scope, name: str) -> Exists:
    leads = seen_participations(scope).filter(sheet=OuterRef("pk"), part=Part.SHEET_LEAD)
    return Exists(leads.filter(Q(organisation__name=name) | Q(written_name=name)).order_by())


def _in_year(year: int) -> Q:
    """Return the condition of the sheets under way in a year, or that have a milestone then."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    begins = Q(starts_on=None) | Q(starts_on__lte=last)
    ends = Q(ends_on=None) | Q(ends_on__gte=first)
    is_dated = Q(starts_on__isnull=False) | Q(ends_on__isnull=False)
    due = Milestone.objects.filter(sheet=OuterRef("pk"), due_on__range=(first, last)).order_by()
    return is_dated & begins & ends | Q(Exists(due))


def _checked_theme(theme: str) -> str:
    kind, _colon, key = theme.partition(":")
    is_own = kind == "own" and key.isascii() and key.isdecimal() and len(key) < 19
    if theme and theme != NONE and theme not in THEMES and not is_own:
        raise _unknown(_("Ce thème n’existe pas"), theme)
    return theme


def _among(known: Sequence[str] | Mapping[str, Any], said: str, refusal: str) -> str:
    if said and said not in known:
        raise _unknown(refusal, said)
    return said


def _unknown(what: str, said: str) -> BadInput:
    return BadInput(
        what, value=said[:80], remedy=_("Retirez ce filtre, ou choisissez-en un autre.")
    )
