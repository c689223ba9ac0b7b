"""The sentences of a profile: plain words made from its numbers, one form for each case.

Numbers come already written; the sign decides the words.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from terreau.web.shared.formatting import format_number

MEASURES = {
    "employment": lambda: _("l’emploi"),
    "salaried_employment": lambda: _("l’emploi salarié"),
    "private_salaried_employment": lambda: _("l’emploi salarié privé"),
}

TITLES = {
    "employment": lambda: _("Emploi"),
    "salaried_employment": lambda: _("Emploi salarié"),
    "private_salaried_employment": lambda: _("Emploi salarié privé"),
}


@dataclass(frozen=True)
class RoundedEffects:
    """Whole jobs that add up: total = macro + structural + local."""

    total: int
    macro: int
    structural: int
    local: int


def measure_name(measure: str) -> str:
    """Return what is counted, with its article, in the reader's language."""
    return MEASURES[measure]()


def measure_title(measure: str) -> str:
    """Return what is counted, as a heading in the reader's language."""
    return TITLES[measure]()


def effects_sentence(measure: str, start: int, end: int, effects: RoundedEffects) -> str:
    """Say where the change in jobs comes from, in one sentence per effect."""
    return " ".join(
        (
            _change(measure, start, end, effects.total),
            _macro(effects.macro) + _(" ;"),
            _structural(effects.structural) + _(" ;"),
            _local(effects.local),
        )
    )


def growth_sentence(measure: str, start: int, end: int, change: int) -> str:
    """Say how many jobs were gained or lost, where nothing can be decomposed."""
    return _change(measure, start, end, change)


def level_sentence(measure: str, year: int, jobs: int) -> str:
    """Say how many jobs there are, where one year is known."""
    return _("En %(year)d, %(measure)s y compte **%(jobs)s postes**.") % {
        "year": year,
        "measure": measure_name(measure),
        "jobs": format_number(jobs),
    }


def emphasised(sentence: str) -> SafeString:
    """Return a sentence as HTML, ``**words**`` in bold and everything else escaped."""
    pieces = str(conditional_escape(sentence)).split("**")
    bold = (f"<strong>{p}</strong>" if i % 2 else p for i, p in enumerate(pieces))
    return mark_safe("".join(bold))  # noqa: S308  (escaped above)


def plain(sentence: str) -> str:
    """Return a sentence without its marks of emphasis."""
    return sentence.replace("**", "")


def _change(measure: str, start: int, end: int, change: int) -> str:
    words = {"start": start, "end": end, "measure": measure_name(measure)}
    if change == 0:
        return _("De %(start)d à %(end)d, %(measure)s y est resté stable.") % words
    words["jobs"] = format_number(abs(change))
    if change > 0:
        return _("De %(start)d à %(end)d, %(measure)s y a gagné **%(jobs)s postes**.") % words
    return _("De %(start)d à %(end)d, %(measure)s y a perdu **%(jobs)s postes**.") % words


def _macro(jobs: int) -> str:
    written = {"jobs": format_number(abs(jobs))}
    if jobs == 0:
        return _("Au rythme national, il n’aurait pas changé")
    if jobs > 0:
        return _("Au rythme national, il en aurait gagné %(jobs)s") % written
    return _("Au rythme national, il en aurait perdu %(jobs)s") % written


def _structural(jobs: int) -> str:
    written = {"jobs": format_number(abs(jobs))}
    if jobs == 0:
        return _("sa composition sectorielle n’y change rien")
    if jobs > 0:
        return _("sa composition sectorielle en ajoute %(jobs)s") % written
    return _("sa composition sectorielle en retire %(jobs)s") % written


def _local(jobs: int) -> str:
    written = {"jobs": format_number(abs(jobs))}
    if jobs == 0:
        return _("**l’« effet local » est nul** : les deux premiers expliquent tout.")
    if jobs > 0:
        return (
            _(
                "**restent %(jobs)s postes gagnés, l’« effet local », "
                "que ni l’un ni l’autre n’expliquent**."
            )
            % written
        )
    return (
        _(
            "**restent %(jobs)s postes perdus, l’« effet local », "
            "que ni l’un ni l’autre n’expliquent**."
        )
        % written
    )
