"""The decomposition of a change in jobs, and what it becomes without its first sector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _

from terreau.core.rounding import largest_remainder
from terreau.web.apps.observatory import rules
from terreau.web.apps.observatory.composing.figures import Figures
from terreau.web.apps.observatory.profile import Effects, Number, SectorRow
from terreau.web.apps.observatory.sentences import RoundedEffects
from terreau.web.shared.formatting import format_number, format_percent


def effects_of(figures: Figures, sectors: Sequence[SectorRow]) -> Effects | None:
    """Return the three effects and their sum; None where nothing can be decomposed."""
    measures = figures.measures
    if measures.local is None or measures.macro is None or measures.structural is None:
        return None
    local = float(np.nansum(measures.local))
    total = measures.macro + measures.structural + local
    shown = largest_remainder((measures.macro, measures.structural, local), total=round(total))

    def jobs(key: str, label: str, value: float, whole: int, formula: str) -> Number:
        display = format_number(whole, is_signed=True)
        return figures.number(f"effects.{key}", label, value, "jobs", display, formula=formula)

    rate = local / measures.paired_start if measures.paired_start else 0.0
    first, without = _without_first(figures, sectors, local)
    return Effects(
        total=jobs(
            "total",
            _("Ensemble"),
            total,
            round(total),
            _("b − a : emplois d’arrivée − emplois de départ"),
        ),
        macro=jobs(
            "macro",
            _("Effet national"),
            measures.macro,
            shown[0],
            _("Dunn : national = a × (E¹/E⁰ − 1)"),
        ),
        structural=jobs(
            "structural",
            _("Secteurs"),
            measures.structural,
            shown[1],
            _("Dunn : sectoriel = a × (E¹ᵢ/E⁰ᵢ − E¹/E⁰)"),
        ),
        local=jobs("local", _("Effet local"), local, shown[2], _("Dunn : local = b − a × E¹ᵢ/E⁰ᵢ")),
        local_rate=figures.number(
            "effects.local_rate",
            _("Effet local, en part de l’emploi de départ"),
            rate,
            "ratio",
            format_percent(rate, is_signed=True),
            formula=_("effet local ÷ emplois de départ"),
        ),
        first_sector=first,
        without_first=None
        if first is None or without is None
        else jobs(
            "without_first",
            _("Effet local sans « %(sector)s »") % {"sector": first.label},
            without,
            round(without),
            _("effet local − effet local de ce secteur"),
        ),
        is_sign_decided_by_first=without is not None and rules.decides_sign(local, without),
    )


def rounded(effects: Effects) -> RoundedEffects:
    """Return the effects as whole jobs that add up, as they are displayed."""
    total = round(effects.total.value or 0.0)
    parts = [n.value or 0.0 for n in (effects.macro, effects.structural, effects.local)]
    return RoundedEffects(total, *largest_remainder(parts, total=total))


def _without_first(
    figures: Figures, sectors: Sequence[SectorRow], local: float
) -> tuple[SectorRow | None, float | None]:
    index = figures.measures.first_sector
    if index is None or figures.measures.local is None:
        return None, None
    code = figures.measures.sectors[index]
    row = next((row for row in sectors if row.code == code), None)
    return row, local - float(figures.measures.local[index])
