"""The decomposition of a change in jobs, and what it becomes without its first sector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.core.rounding import largest_remainder
from terreau.web.apps.observatory import rules
from terreau.web.apps.observatory.composing.figures import Figures
from terreau.web.apps.observatory.composing.methods import formulas_of
from terreau.web.apps.observatory.measuring import Measures
from terreau.web.apps.observatory.profile import Effects, SectorRow
from terreau.web.apps.observatory.sentences import RoundedEffects
from terreau.web.shared.formatting import format_number, format_percent


def effects_of(figures: Figures, sectors: Sequence[SectorRow]) -> Effects | None:
    """Return the three effects and their sum; None where nothing can be decomposed."""
    measures = figures.measures
    if measures.local is None or measures.macro is None or measures.structural is None:
        return None
    local = float(np.nansum(measures.local))
    total = measures.paired_end - measures.paired_start
    left = _not_compared(measures)
    parts = {"macro": measures.macro, "structural": measures.structural} | (
        _parts_of_local(measures) or {"local": local}
    )
    if left is not None:
        parts["not_compared"] = left
    whole = dict(
        zip(parts, largest_remainder(tuple(parts.values()), total=round(total)), strict=True)
    )
    whole["total"] = round(total)
    around_local = ("macro", "structural", "not_compared")
    whole.setdefault("local", round(total) - sum(whole.get(part, 0) for part in around_local))
    formulas = formulas_of(figures.choice.method)
    labels = {
        "total": _("Ensemble"),
        "macro": _("Effet national"),
        "structural": _("Secteurs"),
        "local": _("Effet local"),
        "not_compared": _("Sans comparaison possible"),
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
        not_compared=None if left is None else jobs("not_compared", left),
    )


def _parts_of_local(measures: Measures) -> dict[str, float] | None:
    """Return what makes up the local effect, where the method says; births only where there are."""
    parts = {
        "competitive": measures.competitive,
        "allocation": measures.allocation,
        "entry": measures.entry or None,
    }
    return {part: value for part, value in parts.items() if value is not None} or None


def _not_compared(measures: Measures) -> float | None:
    left = 0.0 if measures.not_compared is None else float(measures.not_compared.sum())
    return left or None


def rounded(effects: Effects) -> RoundedEffects:
    """Return the effects as whole jobs that add up, as they are displayed."""
    total = round(effects.total.value or 0.0)
    steps = effects.steps()
    jobs = largest_remainder([number.value or 0.0 for number in steps], total=total)
    whole = {number.key.removeprefix("effects."): n for number, n in zip(steps, jobs, strict=True)}
    parts = {name: whole.pop(name) for name in ("competitive", "allocation") if name in whole}
    entry = whole.pop("entry", 0)
    local = whole.get("local", sum(parts.values()) + entry)
    return RoundedEffects(
        total=total,
        macro=whole["macro"],
        structural=whole["structural"],
        local=local,
        not_compared=whole.get("not_compared", 0),
        **parts,
    )


def _without_first(
    figures: Figures, sectors: Sequence[SectorRow], local: float
) -> tuple[SectorRow | None, float | None]:
    index = figures.measures.first_sector
    if index is None or figures.measures.local is None:
        return None, None
    code = figures.measures.sectors[index]
    row = next((row for row in sectors if row.code == code), None)
    return row, local - float(figures.measures.local[index])
