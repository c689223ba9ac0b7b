"""How near an obligation is, when it is told of, when it comes back; which ones are suggested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from terreau.web.apps.plans.agreement_enums import ObligationKind, Recurrence, Urgency

# Days before it is due: waits on the home page from the first, a letter leaves at each.
REMINDED = (30, 7)


@dataclass(frozen=True)
class Suggestion:
    """An obligation that most territories have.

    Parameters
    ----------
    kind : ObligationKind
        What it is.
    title, owed_to : Promise
        In words.
    month, day : int
        When it falls in a year; of the end of the phase, the last day of the plan counts first.
    source : Promise
        What says so; no text fixes the days of those that say "à vérifier".
    is_to_check : bool
        Whether the day is a guess of ours, to be checked in the territory's own agreements.
    recurrence : Recurrence
        Whether it comes back.
    """

    kind: ObligationKind
    title: Promise
    owed_to: Promise
    month: int
    day: int
    source: Promise
    is_to_check: bool = True
    recurrence: Recurrence = Recurrence.YEARLY


_BY_AGREEMENT = _(
    "Ce jour n’est dans aucun texte national : lisez-le dans votre convention ou votre protocole."
)
SUGGESTIONS = (
    Suggestion(
        ObligationKind.ANNUAL_REPORT,
        _("Rapport annuel du plan d’action"),
        _("Comité de pilotage, État et Région"),
        3, 31, _BY_AGREEMENT,
    ),
    Suggestion(
        ObligationKind.POST_BALANCE,
        _("Demande de solde du cofinancement du poste de chef de projet"),
        _("Financeur du poste (convention de cofinancement)"),
        10, 31, _BY_AGREEMENT,
    ),
    Suggestion(
        ObligationKind.FUND_DEPOSIT,
        _("Dépôt des projets pour le fonds vert"),
        _("Préfecture"),
        2, 28,
        _("Le calendrier est fixé chaque année par la préfecture de département ou de région."),
    ),
    Suggestion(
        ObligationKind.FUND_DEPOSIT,
        _("Dépôt des projets pour la DETR et la DSIL"),
        _("Préfecture"),
        1, 31,
        _("Le calendrier est fixé chaque année par la préfecture de département."),
    ),
    Suggestion(
        ObligationKind.COMMITTEE,
        _("Comité de pilotage annuel"),
        _("Binôme, État et Région"),
        6, 30, _BY_AGREEMENT,
    ),
    Suggestion(
        ObligationKind.PHASE_END,
        _("Fin de la phase du programme"),
        _("Délégation nationale du programme"),
        12, 31,
        _("Programme Territoires d’industrie : la phase 2 va de 2023 à 2027."),
        recurrence=Recurrence.ONCE,
    ),
)  # fmt: skip
_LAST_YEAR_OF_PHASE_2 = 2027


def day_of(suggestion: Suggestion, today: date) -> date:
    """Return when a suggested obligation next falls.

    Parameters
    ----------
    suggestion : Suggestion
        Which one.
    today : date
        It falls on that day or after; the end of the phase, when it is.

    Examples
    --------
    >>> day_of(SUGGESTIONS[0], date(2026, 11, 29)), day_of(SUGGESTIONS[0], date(2026, 3, 31))
    (datetime.date(2027, 3, 31), datetime.date(2026, 3, 31))
    """
    if suggestion.kind is ObligationKind.PHASE_END:
        return date(_LAST_YEAR_OF_PHASE_2, suggestion.month, suggestion.day)
    here = date(today.year, suggestion.month, suggestion.day)
    return here if here >= today else next_year(here)


def titles_of(suggestion: Suggestion) -> list[str]:
    """Return the title of a suggested obligation in every language, whoever took it."""
    titles = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            titles.append(str(suggestion.title))
    return titles


def next_year(day: date) -> date:
    """Return the same day a year later; that of 29 February is the 28th.

    Examples
    --------
    >>> next_year(date(2028, 2, 29)), next_year(date(2026, 12, 31))
    (datetime.date(2029, 2, 28), datetime.date(2027, 12, 31))
    """
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)


def year_reported(due_on: date) -> int:
    """Return the year that an annual report tells: the one before, where it is due by June.

    Examples
    --------
    >>> year_reported(date(2027, 3, 31)), year_reported(date(2026, 12, 20))
    (2026, 2026)
    """
    return due_on.year - 1 if due_on.month <= 6 else due_on.year


def urgency_of(due_on: date, done_on: date | None, today: date) -> Urgency:
    """Return how near an obligation is.

    Examples
    --------
    >>> day = date(2026, 11, 29)
    >>> urgency_of(date(2026, 12, 29), None, day), urgency_of(date(2026, 11, 28), None, day)
    (Urgency.SOON, Urgency.LATE)
    """
    if done_on is not None:
        return Urgency.DONE
    if due_on < today:
        return Urgency.LATE
    return Urgency.SOON if (due_on - today).days <= max(REMINDED) else Urgency.LATER


def reminder_due(due_on: date, told: int | None, today: date) -> int | None:
    """Return which reminder is to leave today, as its days before; None where none is.

    One that was missed while nothing ran does not leave once the next one is due, and none leaves
    once the day is past: the page says that it is late.

    Parameters
    ----------
    due_on : date
        The day of the obligation.
    told : int or None
        The last reminder that left.
    today : date
        Of the worker.

    Examples
    --------
    >>> day = date(2026, 12, 29)
    >>> [reminder_due(day, None, date(2026, 11, 28)), reminder_due(day, None, date(2026, 11, 29))]
    [None, 30]
    >>> [reminder_due(day, 30, date(2026, 12, 22)), reminder_due(day, 7, date(2026, 12, 23))]
    [7, None]
    """
    left = (due_on - today).days
    reached = [days for days in REMINDED if 0 <= left <= days]
    due = min(reached, default=None)
    return due if due is not None and (told is None or due < told) else None
