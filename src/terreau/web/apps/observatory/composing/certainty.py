"""Whether the sign of the local effect can be relied upon, in words and with its evidence."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from terreau.analytics import SignCertainty
from terreau.web.apps.observatory.certainty import compared_levels
from terreau.web.apps.observatory.composing.figures import Figures, sector_label
from terreau.web.apps.observatory.depth import Certainty
from terreau.web.apps.observatory.number import Number
from terreau.web.apps.observatory.profile import Effects
from terreau.web.shared.formatting import format_number

LABELS = {
    "certain": lambda: _("signe stable"),
    "hidden": lambda: _("signe incertain (secret)"),
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
    if not tried or effects.local.value is None:
        return None
    choices = len(tried)
    # What is shown may be at another level, or on more cells: it is a defensible choice too.
    tried.append(effects.local.value)
    least = _number(figures, "local_least", _("Effet local, au plus bas"), min(tried), choices)
    most = _number(figures, "local_most", _("Effet local, au plus haut"), max(tried), choices)
    reasons: list[str] = [r for r in found.overturned_by if r != "sector"]
    if min(tried) * max(tried) < 0 and not {"hidden", "method"} & set(reasons):
        reasons.insert(0, "method")
    if effects.is_sign_decided_by_first:
        reasons.append("sector")
    verdict = reasons[0] if reasons else "certain"
    plant = _without_plant(figures, found)
    return Certainty(
        verdict=verdict,
        label=LABELS[verdict](),
        sentence=_sentence(verdict, least, most, effects, found),
        least=least,
        most=most,
        without_plant=plant,
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


def _sentence(
    verdict: str, least: Number, most: Number, effects: Effects, found: SignCertainty
) -> str:
    between = _("Selon le calcul, l’effet local va de %(least)s à %(most)s.") % {
        "least": least.display,
        "most": most.display,
    }
    if verdict == "hidden":
        return (
            _("Des emplois couverts par le secret pourraient en changer le signe.") + f" {between}"
        )
    if verdict == "method":
        return (
            between
            + " "
            + _("Son signe dépend de la méthode ou du détail : ne concluez pas sur lui seul.")
        )
    if verdict == "plant" and found.without_plant:
        return (
            between
            + " "
            + _("Un seul établissement de « %(sector)s » en décide.")
            % {"sector": _label(found, found.without_plant[0])}
        )
    if verdict == "sector" and effects.first_sector:
        return (
            between
            + " "
            + _("Le signe n’en dépend pas, mais un seul secteur en décide : « %(sector)s ».")
            % {"sector": effects.first_sector.label}
        )
    return between + " " + _("Son signe ne change pas, à partir de 17 secteurs.")


def _label(found: SignCertainty, sector: str) -> str:
    level = next(iter(found.by_specification)).split(", ")[1]
    return sector_label(level, sector)
