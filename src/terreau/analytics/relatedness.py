"""Relatedness: which sectors are found in the same territories, and how near a territory is.

The kernels `relatedness_matrix` and `relatedness_density` take presences (see `presence`); the
edge `relatedness` reads a narrow table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, NarrowTable, Status, StatusArray, status_of_sums
from terreau.analytics.measured import Measured
from terreau.analytics.measures import Measures
from terreau.analytics.options import refuse_unknown
from terreau.analytics.presence import as_presence, cooccurrence, presence
from terreau.analytics.reading import Reading, read_period
from terreau.core.errors import BadInput


@dataclass(frozen=True, kw_only=True)
class Relatedness(Measures):
    """The density of every cell, and the relatedness of every pair of sectors.

    Parameters
    ----------
    matrix : FloatArray
        (sector, sector), symmetric, diagonal 0; the unit is that of the normalisation.
    present : FloatArray
        (territory, sector), 1, 0 or NaN = not known.
    asked, territories, sectors, by_territory, by_sector, by_cell, whole
        As in `Measures`; ``by_cell`` holds the component "density".
    """

    matrix: FloatArray
    present: FloatArray

    def nearest(self, territory: str, count: int = 5) -> list[tuple[str, float]]:
        """Return the sectors that a territory does not have and is nearest to.

        Parameters
        ----------
        territory : str
            A code of the answer.
        count : int
            How many sectors at most.

        Returns
        -------
        list[tuple[str, float]]
            Sector and density, the densest first. A sector that may be there, hidden, is left out.

        Raises
        ------
        BadInput
            If the answer does not hold that territory.
        """
        if territory not in self.territories:
            raise BadInput("The answer holds no such territory", value=territory)
        row = self.territories.index(territory)
        density = np.where(self.present[row] == 0, self.by_cell["density"].value[row], np.nan)
        order = np.argsort(-density, kind="stable")  # NaN comes last
        return [(self.sectors[i], float(density[i])) for i in order[:count] if density[i] >= 0]

    def pairs_table(self) -> Any:
        """Return one row for each pair of sectors.

        Returns
        -------
        pyarrow.Table
            Columns sector, other (the later on the axis), period, component (the normalisation)
            and value.
        """
        import pyarrow as pa  # noqa: PLC0415  loads where a table is written

        first, second = np.triu_indices(len(self.sectors), k=1)
        return pa.table(
            {
                "sector": [self.sectors[i] for i in first],
                "other": [self.sectors[i] for i in second],
                "period": [self.asked["period"]] * len(first),
                "component": [self.asked["normalisation"]] * len(first),
                "value": self.matrix[first, second],
            }
        )


def relatedness_matrix(present: npt.ArrayLike, normalisation: str = "proximity") -> FloatArray:
    """Say how often two sectors are found in the same territories, beside what their sizes imply.

    Parameters
    ----------
    present : array_like
        (territory, sector), 1, 0 or NaN = not known (see `presence`).
    normalisation : {"proximity", "probability", "association", "cosine", "jaccard"}
        What the number of territories with both is divided by.

    Returns
    -------
    FloatArray
        (sector, sector), symmetric. The diagonal is 0: a sector says nothing of its own
        neighbourhood. 0 for a sector that no territory has.

    Raises
    ------
    BadInput
        Unknown normalisation, or a presence that is not 1, 0 or NaN.

    Notes
    -----
    With C the territories that have both sectors, K those that have one, S = Σⱼ Cᵢⱼ over the other
    sectors and N = Σᵢ Sᵢ:

    - proximity: min(C / Kᵢ, C / Kⱼ), the smaller of the two conditional probabilities;
    - probability: C over its expected number when links are drawn without replacement,
      N/2 [Sᵢ/N · Sⱼ/(N − Sᵢ) + Sⱼ/N · Sᵢ/(N − Sⱼ)]; 1 = as chance would have it;
    - association: C N / (Sᵢ Sⱼ); cosine: C / √(Sᵢ Sⱼ); jaccard: C / (Sᵢ + Sⱼ − C).

    With cells that are not known, see `cooccurrence`.

    References
    ----------
    C. A. Hidalgo, B. Klinger, A.-L. Barabási, R. Hausmann (2007), "The product space conditions the
    development of nations", Science 317, 482–487 (proximity; also in R. Hausmann, C. A. Hidalgo et
    al. (2014), The Atlas of Economic Complexity, MIT Press, technical box 5.1). N. J. van Eck, L.
    Waltman (2009), "How to normalize cooccurrence data?", Journal of the American Society for
    Information Science and Technology 60, 1635–1651 (association, cosine, jaccard). M. P. A. Steijn
    (2021), "Improvement on the association strength", Quantitative Science Studies 2, 778–794
    (probability).

    Examples
    --------
    Two of the three territories with bakeries have mills, which are nowhere else:

    >>> bakeries_mills_ports = [[1, 1, 0], [1, 1, 0], [1, 0, 0], [0, 0, 1]]
    >>> relatedness_matrix(bakeries_mills_ports).round(3)
    array([[0.   , 0.667, 0.   ],
           [0.667, 0.   , 0.   ],
           [0.   , 0.   , 0.   ]])
    """
    together, alone = cooccurrence(present)
    np.fill_diagonal(together, 0.0)
    divisor = _divisor(together, alone, normalisation)
    found: FloatArray = np.divide(
        together, divisor, out=np.zeros_like(together), where=(together > 0) & (divisor > 0)
    )
    return found


def _divisor(together: FloatArray, alone: FloatArray, normalisation: str) -> FloatArray:
    """Return (sector, sector); of no use where no territory has both sectors."""
    links = together.sum(axis=1)
    total = max(links.sum(), 1.0)
    divisors: dict[str, Callable[[], FloatArray]] = {
        "proximity": lambda: np.maximum(alone, alone.T),
        "probability": lambda: (
            (np.outer(links / (total - links), links) + np.outer(links, links / (total - links)))
            / 2
        ),
        "association": lambda: np.outer(links, links) / total,
        "cosine": lambda: np.sqrt(np.outer(links, links)),
        "jaccard": lambda: links[:, None] + links - together,
    }
    refuse_unknown("normalisation", normalisation, divisors)
    return divisors[normalisation]()


def relatedness_density(present: npt.ArrayLike, matrix: FloatArray) -> FloatArray:
    """Say what share of the neighbourhood of each sector a territory has.

    Parameters
    ----------
    present : array_like
        (territory, sector), 1, 0 or NaN = not known.
    matrix : FloatArray
        (sector, sector), relatedness ≥ 0, diagonal 0.

    Returns
    -------
    FloatArray
        (territory, sector), fraction from 0 to 1, whether the territory has the sector or not. NaN
        where no other sector known in the territory is related to it.

    Raises
    ------
    BadInput
        If shapes disagree, or ``present`` holds anything else.

    Notes
    -----
    Σₖ xₖ φₖ / Σₖ φₖ, over the sectors k known in the territory, x their presence.

    References
    ----------
    C. A. Hidalgo, B. Klinger, A.-L. Barabási, R. Hausmann (2007), "The product space conditions
    the development of nations", Science 317, 482–487.

    Examples
    --------
    >>> matrix = np.array([[0, 0.6, 0.2], [0.6, 0, 0], [0.2, 0, 0]])
    >>> relatedness_density([[0, 1, 0]], matrix)
    array([[0.75, 0.  , 0.  ]])
    """
    found = as_presence(present)
    if matrix.shape != (found.shape[1],) * 2:
        raise BadInput(
            "Relatedness must have one row and one column per sector",
            value=(matrix.shape, found.shape),
        )
    neighbourhood = (~np.isnan(found)).astype(np.float64) @ matrix
    density: FloatArray = np.divide(
        np.nan_to_num(found) @ matrix,
        neighbourhood,
        out=np.full_like(neighbourhood, np.nan),
        where=neighbourhood > 0,
    )
    return density


def density_of_cells(present: FloatArray, matrix: FloatArray, status: StatusArray) -> Measured:
    """Return the density of each cell; partial in a territory some cells of which are not known.

    The cell's own status does not matter: a hidden sector has a neighbourhood too.
    """
    density = relatedness_density(present, matrix)
    of_row = np.broadcast_to(status_of_sums(status, axis=1)[:, None], status.shape)
    undefined = np.maximum(of_row, np.uint8(Status.UNDEFINED))
    return Measured(density, np.where(np.isnan(density), undefined, of_row))


def relatedness(
    table: NarrowTable,
    *,
    period: int | str,
    reference: str | NarrowTable = "nation",
    normalisation: str = "proximity",
    **reading: Unpack[Reading],
) -> Relatedness:
    """Return how near each sector is to what each territory does, and to each other sector.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where it exists, status.
    period : int | str
        As the table writes it.
    reference : str | NarrowTable
        What presence is relative to: "nation", "leave-one-out", a territory, or a table.
    normalisation : {"proximity", "probability", "association", "cosine", "jaccard"}
        See `relatedness_matrix`.
    **reading : Unpack[Reading]
        How the table is read: absent, columns, territories, sectors, nomenclature, vintage.

    Returns
    -------
    Relatedness
        By cell ``density`` (fraction); ``present``; ``matrix``.

    Raises
    ------
    BadInput
        Unknown option, unusable table, period without a row.

    References
    ----------
    Those of `presence`, `relatedness_matrix` and `relatedness_density`.

    Examples
    --------
    >>> table = {
    ...     "territory": ["A", "A", "B", "B", "C", "D"],
    ...     "sector": ["bread", "flour", "bread", "flour", "bread", "fish"],
    ...     "period": [2024] * 6,
    ...     "value": [50, 50, 50, 50, 80, 90],
    ... }
    >>> relatedness(table, period=2024, absent="zero").nearest("C", 1)
    [('flour', 1.0)]
    """
    read = read_period(table, period, reference, reading)
    present = presence(read.jobs, read.reference)
    matrix = relatedness_matrix(present, normalisation)
    return Relatedness(
        asked={"measure": "relatedness", **read.asked, "normalisation": normalisation},
        territories=read.territories,
        sectors=read.sectors,
        by_cell={"density": density_of_cells(present, matrix, read.status)},
        matrix=matrix,
        present=present,
    )
