"""Location quotient: how many times more of a sector than the reference has.

The kernel `quotients` divides dense arrays; the edge `location_quotient` reads a
narrow table, calls the kernel and keeps what is needed to produce the number again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import (
    Absent,
    FloatArray,
    NarrowTable,
    as_jobs,
    as_reference,
    status_of_cells,
    sum_known,
)
from terreau.analytics.cube import read_cube
from terreau.analytics.reference import compare
from terreau.analytics.results import LocationQuotientResult


def quotients(values: npt.ArrayLike, reference: npt.ArrayLike | None = None) -> FloatArray:
    """Divide the share of each sector in each territory by its share in the reference.

    Parameters
    ----------
    values : array_like
        (territory, sector), jobs, ≥ 0, NaN = not known.
    reference : array_like, optional
        (sector,), or (territory, sector) when each territory has its own; jobs
        of the reference, NaN = not known. By default the column sums of ``values``.

    Returns
    -------
    FloatArray
        (territory, sector), ratio ≥ 0; 1 = the share of the reference. NaN where
        the cell is not known, where its territory has no jobs, or its sector
        none in the reference.

    Raises
    ------
    BadInput
        If shapes disagree, or a number of jobs is negative or infinite.

    Notes
    -----
    LQ = (eᵢⱼ / eⱼ) / (Eᵢ / E). Both totals run over the sectors known in the
    territory *and* in the reference: like is compared with like, and a secret
    cell does not swell the other shares.

    References
    ----------
    P. S. Florence (1939), Report on the location of industry, Political and
    Economic Planning, London. G. Hildebrand, A. Mace (1950), "The employment
    multiplier in an expanding industrial market", Review of Economics and
    Statistics 32, 241–249.

    Examples
    --------
    Retail in a region of Farhauer and Kröll (2013), everything else in the second column:

    >>> quotient = quotients([[1714, 79006 - 1714]], [879213, 15593224 - 879213])
    >>> round(float(quotient[0, 0]), 7)
    0.3847623
    """
    jobs = as_jobs(values, "values", 2)
    compared = (
        sum_known(jobs, axis=0)[None]
        if reference is None
        else as_reference(reference, "reference", jobs.shape)
    )
    known = ~np.isnan(jobs) & ~np.isnan(compared)
    own_total = np.where(known, jobs, 0.0).sum(axis=1, keepdims=True)
    compared_total = np.where(known, compared, 0.0).sum(axis=1, keepdims=True)
    defined = known & (own_total > 0) & (compared > 0)
    nowhere = np.full_like(jobs, np.nan)
    share = np.divide(jobs, own_total, out=nowhere.copy(), where=defined)
    compared_share = np.divide(compared, compared_total, out=nowhere.copy(), where=defined)
    found: FloatArray = np.divide(share, compared_share, out=nowhere, where=defined)
    return found


def location_quotient(
    table: NarrowTable,
    *,
    period: int | str,
    reference: str | NarrowTable = "nation",
    absent: Absent = "missing",
    columns: Mapping[str, str] | None = None,
    territories: Sequence[str] | None = None,
    sectors: Sequence[str] | None = None,
    nomenclature: str = "",
    vintage: str = "",
) -> LocationQuotientResult:
    """Return the location quotient of every territory and sector of a narrow table.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where it exists,
        status ("ok", "secret", "missing"): a pandas, polars, DuckDB or pyarrow
        table, or a mapping of columns.
    period : int | str
        The period, as the table writes it.
    reference : str | NarrowTable
        "nation": the sum of the table's territories, which must then cover the
        country. Or a narrow table with the same columns, summed over its
        territories.
    absent : {"zero", "missing"}
        What an absent cell means (no row, or a row without value and status);
        the source says it. A secret cell is never a zero.
    columns : Mapping[str, str], optional
        Our column name → the table's, where they differ.
    territories, sectors : Sequence[str], optional
        The explicit grid; by default every code of the table, at any period.
    nomenclature, vintage : str
        Carried by the result, so that the number can be produced again.

    Returns
    -------
    LocationQuotientResult
        Ratios, NaN where not computed, with a status for each.

    Raises
    ------
    BadInput
        Unknown option, unusable table, period without a row.

    Examples
    --------
    >>> table = {
    ...     "territory": ["A", "A", "B", "B"],
    ...     "sector": ["industry", "services"] * 2,
    ...     "period": [2024] * 4,
    ...     "value": [60, 40, 40, 260],
    ... }
    >>> location_quotient(table, period=2024, absent="zero").quotients("A")
    {'industry': 2.4, 'services': 0.5333333333333333}
    """
    cube = read_cube(
        table,
        periods=(period,),
        absent=absent,
        columns=columns,
        territories=territories,
        sectors=sectors,
    )
    compared = compare(cube, reference, absent=absent, columns=columns)
    known = None if compared.reference is None else compared.reference[0]
    values = quotients(compared.cube.values[0], known)
    return LocationQuotientResult(
        reference=compared.name,
        absent=absent,
        period=str(period),
        nomenclature=nomenclature,
        vintage=vintage,
        territories=compared.cube.territories,
        sectors=compared.cube.sectors,
        values=values,
        status=status_of_cells(compared.cube.status, ~np.isnan(values)),
    )
