"""Whether the sign of the local effect can be relied upon, in words and with its evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.analytics import SignCertainty
from terreau.core.number import Number
from terreau.web.apps.observatory.certainty import COARSE_LEVELS, compared_levels
from terreau.web.apps.observatory.composing.figures import Figures, sector_label
from terreau.web.apps.observatory.depth import Certainty
from terreau.web.apps.observatory.measuring import Measures
from terreau.web.apps.observatory.profile import Effects
from terreau.web.shared.formatting import format_number

# Between calculations whose sizes differ by more, only the sign is worth keeping.
_MOST_SPREAD = 2
LABELS = {
    "certain": lambda: _("signe stable"),
    "size": lambda: _("signe stable, ampleur incertaine"),
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
    is_coarse = figures.choice.level in COARSE_LEVELS
    if not is_coarse:
        # What is shown may be at a finer level, or on more cells: a defensible choice too.
        tried.append(shown)
    least = _number(figures, "local_least", _("Effet local, au plus bas"), min(tried), choices)
    most = _number(figures, "local_most", _("Effet local, au plus haut"), max(tried), choices)
    # Rounded so as to add up with the others, it is written in one way only.
    least, most = (
        replace(end, display=effects.local.display) if end.value == shown else end
        for end in (least, most)
    )
    turn = Turn(min(abs(value) for value in tried), figures.measures)
    reasons = _reasons(found, effects, tried, turn)
    if is_reversed:
        reasons.insert(0, "level")
    verdict = reasons[0]
    clauses = [_between(figures, least, most)]
    if is_coarse:
        told = _reversed if is_reversed else _apart
        clauses.append(told(figures, effects))
    if "hidden" in reasons:
        clauses.append(_hidden(figures, turn, tried, choices))
    if verdict not in {"level", "hidden"}:
        clauses.append(_reason(verdict, found))
    if verdict in {"certain", "size"} and turn.cells:
        clauses.append(_out_of_reach(figures, turn))
    return Certainty(
        # Too few sectors: a choice of method, for who reads the verdict by program.
        verdict="method" if is_reversed else verdict,
        label=LABELS[verdict](),
        sentence=" ".join(clauses),
        least=least,
        most=most,
        without_plant=_without_plant(figures, found),
        is_reversed=is_reversed,
    )


@dataclass(frozen=True)
class Turn:
    """What would turn a sign: jobs that hidden cells would have to gain, or to lose."""

    needed: float
    measures: Measures

    @property
    def cells(self) -> int:
        """How many cells are hidden at either date."""
        return int(self.measures.hidden.sum())

    @property
    def held(self) -> float:
        """Jobs they would hold if each were as the average visible cell of the territory."""
        return self.cells * self.measures.mean_cell

    @property
    def is_within_reach(self) -> bool:
        """Whether they would hold enough to turn it."""
        return self.cells > 0 and self.needed <= self.held


def _reasons(
    found: SignCertainty, effects: Effects, tried: Sequence[float], turn: Turn
) -> list[str]:
    """Return what overturns the sign, the most serious first; else whether the size is certain."""
    # What hidden cells may do is judged by what they would hold, and a sector as it is shown.
    reasons: list[str] = [r for r in found.overturned_by if r not in {"hidden", "sector"}]
    if min(tried) * max(tried) < 0 and "method" not in reasons:
        reasons.insert(0, "method")
    if turn.is_within_reach:
        reasons.insert(0, "hidden")
    if effects.is_sign_decided_by_first:
        reasons.append("sector")
    is_spread = max(map(abs, tried)) > _MOST_SPREAD * turn.needed
    return reasons or ["size" if is_spread else "certain"]


def _number(figures: Figures, key: str, label: str, value: float, choices: int) -> Number:
    tried = (
        _("%(count)d calculs : deux dates ou année par année × %(levels)s × pays ou reste du pays")
        if figures.choice.has_years_between
        else _("%(count)d calculs : %(levels)s × pays ou reste du pays")
    )
    judged = _(
        " ; le signe est dit incertain si les cellules secrètes, supposées de la taille moyenne "
        "des cellules publiées ici (%(mean)s emplois), compteraient assez d’emplois pour l’inverser"
    )
    formula = (tried + judged) % {
        "count": choices,
        "levels": ", ".join(compared_levels(figures.dataset)),
        "mean": format_number(figures.measures.mean_cell),
    }
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


def _apart(figures: Figures, effects: Effects) -> str:
    """Say that the effect shown is at a level that is not compared."""
    return _("Le chiffre montré (%(shown)s, avec %(count)s secteurs) n’est pas l’un d’eux.") % {
        "count": figures.choice.level.removeprefix("A"),
        "shown": effects.local.display,
    }


def _hidden(figures: Figures, turn: Turn, tried: Sequence[float], choices: int) -> str:
    """Say how many cells are hidden and, where the sign is the same everywhere, what turns it."""
    words = {
        "choices": format_number(choices),
        "cells": _counted(figures, turn.cells),
        "jobs": format_number(turn.needed),
    }
    if min(tried) * max(tried) <= 0:
        return _("%(cells)s : elles aussi peuvent changer le signe.") % words
    if tried[0] > 0:
        return (
            _(
                "Le signe tient dans les %(choices)s calculs, mais %(cells)s : il suffirait que "
                "leurs emplois aient fait moins bien que leurs secteurs dans le pays de %(jobs)s "
                "en tout pour l’inverser."
            )
            % words
        )
    return (
        _(
            "Le signe tient dans les %(choices)s calculs, mais %(cells)s : il suffirait que leurs "
            "emplois aient fait mieux que leurs secteurs dans le pays de %(jobs)s en tout pour "
            "l’inverser."
        )
        % words
    )


def _out_of_reach(figures: Figures, turn: Turn) -> str:
    """Say that hidden cells would not hold enough to turn the sign."""
    return _(
        "%(cells)s : pour l’inverser il leur faudrait %(needed)s emplois d’écart, plus qu’elles "
        "n’en compteraient si elles ressemblaient aux cellules publiées ici (%(held)s)."
    ) % {
        "cells": _counted(figures, turn.cells),
        "needed": format_number(turn.needed),
        "held": format_number(turn.held),
    }


def _counted(figures: Figures, cells: int) -> str:
    words = {"count": format_number(cells)}
    if figures.dataset.absent == "missing":
        return (
            ngettext(
                "%(count)s cellule est secrète ou manque",
                "%(count)s cellules sont secrètes ou manquent",
                cells,
            )
            % words
        )
    return (
        ngettext("%(count)s cellule est secrète", "%(count)s cellules sont secrètes", cells) % words
    )


def _reason(verdict: str, found: SignCertainty) -> str:
    if verdict == "size":
        return _(
            "D’un calcul à l’autre, son signe ne change pas, mais son ampleur va du simple à plus "
            "du double : n’en retenez que le sens."
        )
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
