"""The cluster index of Litzenberger and Sternberg: many jobs and establishments on little room."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs
from terreau.analytics.concentration.indices import shares_of_territories, weights_of
from terreau.core.errors import BadInput


def cluster_index(
    values: npt.ArrayLike, units: npt.ArrayLike, area: npt.ArrayLike, inhabitants: npt.ArrayLike
) -> FloatArray:
    """Say how many times denser a sector is in a territory than in all of them together.

    Parameters
    ----------
    values, units : array_like
        (territory, sector), jobs and number of establishments, ≥ 0, NaN = not known, left out.
    area, inhabitants : array_like
        (territory,), in any unit, > 0.

    Returns
    -------
    FloatArray
        (territory, sector), ratio ≥ 0, 1 = as everywhere. NaN where the cell is not known, or the
        sector has no jobs or no establishment at all.

    Raises
    ------
    BadInput
        If shapes disagree, a number is negative or infinite, an area or inhabitants zero.

    Notes
    -----
    (eᵢⱼ/eᵢ)(bᵢⱼ/bᵢ) / [(aⱼ/a)(pⱼ/p)], b establishments, a area, p inhabitants: jobs per area times
    jobs per inhabitant over jobs per establishment, each divided by that of all territories.
    Totals run over the territories where the sector is known. No upper bound, and it depends on
    how the map is cut: compare within one table only.

    References
    ----------
    T. Litzenberger, R. Sternberg (2006), "Der Clusterindex – eine Methodik zur Identifizierung
    regionaler Cluster am Beispiel deutscher Industriebranchen", Geographische Zeitschrift 94,
    209–224.

    Examples
    --------
    A region of Farhauer and Kröll (2014), and the rest of the country:

    >>> jobs, plants = [[1743], [5740 - 1743]], [[35], [53 - 35]]
    >>> cluster_index(jobs, plants, [50, 576 - 50], [488, 4621 - 488])[0].round(4)
    array([21.8749])
    """
    jobs, plants = as_jobs(values, "values", 2), as_jobs(units, "units", 2)
    if plants.shape != jobs.shape:
        raise BadInput("values and units have different shapes", value=(jobs.shape, plants.shape))
    unknown = np.isnan(jobs) | np.isnan(plants)
    parts = []
    for cells, given, name in ((jobs, area, "area"), (plants, inhabitants, "inhabitants")):
        weights = weights_of(cells, given, name)
        if not weights.all():
            raise BadInput(f"{name} must be above zero in every territory", value=0)
        parts.append(shares_of_territories(np.where(unknown, np.nan, cells), weights))
    (of_jobs, of_area), (of_plants, of_people) = parts
    return of_jobs * of_plants / (of_area * of_people)
