"""Whether the sign of a local effect can be relied upon, and if not, what decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Unpack

import numpy as np

from terreau.analytics.cells import FloatArray, NarrowTable, Status, sum_known
from terreau.analytics.cube import Cube
from terreau.analytics.reading import Reading
from terreau.analytics.results import ShiftShareResult
from terreau.analytics.shift_share.cubes import read_change
from terreau.analytics.shift_share.specifications import Bridges, OwnReference, specifications

Verdict = Literal["certain", "hidden", "method", "plant", "sector"]
Without = tuple[str, float]


@dataclass(frozen=True)
class SignCertainty:
    """What overturns the sign of a territory's local effect, with the numbers that show it.

    Parameters
    ----------
    local : float
        The local effect, jobs; NaN = nothing known.
    overturned_by : tuple[Verdict, ...]
        All that overturns its sign, or makes it zero, the most serious first: "hidden" (the
        hidden jobs may), "method" (another defensible choice does), "plant" (leaving one unit
        out does), "sector" (leaving one sector out does).
    bounds : tuple[float, float]
        Between what and what it is if hidden cells are known, jobs; NaN = not bounded.
    by_specification : Mapping[str, float]
        "static, A38, nation" → the local effect under that choice, jobs.
    without_plant, without_sector : tuple[str, float], optional
        The sector whose largest unit (which itself), left out, moves the local effect most against
        its sign, and what is then left, jobs. None when nothing is known of one.
    """

    local: float
    overturned_by: tuple[Verdict, ...]
    bounds: tuple[float, float]
    by_specification: Mapping[str, float]
    without_plant: Without | None
    without_sector: Without | None

    @property
    def verdict(self) -> Verdict:
        """The most serious of what overturns the sign, or "certain"."""
        return self.overturned_by[0] if self.overturned_by else "certain"


def sign_certainty(
    table: NarrowTable,
    *,
    start: int | str,
    end: int | str,
    reference: OwnReference = "nation",
    chained: bool = False,
    bridges: Bridges | None = None,
    **reading: Unpack[Reading],
) -> dict[str, SignCertainty]:
    """Say of every territory whether the sign of its local effect can be relied upon.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where they exist, status; ``lower``
        and ``upper``, bounds of hidden cells; ``largest``, jobs of the largest unit.
    start, end : int | str
        The two periods, as the table writes them.
    reference : {"nation", "leave-one-out"}
        Of the local effect that is judged.
    chained : bool
        Whether it is chained.
    bridges : Mapping[str, Mapping[str, str]], optional
        Coarser levels, as for `specification_interval`.
    **reading : Unpack[Reading]
        How the table is read.

    Returns
    -------
    dict[str, SignCertainty]
        Territory → what overturns the sign. "certain" is said of what the table allows to try:
        without ``largest`` no plant is left out. "hidden" where cells are not known.

    Raises
    ------
    BadInput
        As `specification_interval`.

    Notes
    -----
    The sign is that of the effect rounded to a millionth of a job. A territory with a hidden cell
    that nothing bounds is "hidden". Hidden cells of other territories move the growth of the
    reference: that counts where the table bounds them; elsewhere the reference is what is visible.

    References
    ----------
    Those of `specification_interval` and `component_bounds`.

    Examples
    --------
    >>> table = {
    ...     "territory": ["A", "A", "B", "B"] * 2,
    ...     "sector": ["industry", "services"] * 4,
    ...     "period": [2019] * 4 + [2024] * 4,
    ...     "value": [100, 50, 100, 150, 90, 70, 70, 230],
    ... }
    >>> found = sign_certainty(table, start=2019, end=2024)["A"]
    >>> found.local, found.verdict, found.without_sector
    (5.0, 'sector', ('industry', -5.0))
    """
    return certainty_of_cube(
        read_change(table, start, end, through=True, reading=reading),
        reference=reference,
        chained=chained,
        bridges=bridges,
        reading=reading,
    )


def certainty_of_cube(
    cube: Cube,
    *,
    reference: OwnReference,
    chained: bool,
    bridges: Bridges | None,
    reading: Reading,
) -> dict[str, SignCertainty]:
    """Say the same of a cube that is read already.

    Parameters
    ----------
    cube : Cube
        (period, territory, sector), every period from the start to the end, NaN = not known.
    reference, chained, bridges, reading : str, bool, Mapping, Reading
        As `sign_certainty` takes them.

    Returns
    -------
    dict[str, SignCertainty]
        As `sign_certainty`. A territory of which nothing is known is "hidden".

    Raises
    ------
    BadInput
        As `specification_interval`.

    References
    ----------
    Those of `specification_interval` and `component_bounds`.

    Examples
    --------
    >>> jobs = np.array([[[100.0, 50], [100, 150]], [[90, 70], [70, 230]]])
    >>> known = np.zeros(jobs.shape, dtype=np.uint8)
    >>> cube = Cube(("2019", "2024"), ("A", "B"), ("industry", "services"), jobs, known, {})
    >>> asked = {"reference": "nation", "chained": False, "bridges": None, "reading": {}}
    >>> certainty_of_cube(cube, **asked)["A"].overturned_by
    ('sector',)
    """
    results = specifications(
        cube, reference=reference, chained=chained, bridges=bridges, reading=reading
    )
    judged = next(iter(results.values()))
    by_specification = {
        name: sum_known(result.components["local"], axis=1) for name, result in results.items()
    }
    without_sector, without_plant = judged.without_each_sector(), judged.without_each_plant()
    lower, upper = _bounds(judged)
    return {
        territory: _judge(
            local=float(sum_known(judged.components["local"][row], axis=0)),
            has_hidden=bool((judged.status[row] >= Status.MISSING).any()),
            bounds=(float(lower[row]), float(upper[row])),
            by_specification={name: float(found[row]) for name, found in by_specification.items()},
            sectors=judged.sectors,
            without_plant=None if without_plant is None else without_plant[row],
            without_sector=without_sector[row],
        )
        for row, territory in enumerate(judged.territories)
    }


def _bounds(judged: ShiftShareResult) -> tuple[FloatArray, FloatArray]:
    """Return the bounds of the local effects, (territory,); where nothing is hidden, themselves."""
    if judged.lower:
        return judged.lower["local"].sum(axis=1), judged.upper["local"].sum(axis=1)
    hidden = (judged.status >= Status.MISSING).any(axis=1)
    local = np.where(hidden, np.nan, sum_known(judged.components["local"], axis=1))
    return local, local


def _judge(
    *,
    local: float,
    has_hidden: bool,
    bounds: tuple[float, float],
    by_specification: Mapping[str, float],
    sectors: tuple[str, ...],
    without_plant: FloatArray | None,
    without_sector: FloatArray,
) -> SignCertainty:
    plant = None if without_plant is None else _most_against(local, sectors, without_plant)
    sector = _most_against(local, sectors, without_sector)
    unbounded = has_hidden and any(np.isnan(bounds))
    overturned: dict[Verdict, bool] = {
        "hidden": bool(np.isnan(local)) or unbounded or _is_overturned(local, *bounds),
        "method": _is_overturned(local, *by_specification.values()),
        "plant": plant is not None and _is_overturned(local, plant[1]),
        "sector": sector is not None and _is_overturned(local, sector[1]),
    }
    return SignCertainty(
        local=local,
        overturned_by=tuple(reason for reason, does in overturned.items() if does),
        bounds=bounds,
        by_specification=by_specification,
        without_plant=plant,
        without_sector=sector,
    )


def _is_overturned(local: float, *others: float) -> bool:
    return any(_sign(other) != _sign(local) for other in others if not np.isnan(other))


def _sign(jobs: float) -> float:
    return float(np.sign(np.round(jobs, 6)))


def _most_against(local: float, sectors: tuple[str, ...], left: FloatArray) -> Without | None:
    """Return the sector without which the local effect goes farthest from its sign."""
    if np.isnan(left).all():
        return None
    column = int(np.nanargmin(left) if local >= 0 else np.nanargmax(left))
    return sectors[column], float(left[column])
