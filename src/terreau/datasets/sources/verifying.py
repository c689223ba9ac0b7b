"""A dataset read again, whole: whether its bytes are sound, whether its sums add up."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from terreau.datasets.catalogue import sound
from terreau.datasets.dataset import Dataset
from terreau.datasets.mapped_cells import DamagedFile, check_files
from terreau.datasets.sources.additivity import verify_sums
from terreau.datasets.sources.model import Remark

_BATCH = 1 << 17


def verify_dataset(dataset: Dataset, home: Path | None = None) -> list[Remark]:
    """Read every byte of a dataset, and say what does not add up.

    Parameters
    ----------
    dataset : Dataset
        As the catalogue gives it.
    home : Path, optional
        Folder of the installation; ``TERREAU_HOME`` by default.

    Returns
    -------
    list of Remark
        Empty when there is nothing to say; of weight ``REFUSAL`` what is not explained.

    Raises
    ------
    StoreFailure
        If a byte of its files is not what was written, or one is gone.
    """
    with sound(dataset):
        check_files(dataset)
        rows = 0
        with pq.ParquetFile(dataset.table_path, page_checksum_verification=True) as table:
            for batch in table.iter_batches(_BATCH):
                rows += batch.num_rows
        if rows != dataset.rows_kept:
            raise DamagedFile(f"its table has {rows} rows in place of {dataset.rows_kept}")
    sums = verify_sums(dataset, home)
    told = {remark.sentence for remark in sums}
    return [*(Remark(said) for said in dataset.remarks if said not in told), *sums]


def mixed_files(datasets: Iterable[Dataset]) -> dict[str, list[str]]:
    """Return the editions of which tables here come from different files: "source edition" → ids.

    An earlier version of this program left that when it was killed between two tables.
    """
    held: dict[str, list[Dataset]] = {}
    for dataset in datasets:
        if dataset.source:
            held.setdefault(f"{dataset.source} {dataset.edition}", []).append(dataset)
    return {
        name: [dataset.id for dataset in found]
        for name, found in held.items()
        if len({dataset.file_sha256 for dataset in found}) > 1
    }
