"""The sectors of a territory, the most over-represented of those that count first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.web.apps.observatory.composing.figures import Figures, known, sector_label, write_jobs
from terreau.web.apps.observatory.composing.methods import formulas_of
from terreau.web.apps.observatory.explaining import Explainer
from terreau.web.apps.observatory.profile import SectorRow
from terreau.web.shared.formatting import format_number

# A quotient on a handful of jobs says little: sectors under this share of the jobs come after.
LEAST_SHARE = 0.01


def sector_rows(figures: Figures) -> tuple[SectorRow, ...]:
    """Return a row for each sector present at either date, those with a share of the jobs first."""
    if not figures.choice.level:
        return ()
    measures = figures.measures
    shared = _Provenances(
        jobs=figures.provenance("", _("somme des emplois publiés"), is_paired=False),
        quotient=figures.provenance(
            "",
            _(
                "part du secteur dans les emplois d’ici, divisée par sa part dans ceux du pays : "
                "(eᵢ ÷ e) ÷ (Eᵢ ÷ E) ; intervalle à 95 % : ce que donnerait, 95 fois sur 100, le "
                "seul hasard sur autant d’emplois (il ne dit rien des emplois secrets)"
            ),
            is_paired=False,
        ),
        local=figures.provenance("", formulas_of(figures.choice.method)["local"]),
        change=figures.provenance(
            "", _("emplois d’arrivée moins emplois de départ, là où les deux sont publiés")
        ),
    )
    least = LEAST_SHARE * float(np.nansum(measures.end))
    rows = [
        _row(figures, shared, i, code, least)
        for i, code in enumerate(measures.sectors)
        if not (measures.start[i] == 0 and measures.end[i] == 0)
    ]
    rows.sort(key=lambda row: (row.is_minor, -_weight(row), row.code))
    return tuple(_with_turn(rows))


@dataclass(frozen=True)
class _Provenances:
    """The provenances that all the rows share, but for the command."""

    jobs: Provenance
    quotient: Provenance
    local: Provenance
    change: Provenance


def _row(figures: Figures, shared: _Provenances, i: int, code: str, least: float) -> SectorRow:
    measures, choice = figures.measures, figures.choice
    label = sector_label(choice.level, code)
    hidden = int(measures.hidden[i]) + measures.unknown
    explain = Explainer(figures.territory)

    def number(
        part: str,
        value: float,
        *,
        unit: str,
        display: str,
        period: str,
        provenance: Provenance,
        bounds: tuple[float | None, float | None] = (None, None),
    ) -> Number:
        key = f"sector.{code}.{part}"
        return Number(
            key=key,
            label=label,
            value=known(value),
            unit=unit,
            display=display,
            provenance=explain.with_command(provenance, key, choice),
            period=period,
            lower=bounds[0],
            upper=bounds[1],
        )

    def jobs(part: str, value: float, year: int) -> Number:
        return number(
            part,
            value,
            unit="jobs",
            display=write_jobs(value, hidden),
            period=str(year),
            provenance=shared.jobs,
        )

    quotient = None if measures.quotient is None else float(measures.quotient[i])
    local = None if measures.local is None else float(measures.local[i])
    # Compared with itself, it cannot differ: that is no result.
    is_void = bool(measures.is_alone[i]) and local is not None and abs(local) < 0.5
    return SectorRow(
        code=code,
        label=label,
        start=jobs("start", float(measures.start[i]), choice.start),
        end=jobs("end", float(measures.end[i]), choice.end),
        quotient=None
        if quotient is None
        else number(
            "location_quotient",
            quotient,
            unit="times",
            display=format_number(quotient, 2),
            period=str(choice.end),
            provenance=shared.quotient,
            bounds=_bounds(figures, i),
        ),
        local=None
        if local is None
        else number(
            "local",
            local,
            unit="jobs",
            display=_("0 par construction") if is_void else format_number(local, is_signed=True),
            period=figures.span,
            provenance=replace(shared.local, formula=formulas_of(choice.method)["void"])
            if is_void
            else shared.local,
        ),
        hidden_cells=hidden,
        change=None
        if choice.start == choice.end
        else number(
            "change",
            float(measures.change[i]),
            unit="jobs",
            display=format_number(float(measures.change[i]), is_signed=True),
            period=figures.span,
            provenance=shared.change,
        ),
        is_minor=float(np.nan_to_num(measures.end[i])) < least,
    )


def _bounds(figures: Figures, i: int) -> tuple[float | None, float | None]:
    """Return the 95 % bounds of a quotient, where they are known."""
    if figures.mix is None or figures.measures.is_alone[i]:
        return None, None
    lower, upper = figures.mix.quotient_interval
    return known(float(lower[i])), known(float(upper[i]))


def _with_turn(rows: Sequence[SectorRow]) -> Sequence[SectorRow]:
    """Mark the first sector that is less present than in the country, after one that is more."""
    for place, (before, row) in enumerate(pairwise(rows), start=1):
        if before.quotient and row.quotient and _weight(before) >= 1 > _weight(row):
            turn = replace(row, opens_less_present=True)
            return [*rows[:place], turn, *rows[place + 1 :]]
    return rows


def _weight(row: SectorRow) -> float:
    if row.quotient is None:
        return row.end.value or 0.0
    return row.quotient.value or 0.0
