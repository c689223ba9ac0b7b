"""What sets territories apart, in a sentence, and how far it can be relied upon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _

from terreau.datasets.dataset import Dataset
from terreau.datasets.indicators.definition import Indicator
from terreau.datasets.indicators.tables import Territories
from terreau.datasets.indicators.values import Values, values_of
from terreau.web.shared.formatting import format_number

LOCAL, STRUCTURAL = "local-effect-5", "structural-effect-5"
# What is compared, in the order in which one asks.
SHOWN = (
    "population", "population-growth", "jobs", "jobs-change-5", "industry-jobs", "industry-share",
    "industry-change-5", "local-effect-5", "structural-effect-5", "krugman",
    "first-activity-share", "unemployment",
)  # fmt: skip
_DETAILS = ("A17", "A38", "A88")


def _apart(here: Mapping[str, Values]) -> tuple[int, int] | None:
    """Return the places of the territory that does best beside the country, and worst."""
    if LOCAL not in here or STRUCTURAL not in here:
        return None
    beside = here[LOCAL].values + here[STRUCTURAL].values
    if np.isnan(beside).sum() > len(beside) - 2:
        return None
    return int(np.nanargmax(beside)), int(np.nanargmin(beside))


def compared_sentence(here: Mapping[str, Values], names: Sequence[str]) -> str:
    """Say what sets territories apart, given each indicator; "" where nothing tells."""
    if places := _apart(here):
        best, worst = places
        local, structural = (
            float(here[id_].values[best] - here[id_].values[worst]) for id_ in (LOCAL, STRUCTURAL)
        )
        words = {
            "best": names[best],
            "worst": names[worst],
            "gap": format_number(local + structural, 1),
            "structural": format_number(structural, 1, is_signed=True),
            "local": format_number(local, 1, is_signed=True),
            "start": here[LOCAL].read[0].years[0],
            "end": here[LOCAL].year,
            "count": len(names),
        }
        if len(names) > 2:
            return (
                _(
                    "De %(start)s à %(end)s, des %(count)s territoires, c’est %(best)s dont "
                    "l’emploi évolue le mieux et %(worst)s le moins bien : %(gap)s points d’écart, "
                    "dont %(structural)s viennent des activités présentes et %(local)s de l’effet "
                    "local."
                )
                % words
            )
        return (
            _(
                "De %(start)s à %(end)s, l’emploi de %(best)s évolue mieux que celui de %(worst)s, "
                "de %(gap)s points : %(structural)s viennent des activités présentes, %(local)s "
                "de l’effet local."
            )
            % words
        )
    growth = here.get("population-growth")
    if growth is None or np.isnan(growth.values).sum() > len(names) - 2:
        return ""
    best, worst = int(np.nanargmax(growth.values)), int(np.nanargmin(growth.values))
    return _(
        "La population de %(best)s évolue de %(most)s par an, celle de %(worst)s de %(least)s."
    ) % {
        "best": names[best],
        "worst": names[worst],
        "most": f"{format_number(float(growth.values[best]), 2, is_signed=True)}\u202f%",
        "least": f"{format_number(float(growth.values[worst]), 2, is_signed=True)}\u202f%",
    }


def certainty_sentence(
    local: Indicator | None,
    here: Mapping[str, Values],
    datasets: Sequence[Dataset],
    asked: Territories,
    names: Sequence[str],
) -> str:
    """Say how the gap of local effects changes with the detail of the activities."""
    places = _apart(here)
    if places is None or local is None:
        return ""
    best, worst = places
    gaps = {}
    # The same table at each level: another one may have other years, and other jobs.
    used = [read.dataset for read in here[LOCAL].read if read.dataset is not None]
    for level in _DETAILS:
        terms = tuple(
            (name, replace(term, level=level) if term.is_vector else term)
            for name, term in local.terms
        )
        found = values_of(replace(local, terms=terms), used, asked, year=here[LOCAL].year)
        if found is not None:
            gaps[level] = float(found.values[best] - found.values[worst])
    known = [gap for gap in gaps.values() if not np.isnan(gap)]
    if len(known) < 2:
        return ""
    words = {
        "least": format_number(min(known), 1, is_signed=True),
        "most": format_number(max(known), 1, is_signed=True),
        "levels": ", ".join(level[1:] for level in gaps),
    }
    if min(known) < 0 < max(known):
        return (
            _(
                "L’écart d’effet local n’est pas sûr : selon le détail des activités (%(levels)s), "
                "il va de %(least)s à %(most)s points et change de signe."
            )
            % words
        )
    return (
        _(
            "L’écart d’effet local va de %(least)s à %(most)s points selon le détail des activités "
            "(%(levels)s) : son signe tient."
        )
        % words
    )
