"""A stored table of communes brought to the communes of another vintage, piece by piece.

The jobs of codes that no passage concerns go through as they are; the others are added up by
`terreau.analytics.harmonise`, some at a time: memory follows neither the rows nor the communes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from terreau.analytics import harmonise
from terreau.core.errors import BadInput
from terreau.datasets.catalogue import legible
from terreau.datasets.dataset import Dataset
from terreau.datasets.reference import load
from terreau.datasets.reference.between import passages

# Codes added up at once; with 732 activities and 20 years, about 20 MB an array.
_CODES = 200
_BATCH = 1 << 17
_UNITS = ("units", "largest")


@dataclass
class History:
    """What the history of a table is worth, year by year, in jobs; grows as its pieces are read.

    Parameters
    ----------
    jobs, rebased, uncertain : dict[int, float]
        Year → known jobs; those that were under another code; those whose passage is not certain.
    strangers : set[str]
        Codes of the table that are of no commune of the vintage: they stay as they are.
    """

    jobs: dict[int, float] = field(default_factory=dict)
    rebased: dict[int, float] = field(default_factory=dict)
    uncertain: dict[int, float] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)

    def note(self, piece: pa.Table) -> None:
        """Take a piece."""
        value = _floats(piece["value"])
        for name, counted in (
            ("jobs", value),
            ("rebased", value * _floats(piece["rebased"])),
            ("uncertain", value * _floats(piece["uncertain"])),
        ):
            years, place = np.unique(piece["period"].to_numpy(), return_inverse=True)
            sums, total = np.bincount(place, counted, len(years)), getattr(self, name)
            for year, jobs in zip(years.tolist(), sums.tolist(), strict=True):
                total[year] = total.get(year, 0.0) + jobs


def rebase(dataset: Dataset, vintage: int, history: History) -> Iterator[pa.Table]:
    """Yield the cells of a table in the communes of another vintage.

    Parameters
    ----------
    dataset : Dataset
        Figures by commune of France.
    vintage : int
        A vintage of the reference, later or earlier than that of the table.
    history : History
        Takes what the history is worth; whole once every piece is read.

    Yields
    ------
    pyarrow.Table
        territory, sector, period (year), value (jobs, null = not known), status, lower (visible
        jobs), units and largest where the table says them, rebased and uncertain (shares of the
        known jobs of the territory and year that were under another code, that come by a passage
        that is not certain; fractions). In no order. Where an absent cell is a zero, zeros that
        passages bring together are left out.

    Raises
    ------
    BadInput
        Not figures by commune of France, or no such vintage.
    StoreFailure
        If the stored table is damaged.
    """
    if (dataset.content, dataset.territory_kind, dataset.country) != ("figures", "commune", "FR"):
        raise BadInput(
            "Only figures by commune of France have another vintage",
            value=dataset.id,
            why=f"It holds {dataset.content} by {dataset.territory_kind} ({dataset.country})",
            remedy="Choose a dataset by commune: `terreau data list`",
        )
    known = passages(dataset.geography, vintage)
    moving = {*known["old"].to_pylist(), *known["new"].to_pylist()}
    in_force = _in_force(vintage)
    with legible(dataset.id):
        for piece in _unchanged(dataset, moving):
            history.note(piece)
            history.strangers |= {*piece["territory"].unique().to_pylist()} - in_force
            yield piece
        for codes in _packs(known):
            rows = pq.read_table(
                dataset.table_path,
                filters=pc.field("territory").isin(codes),
                use_threads=False,
                page_checksum_verification=True,
            )
            if rows.num_rows:
                piece = _brought(
                    dataset, rows, known.filter(pc.is_in(known["old"], pa.array(codes)))
                )
                history.note(piece)
                yield piece


def _in_force(vintage: int) -> set[str]:
    members = load("members")
    held = members.filter(
        (pc.field("kind") == "departement")
        & (pc.field("first_vintage") <= vintage)
        & (pc.field("last_vintage") >= vintage)
    )
    return set(held["commune"].to_pylist())


def _unchanged(dataset: Dataset, moving: set[str]) -> Iterator[pa.Table]:
    """Yield the cells of the codes that no passage leads from or to."""
    chosen = pa.array(sorted(moving))
    with pq.ParquetFile(dataset.table_path, page_checksum_verification=True) as table:
        for batch in table.iter_batches(_BATCH, use_threads=False):
            rows = pa.table(batch).filter(pc.invert(pc.is_in(batch["territory"], chosen)))
            if rows.num_rows:
                none = pa.array(np.zeros(rows.num_rows))
                lower = pc.coalesce(rows["value"], pa.scalar(0.0))
                yield _piece(rows, lower, rebased=none, uncertain=none)


def _packs(known: pa.Table) -> Iterator[Sequence[str]]:
    """Yield the codes of passages, those that share a new code together."""
    joined: dict[str, set[str]] = {}
    for old, new in zip(known["old"].to_pylist(), known["new"].to_pylist(), strict=True):
        together = joined.setdefault(old, {old}) | joined.setdefault(new, {new})
        for code in together:
            joined[code] = together
    pack: list[str] = []
    for code in sorted(joined):
        if code == min(joined[code]):
            pack += sorted(joined[code])
        if len(pack) >= _CODES:
            yield pack
            pack = []
    if pack:
        yield pack


def _brought(dataset: Dataset, rows: pa.Table, known: pa.Table) -> pa.Table:
    """Return the cells of some codes in the new ones."""
    texts = rows.set_column(
        rows.column_names.index("period"), "period", rows["period"].cast(pa.string())
    )
    found = harmonise(texts, known, absent="zero" if dataset.absent == "zero" else "missing")
    cells = found.to_table()
    years = {period: place for place, period in enumerate(found.cube.periods)}
    codes = {code: place for place, code in enumerate(found.cube.territories)}
    at = (
        [years[period] for period in cells["period"].to_pylist()],
        [codes[code] for code in cells["territory"].to_pylist()],
    )
    rebased, uncertain = (
        pa.array(np.nan_to_num(shares)[at]) for shares in (found.rebased, found.uncertain)
    )
    cells = cells.set_column(
        cells.column_names.index("period"), "period", cells["period"].cast(pa.int32())
    )
    # Only what is hidden has bounds: what is known is its own.
    lower = pc.coalesce(cells["lower"], cells["value"], pa.scalar(0.0))
    piece = _piece(cells, lower, rebased=rebased, uncertain=uncertain)
    if dataset.absent == "zero":
        return piece.filter(pc.fill_null(pc.not_equal(piece["value"], 0), True))
    return piece


def _piece(rows: pa.Table, lower: pa.Array, *, rebased: pa.Array, uncertain: pa.Array) -> pa.Table:
    kept = ["territory", "sector", "period", "value", "status"]
    columns = {name: rows[name] for name in kept}
    columns["lower"] = lower
    columns |= {name: rows[name] for name in _UNITS if name in rows.column_names}
    return pa.table(columns | {"rebased": rebased, "uncertain": uncertain})


def _floats(column: pa.ChunkedArray) -> NDArray[np.float64]:
    values: NDArray[np.float64] = column.to_numpy()
    return np.nan_to_num(values)
