"""Whether the sign of the local effect can be relied upon, in words and with its evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.analytics import SignCertainty
from terreau.web.apps.observatory.certainty import COARSE_LEVELS, compared_levels
from terreau.web.apps.observatory.composing.figures import Figures, sector_label
from terreau.web.apps.observatory.depth import Certainty
from terreau.web.apps.observatory.number import Number
from terreau.web.apps.observatory.profile import Effects
from terreau.web.shared.formatting import format_number

LABELS = {
    "certain": lambda: _("signe stable"),
    "hidden": lambda: _("signe incertain (secret)"),
    "level": lambda: _("trop peu de secteurs"),
    "method": lambda: _("dépend du calcul"),
    "plant": lambda: _("un établissement en décide"),
    "sector": lambda: _("un secteur en décide"),
}


def certainty_of(
    figures: Figures, found: SignCertainty | None, effects: Effects | None
) -> Certainty | None:
    """Return whether the local effect shown can be relied upon; None where nothing was tried."""
    if found is None or effects is None:
        return None
    tried = [value for value in found.by_specification.values() if not math.isnan(value)]
    shown = effects.local.value
    if not tried or shown is None:
        return None
    choices = len(tried)
    is_reversed = figures.choice.level in COARSE_LEVELS and all(v * shown < 0 for v in tried)
    if not is_reversed:
        # What is shown may be at another level, or on more cells: a defensible choice too.
        tried.append(shown)
    least = _number(figures, "local_least", _("Effet local, au plus bas"), min(tried), choices)
    most = _number(figures, "local_most", _("Effet local, au plus haut"), max(tried), choices)
    reasons: list[str] = [r for r in found.overturned_by if r != "sector"]
    if is_reversed:
        reasons.insert(0, "level")
    elif min(tried) * max(tried) < 0 and not {"hidden", "method"} & set(reasons):
        reasons.insert(0, "method")
    if effects.is_sign_decided_by_first:
        reasons.append("sector")
    verdict = reasons[0] if reasons else "certain"
    clauses = [_between(figures, least, most)]
    if is_reversed:
        clauses.append(_reversed(figures, effects))
    if "hidden" in reasons:
        clauses.append(_hidden(figures, tried))
    if verdict not in {"level", "hidden"}:
        clauses.append(_reason(verdict, found))
    return Certainty(
        # Too few sectors: a choice of method, for who reads the verdict by program.
        verdict="method" if is_reversed else verdict,
        label=LABELS[verdict](),
        sentence=" ".join(clauses),
        least=least,
        most=most,
        without_plant=_without_plant(figures, found),
    )


def _number(figures: Figures, key: str, label: str, value: float, choices: int) -> Number:
    formula = _(
        "%(count)d calculs : deux dates ou année par année × %(levels)s × pays ou reste du pays"
    ) % {"count": choices, "levels": ", ".join(compared_levels(figures.dataset))}
    shown = format_number(value, is_signed=True)
    return figures.number(f"effects.{key}", label, value, "jobs", shown, formula=formula)


def _without_plant(figures: Figures, found: SignCertainty) -> Number | None:
    if found.without_plant is None:
        return None
    sector, left = found.without_plant
    return figures.number(
        "effects.without_plant",
        _("Effet local sans le plus grand établissement de « %(sector)s »")
        % {"sector": _label(found, sector)},
        left,
        "jobs",
        format_number(left, is_signed=True),
        formula=_("le plus grand établissement du secteur est retiré aux deux dates"),
    )


def _between(figures: Figures, least: Number, most: Number) -> str:
    return _(
        "Selon le calcul, avec %(counts)s secteurs, l’effet local va de %(least)s à %(most)s."
    ) % {
        "counts": _counts(figures),
        "least": least.display,
        "most": most.display,
    }


def _counts(figures: Figures) -> str:
    """Name the numbers of sectors that are compared: "17, 38 ou 88"."""
    *others, last = (level.removeprefix("A") for level in compared_levels(figures.dataset))
    return ", ".join(others) + _(" ou ") + last if others else last


def _reversed(figures: Figures, effects: Effects) -> str:
    """Say that the sign shown is not the one to keep: the level is too coarse."""
    return _(
        "Avec %(count)s secteurs, où toute l’industrie manufacturière n’en fait qu’un, le signe "
        "est l’inverse (%(shown)s) : ne retenez pas celui-là."
    ) % {"count": figures.choice.level.removeprefix("A"), "shown": effects.local.display}


def _hidden(figures: Figures, tried: Sequence[float]) -> str:
    """Say how many cells are hidden and, where the sign is the same everywhere, what turns it."""
    cells = int(figures.measures.hidden.sum())
    counted = ngettext(
        "%(count)s cellule est secrète ou manque",
        "%(count)s cellules sont secrètes ou manquent",
        cells,
    ) % {"count": format_number(cells)}
    if not cells:
        counted = _("Des cellules sont secrètes entre ces deux dates")
    if min(tried) * max(tried) <= 0:
        return counted + _(" : elles aussi peuvent changer le signe.")
    jobs = {"jobs": format_number(min(abs(value) for value in tried))}
    if tried[0] > 0:
        return (
            counted
            + _(
                " : le signe changerait si leurs emplois avaient fait moins bien que leurs "
                "secteurs dans le pays, de plus de %(jobs)s emplois en tout."
            )
            % jobs
        )
    return (
        counted
        + _(
            " : le signe changerait si leurs emplois avaient fait mieux que leurs secteurs dans "
            "le pays, de plus de %(jobs)s emplois en tout."
        )
        % jobs
    )


def _reason(verdict: str, found: SignCertainty) -> str:
    if verdict == "method":
        return _("Son signe dépend de la méthode ou du détail : ne concluez pas sur lui seul.")
    if verdict == "plant" and found.without_plant:
        return _("Un seul établissement de « %(sector)s » en décide.") % {
            "sector": _label(found, found.without_plant[0])
        }
    if verdict == "sector":
        # Which one, and what is left without it, stands beside the effect: once is enough.
        return _(
            "D’un calcul à l’autre, son signe ne change pas ; mais c’est à son premier secteur "
            "qu’il tient (voir l’effet local)."
        )
    return _("D’un calcul à l’autre, son signe ne change pas.")


def _label(found: SignCertainty, sector: str) -> str:
    level = next(iter(found.by_specification)).split(", ")[1]
    return sector_label(level, sector)
