"""How often organisations have been asked this quarter: whoever is about to ask sees it first.

Who may read it is for who asks (`permissions.can_view_load`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from terreau.web.apps.directory.models import Solicitation
from terreau.web.apps.directory.rules import ASKED_ENOUGH, quarter_of


@dataclass(frozen=True)
class Load:
    """What an organisation was asked in a quarter.

    Parameters
    ----------
    asked : int
        How many times, whatever the kind.
    by_territories : int
        By how many territories; what the site asked by itself is of none.
    """

    asked: int = 0
    by_territories: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether it was asked enough for this quarter."""
        return self.asked >= ASKED_ENOUGH


def load_of(organisation_ids: Collection[int], day: date) -> dict[int, Load]:
    """Return what each organisation was asked in the quarter of a day, up to that day.

    Parameters
    ----------
    organisation_ids : Collection[int]
        Which; one that was asked nothing has a load of zero.
    day : date
        The day, included.
    """
    asked = Solicitation.objects.filter(
        organisation__in=organisation_ids, asked_on__gte=quarter_of(day), asked_on__lte=day
    )
    counted = (
        asked.order_by()
        .values("organisation")
        .annotate(times=Count("pk"), territories=Count("perimeter", distinct=True))
    )
    known = {row["organisation"]: Load(row["times"], row["territories"]) for row in counted}
    return {key: known.get(key, Load()) for key in organisation_ids}
