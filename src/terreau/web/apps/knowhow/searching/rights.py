"""Who may search what: where a reader stands, as a mask over the texts, before anything is ranked.

What one may not read neither ranks nor counts nor explains: it is not there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from terreau.web.apps.directory.standing import Standing
from terreau.web.apps.knowhow.searching.documents import COUNTRIES, LEVELS, Documents
from terreau.web.shared.visibility import Visibility


def readable(documents: Documents, standing: Standing) -> NDArray[np.bool_]:
    """Return which texts a reader may find.

    Parameters
    ----------
    documents : Documents
        The texts.
    standing : Standing
        Where the reader stands towards organisations.

    Returns
    -------
    NDArray[np.bool_]
        (text,).
    """
    # One more: a text that sits nowhere is read by everyone, or by its own people alone.
    at_seat = np.zeros(len(documents.seat_key) + 1, dtype=np.int8)
    for level, reach in (
        (Visibility.TERRITORY, standing.territory),
        (Visibility.PARTNERS, standing.partners),
        (Visibility.PRIVATE, standing.keeps),
    ):
        countries = [COUNTRIES[country] for country in reach.countries]
        inside = np.isin(documents.seat_country, countries)
        if reach.perimeter_ids:
            inside |= np.isin(documents.seat_key, np.fromiter(reach.perimeter_ids, dtype=np.int64))
        at_seat[:-1][inside] = LEVELS[level]
    reader = at_seat[documents.seat]
    if standing.own:
        own = np.isin(documents.organisation, np.fromiter(standing.own, dtype=np.int64))
        reader[own] = LEVELS[Visibility.PRIVATE]
    return np.asarray(documents.level <= reader)
