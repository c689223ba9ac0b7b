"""The decomposition of a change in jobs, and what it becomes without its first sector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _

from terreau.core.rounding import largest_remainder
from terreau.web.apps.observatory import rules
from terreau.web.apps.observatory.composing.figures import Figures
from terreau.web.apps.observatory.composing.methods import formulas_of
from terreau.web.apps.observatory.measuring import Measures
from terreau.web.apps.observatory.number import Number
from terreau.web.apps.observatory.profile import Effects, SectorRow
from terreau.web.apps.observatory.sentences import RoundedEffects
from terreau.web.shared.formatting import format_number, format_percent


def effects_of(figures: Figures, sectors: Sequence[SectorRow]) -> Effects | None:
    """Return the three effects and their sum; None where nothing can be decomposed."""
    measures = figures.measures
    if measures.local is None or measures.macro is None or measures.structural is None:
        return None
    local = float(np.nansum(measures.local))
    total = measures.macro + measures.structural + local
    parts = {"macro": measures.macro, "structural": measures.structural} | (
        _parts_of_local(measures) or {"local": local}
    )
    whole = dict(
        zip(parts, largest_remainder(tuple(parts.values()), total=round(total)), strict=True)
    )
    whole["total"] = round(total)
    whole.setdefault("local", round(total) - whole["macro"] - whole["structural"])
    formulas = formulas_of(figures.choice.method)
    labels = {
        "total": _("Ensemble"),
        "macro": _("Effet national"),
        "structural": _("Secteurs"),
        "local": _("Effet local"),
        "competitive": _("Local, hors spécialité"),
        "allocation": _("Local, spécialité"),
        "entry": _("Local, secteurs nouveaux"),
    }

    def jobs(part: str, value: float) -> Number:
        display = format_number(whole[part], is_signed=True)
        return figures.number(
            f"effects.{part}", labels[part], value, "jobs", display, formula=formulas[part]
        )

    rate = local / measures.paired_start if measures.paired_start else 0.0
    first, without = _without_first(figures, sectors, local)
    return Effects(
        total=jobs("total", total),
        macro=jobs("macro", measures.macro),
        structural=jobs("structural", measures.structural),
        local=jobs("local", local),
        local_rate=figures.number(
            "effects.local_rate",
            _("Effet local, en part de l’emploi de départ"),
            rate,
            "ratio",
            format_percent(rate, is_signed=True),
            formula=formulas["local_rate"],
        ),
        first_sector=first,
        without_first=None
        if first is None or without is None
        else figures.number(
            "effects.without_first",
            _("Effet local sans « %(sector)s »") % {"sector": first.label},
            without,
            "jobs",
            format_number(round(without), is_signed=True),
            formula=formulas["without_first"],
        ),
        is_sign_decided_by_first=without is not None and rules.decides_sign(local, without),
        parts_of_local=tuple(
            jobs(part, value) for part, value in (_parts_of_local(measures) or {}).items()
        ),
    )


def _parts_of_local(measures: Measures) -> dict[str, float] | None:
    """Return what makes up the local effect, where the method says; births only where there are."""
    parts = {
        "competitive": measures.competitive,
        "allocation": measures.allocation,
        "entry": measures.entry or None,
    }
    return {part: value for part, value in parts.items() if value is not None} or None


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
