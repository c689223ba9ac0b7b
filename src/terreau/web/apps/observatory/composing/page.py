"""The whole profile: its sentence, its numbers, what is missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.core.number import Number
from terreau.datasets.dataset import Dataset
from terreau.datasets.population import PopulationTotal
from terreau.web.apps.observatory import sentences
from terreau.web.apps.observatory.composing import missing
from terreau.web.apps.observatory.composing.certainty import certainty_of
from terreau.web.apps.observatory.composing.effects import effects_of
from terreau.web.apps.observatory.composing.figures import (
    Figures,
    known,
    write_at_least,
    write_jobs,
)
from terreau.web.apps.observatory.composing.growth import growth_of, nation_growth_of, weight_of
from terreau.web.apps.observatory.composing.industry import industry_of
from terreau.web.apps.observatory.composing.mix import mix_of
from terreau.web.apps.observatory.composing.opening import figures_sentence, population_sentence
from terreau.web.apps.observatory.composing.printed import printed_of
from terreau.web.apps.observatory.composing.sectors import sector_rows
from terreau.web.apps.observatory.composing.trend import trend_of
from terreau.web.apps.observatory.composing.typology import typology_of
from terreau.web.apps.observatory.composing.unemployment import unemployment_of
from terreau.web.apps.observatory.datasets_held import PartlyKnown
from terreau.web.apps.observatory.explaining import Explainer, hidden_words, unknown_words
from terreau.web.apps.observatory.profile import (
    Effects,
    Elsewhere,
    Missing,
    Profile,
    SectorRow,
)
from terreau.web.apps.observatory.series import Series
from terreau.web.apps.observatory.typology import Typed
from terreau.web.apps.observatory.unemployment import Rate
from terreau.web.apps.territories import presenters
from terreau.web.apps.territories.models import PrintedFact
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.formatting import format_percent

# From this share of its jobs, the doubtful history of communes is said first.
_DOUBTFUL = 0.05


@dataclass(frozen=True)
class Composer:
    """Puts together the profile of one territory in the active language.

    Parameters
    ----------
    territory : Territory
        Whose profile.
    totals : Sequence[PopulationTotal]
        Its populations.
    facts : Sequence[PrintedFact]
        What source documents print of it.
    typed : Typed or None
        Which type of bassin de vie it is or touches.
    has_census : bool
        Whether a census that says so is installed.
    rate : Rate or None
        Its unemployment rate.
    """

    territory: Territory
    totals: Sequence[PopulationTotal]
    facts: Sequence[PrintedFact]
    typed: Typed | None = None
    has_census: bool = False
    rate: Rate | None = None

    def without_figures(
        self, elsewhere: Elsewhere | None, partly: PartlyKnown | None = None
    ) -> Profile:
        """Return what is known where no dataset covers the territory, or one does too little."""
        return self._profile(
            sentence=population_sentence(self.totals),
            choice=None,
            population=self._population(),
            elsewhere=elsewhere,
            missing=(
                *missing.without_figures(self.territory, elsewhere, partly),
                *self._missing_typology(),
            ),
        )

    def with_figures(
        self,
        figures: Figures,
        trend_dataset: Dataset,
        series: Series | None,
        elsewhere: Elsewhere | None,
    ) -> Profile:
        """Return the whole profile from one dataset and, for the trend, the longest one."""
        population = self._population()
        sectors = sector_rows(figures)
        effects = effects_of(figures, sectors)
        certainty = certainty_of(figures, figures.certainty, effects)
        return self._profile(
            sentence=figures_sentence(figures, effects, certainty),
            choice=figures.choice,
            population=population,
            employment_end=_jobs(figures),
            growth=growth_of(figures),
            nation_growth=nation_growth_of(figures),
            weight=weight_of(figures),
            industry=industry_of(figures),
            specialty=_specialty(sectors),
            effects=effects,
            certainty=certainty,
            mix=mix_of(figures, figures.mix, sectors),
            sectors=sectors,
            trend=trend_of(self.territory, trend_dataset, series) if series else None,
            declining=_declining(sectors),
            elsewhere=None if sectors else elsewhere,
            missing=(
                *missing.beside(figures, effects=effects, series=series, elsewhere=elsewhere),
                *self._missing_typology(),
            ),
            warnings=_warnings(effects),
            notes=_notes(figures),
            attributions=tuple(
                f"{d.publisher} ({d.licence})" for d in (figures.dataset, trend_dataset)
            ),
        )

    def _missing_typology(self) -> tuple[Missing, ...]:
        if self.typed is not None:
            return ()
        return missing.typology(self.territory, has_census=self.has_census)

    def _profile(self, *, attributions: tuple[str, ...] = (), **parts: object) -> Profile:
        territory = self.territory
        perimeter = territory.perimeter
        typology = typology_of(territory, self.typed)
        unemployment = unemployment_of(territory, self.rate)
        beside = tuple(part.source for part in (typology, unemployment) if part)
        return Profile(
            kind=territory.kind,
            kind_label=presenters.kind_label(perimeter) if perimeter else territory.kind_label,
            code=territory.code,
            name=territory.name,
            context=presenters.context_of(perimeter) if perimeter else "",
            version_label=Explainer(territory).version_label(),
            is_example=territory.is_example,
            printed=printed_of(self.facts),
            typology=typology,
            unemployment=unemployment,
            attributions=tuple(dict.fromkeys((*attributions, *beside))),
            **parts,  # type: ignore[arg-type]
        )

    def _population(self) -> tuple[Number, ...]:
        explain = Explainer(self.territory)
        return tuple(
            Number(
                key=f"population.{total.year}",
                label=_("Population municipale"),
                value=float(total.value),
                unit="inhabitants",
                display=write_at_least(total.value, total.missing),
                provenance=explain.of_population(total.year, total.missing),
                period=str(total.year),
            )
            for total in self.totals
        )


def _jobs(figures: Figures) -> Number:
    measures = figures.measures
    value = math.nan if measures.is_all_hidden else float(np.nansum(measures.end))
    key = "employment.end"
    return Number(
        key=key,
        label=sentences.measure_title(figures.dataset.measure),
        value=known(value),
        unit="jobs",
        display=write_jobs(value, measures.left_out),
        provenance=figures.provenance(key, _("somme des cellules visibles"), is_paired=False),
        period=str(figures.choice.end),
    )


def _specialty(sectors: Sequence[SectorRow]) -> SectorRow | None:
    """Return the most over-represented of the sectors that count: they come first."""
    first = sectors[0] if sectors else None
    return first if first and first.quotient and first.quotient.value is not None else None


def _declining(sectors: Sequence[SectorRow]) -> SectorRow | None:
    """Return the sector that falls most; one that the table denies only where all are."""
    fallen = [
        (row.is_fall_denied, row.change.value, row)
        for row in sectors
        if row.change and row.change.value is not None and row.change.value < 0
    ]
    return min(fallen, key=lambda found: found[:2])[2] if fallen else None


def _warnings(effects: Effects | None) -> tuple[str, ...]:
    if effects is None or effects.without_first is None or effects.first_sector is None:
        return ()
    if not effects.is_sign_decided_by_first:
        return ()
    return (
        _("Un secteur décide du signe : sans « %(sector)s », l’effet local serait de %(jobs)s.")
        % {"sector": effects.first_sector.label, "jobs": effects.without_first.display},
    )


def _notes(figures: Figures) -> tuple[str, ...]:
    hidden = int(figures.measures.hidden.sum())
    found = []
    if hidden:
        found.append(
            ngettext(
                "%(cells)s : laissé de côté aux deux dates, jamais compté pour zéro ; « ≥ » "
                "signale un minimum.",
                "%(cells)s : laissés de côté aux deux dates, jamais comptés pour zéro ; « ≥ » "
                "signale un minimum.",
                hidden,
            )
            % {"cells": hidden_words(figures.dataset, hidden)}
        )
    if unknown := figures.measures.unknown:
        found.append(
            _("%(territories)s : les chiffres sont un minimum, « ≥ ».")
            % {"territories": unknown_words(figures.dataset, unknown)}
        )
    if (share := figures.measures.uncertain_share) >= _DOUBTFUL:
        found.append(
            _(
                "%(share)s de ces emplois sont de communes divisées depuis : ce qui est d’avant "
                "leur séparation est compté là où elles étaient, et l’évolution en dépend."
            )
            % {"share": format_percent(share)}
        )
    if figures.dataset.note:
        found.append(figures.dataset.note)
    return tuple(found)
