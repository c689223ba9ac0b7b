"""What the observatory knows of the territory of a plan, for the report of a year."""

from __future__ import annotations

from terreau.core.number import Number
from terreau.web.apps.observatory.rules import Asked
from terreau.web.apps.observatory.selectors import get_profile
from terreau.web.apps.territories import covering
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import get_territory


def figures_of(perimeter: Perimeter) -> list[Number]:
    """Return the last known figures of a territory, as its profile shows them; [] without any."""
    territory = get_territory(kind=perimeter.slug, code=perimeter.code)
    profile = get_profile(covering.get_surroundings(territory), Asked())
    industry, effects, unemployment = profile.industry, profile.effects, profile.unemployment
    return [
        number
        for number in (
            *profile.population[-1:],
            profile.employment_end,
            profile.growth,
            industry and industry.jobs,
            industry and industry.share,
            effects and effects.local,
            unemployment and unemployment.rate,
        )
        if number
    ]
