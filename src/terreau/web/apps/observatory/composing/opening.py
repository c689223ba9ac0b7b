"""The sentence a profile opens with, made from the numbers it introduces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.datasets.population import PopulationTotal
from terreau.web.apps.observatory import sentences
from terreau.web.apps.observatory.certainty import compared_levels
from terreau.web.apps.observatory.composing.effects import rounded
from terreau.web.apps.observatory.composing.figures import Figures, sector_label
from terreau.web.apps.observatory.composing.growth import growth_of, nation_growth_of
from terreau.web.apps.observatory.depth import Certainty
from terreau.web.apps.observatory.profile import Effects
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.shared.formatting import format_number


def population_sentence(totals: Sequence[PopulationTotal]) -> str:
    """Say who lives there, where nothing is known of jobs."""
    if not totals:
        return _("Ce territoire est connu par son nom ; ses communes ne le sont pas encore.")
    last, first = totals[-1], totals[0]
    people = last.value
    words = {"last": last.year, "people": format_number(people), "first": first.year}
    if last.missing:
        return _("En %(last)s, **au moins %(people)s personnes** y vivent.") % words
    if people == 0:
        return _("Personne n’y vit.")
    lives = ngettext(
        "En %(last)s, **%(people)s personne** y vit",
        "En %(last)s, **%(people)s personnes** y vivent",
        people,
    )
    change = people - first.value
    words["change"] = format_number(abs(change))
    if first is last:
        compared = "."
    elif change == 0:
        compared = _(", autant qu’en %(first)s.")
    elif change > 0:
        compared = _(" : %(change)s de plus qu’en %(first)s.")
    else:
        compared = _(" : %(change)s de moins qu’en %(first)s.")
    return (lives + compared) % words


def figures_sentence(figures: Figures, effects: Effects | None, certainty: Certainty | None) -> str:
    """Say where the change in jobs comes from, or how large it is beside the country's."""
    measures, choice = figures.measures, figures.choice
    is_partial = bool(measures.left_out)
    span = sentences.Span(figures.dataset.measure, choice.start, choice.end, is_partial)
    if measures.is_all_hidden:
        return sentences.hidden_sentence()
    if effects:
        refused = _refused(figures, certainty)
        said = sentences.effects_sentence(
            span, rounded(effects), apart=_apart(figures), refused=refused
        )
        return said if refused or certainty is None else said + _doubt(certainty)
    if choice.start == choice.end:
        jobs = round(float(np.nansum(measures.end)))
        return sentences.level_sentence(span.measure, choice.end, jobs)
    own, nation = growth_of(figures), nation_growth_of(figures)
    is_compared = own and nation and figures.territory.kind != PerimeterKind.NATION
    compared = (
        sentences.compared_with(own.display, nation.label, nation.display)
        if is_compared and own and nation
        else ""
    )
    change = round(measures.paired_end - measures.paired_start)
    return sentences.growth_sentence(span, change, compared=compared)


def _doubt(certainty: Certainty) -> str:
    """Say beside the effect that its sign is not sure, and why; "" where it is.

    That one sector decides is said where its figure stands.
    """
    words = {"least": certainty.least.display, "most": certainty.most.display}
    doubts = {
        "method": _(" Ce signe n’est pas sûr : il va de %(least)s à %(most)s selon le calcul."),
        "hidden": _(" Ce signe n’est pas sûr : des emplois secrets pourraient l’inverser."),
        "plant": _(" Ce signe n’est pas sûr : un seul établissement en décide."),
    }
    return doubts.get(certainty.verdict, "") % words


def _apart(figures: Figures) -> str:
    """Say in what the jobs are that the method compares with nothing; "" where there are none."""
    measures = figures.measures
    if measures.not_compared is None or not measures.not_compared.any():
        return ""
    if figures.choice.method == "chained":
        return sentences.broken_series()
    heaviest = np.argsort(-np.abs(measures.not_compared), kind="stable")
    left = [i for i in heaviest.tolist() if measures.not_compared[i]]
    return sentences.lacking_sectors(
        [sector_label(figures.choice.level, measures.sectors[i]) for i in left]
    )


def _refused(figures: Figures, certainty: Certainty | None) -> sentences.Refused | None:
    """Return the numbers of sectors where those chosen are too few; None where they are enough."""
    if certainty is None or not certainty.is_reversed:
        return None
    level, enough = figures.choice.level, compared_levels(figures.dataset)[0]
    return sentences.Refused(level.removeprefix("A"), enough.removeprefix("A"))
