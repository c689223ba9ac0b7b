"""What a territory is made of, in figures that say what they mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.web.apps.observatory.composing.figures import Figures, known, sector_label
from terreau.web.apps.observatory.depth import Gathered, Mix, Near
from terreau.web.apps.observatory.landscape import Landscape
from terreau.web.apps.observatory.mix import Mix as Measured
from terreau.web.apps.observatory.profile import SectorRow
from terreau.web.shared.formatting import format_percent

_SHOWN_NEAR = 5
# With fewer sectors, all are found together everywhere: nothing is near rather than far.
_TOO_FEW_SECTORS = ("A5", "A10")
_SHOWN_GATHERED = 3
KINDS = {
    "commune": lambda: _("communes"),
    "epci": lambda: _("EPCI"),
    "zone_emploi": lambda: _("zones d’emploi"),
    "bassin_de_vie": lambda: _("bassins de vie"),
    "departement": lambda: _("départements"),
    "region": lambda: _("régions"),
    "territoire_industrie": lambda: _("Territoires d’industrie"),
}


def mix_of(figures: Figures, found: Measured | None, sectors: Sequence[SectorRow]) -> Mix | None:
    """Return the mix of sectors beside the others; None where nothing was measured."""
    if found is None or math.isnan(found.distance):
        return None
    around = found.landscape
    is_alike = around is not None and around.kind == figures.territory.kind
    kinds = KINDS.get(around.kind, lambda: _("territoires"))() if around else ""
    less = found.less_special if is_alike else None
    can_be_near = (
        around is not None
        and figures.choice.level not in _TOO_FEW_SECTORS
        and bool((found.is_present == 0).any())
    )
    near = _near(figures, found, around, kinds) if around is not None and can_be_near else ()
    formula = _("½ Σ |pᵢ − Qᵢ| (Krugman) : parts des secteurs ici et dans le pays")
    return Mix(
        distance=replace(
            _share(
                figures,
                "mix.distance",
                _("Emplois qui devraient changer de secteur pour ressembler au pays"),
                found.distance,
                formula,
            ),
            lower=known(found.distance_lower),
            upper=known(found.distance_upper),
        ),
        median=_share(
            figures,
            "mix.distance_median",
            _("Le même chiffre pour le territoire médian (%(kinds)s)") % {"kinds": kinds},
            found.median,
            formula,
        )
        if is_alike and found.median is not None
        else None,
        less_special=_share(
            figures,
            "mix.less_special",
            _("Part des autres territoires moins spécialisés (%(kinds)s)") % {"kinds": kinds},
            less,
            _("rang de l’indice de Krugman"),
        )
        if less is not None and 0.5 <= less < 1
        else None,
        more_special=_share(
            figures,
            "mix.more_special",
            _("Part des autres territoires plus spécialisés (%(kinds)s)") % {"kinds": kinds},
            1 - less,
            _("rang de l’indice de Krugman"),
        )
        if less is not None and 0 < less < 0.5
        else None,
        rank=_rank(less, kinds),
        kinds=kinds,
        near=near,
        no_near=_(
            "Aucun : de chaque secteur peu présent ici, la moitié au moins des %(kinds)s qui en "
            "ont peu aussi sont plus proches."
        )
        % {"kinds": kinds}
        if can_be_near and not near
        else "",
        gathered=_gathered(figures, found, sectors, kinds),
    )


def _rank(less: float | None, kinds: str) -> str:
    """Say what no share says: the first, the last, or why there is no rank."""
    if less == 1:
        return _("Le plus spécialisé des %(kinds)s.") % {"kinds": kinds}
    if less == 0:
        return _("Le moins spécialisé des %(kinds)s.") % {"kinds": kinds}
    if less is None and kinds:
        return _(
            "Sans rang : ces chiffres classent les %(kinds)s entre eux, pas ce territoire."
        ) % {"kinds": kinds}
    if less is None:
        return _("Sans rang : ces chiffres décrivent trop peu de territoires pour en classer un.")
    return ""


def _near(figures: Figures, found: Measured, around: Landscape, kinds: str) -> tuple[Near, ...]:
    """Return the sectors that the territory has little of and whose neighbours it has."""
    if found.density is None:
        return ()
    # Nearer than the median territory that does not have it: else it is not near.
    is_near = (found.is_present == 0) & ~(found.density < around.density_without)
    density, usual = np.nan_to_num(found.density), around.density_with
    # The farthest above its threshold first; those that have none come after.
    order = sorted(
        np.flatnonzero(is_near & (density > 0)).tolist(),
        key=lambda i: (math.isnan(usual[i]), -density[i] + np.nan_to_num(usual[i])),
    )[:_SHOWN_NEAR]
    formula = _("Σ xₖφᵢₖ / Σ φᵢₖ (Hidalgo) : liens mesurés entre les %(kinds)s du pays") % {
        "kinds": kinds
    }
    median = _("médiane de cette part, parmi les %(kinds)s où le secteur est surreprésenté") % {
        "kinds": kinds
    }
    return tuple(
        Near(
            label,
            _share(figures, f"sector.{code}.density", label, own, formula),
            None
            if math.isnan(threshold)
            else _share(figures, f"sector.{code}.density_threshold", label, threshold, median),
            _nearness(own, threshold),
        )
        for i in order
        for code in [figures.measures.sectors[i]]
        for label in [sector_label(figures.choice.level, code)]
        for own, threshold in [(float(density[i]), float(usual[i]))]
    )


def _nearness(own: float, threshold: float) -> str:
    if math.isnan(threshold):
        return _("sans point de comparaison")
    # As the reader compares them: both in whole percents.
    if round(own, 2) == round(threshold, 2):
        return _("au seuil")
    is_above = own > threshold
    return _("au-dessus de ce seuil") if is_above else _("au-dessous de ce seuil")


def _gathered(
    figures: Figures, found: Measured, sectors: Sequence[SectorRow], kinds: str
) -> tuple[Gathered, ...]:
    """Return the first specialties, those gathered in the fewest places first."""
    around = found.landscape
    if around is None:
        return ()
    formula = _("½ Σ |part du secteur − part de l’emploi| (Hoover), entre les %(kinds)s") % {
        "kinds": kinds
    }
    special = [row for row in sectors if row.quotient and (row.quotient.value or 0) > 1]
    gathered = (
        Gathered(
            row.label,
            _share(figures, f"sector.{row.code}.hoover", row.label, value, formula),
        )
        for row in special[:_SHOWN_GATHERED]
        for value in [float(around.hoover[around.sectors.index(row.code)])]
        if not math.isnan(value)
    )
    return tuple(sorted(gathered, key=lambda g: -(g.hoover.value or 0.0)))


def _share(figures: Figures, key: str, label: str, value: float, formula: str) -> Number:
    return Number(
        key=key,
        label=label,
        value=value,
        unit="ratio",
        display=format_percent(value, 0),
        provenance=figures.provenance(key, formula, is_paired=False),
        period=str(figures.choice.end),
    )
