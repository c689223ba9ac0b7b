"""A dataset read again, whole: whether its bytes are sound, whether its sums add up."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from terreau.datasets.catalogue import legible
from terreau.datasets.dataset import Dataset
from terreau.datasets.mapped_cells import count_checked
from terreau.datasets.sources.additivity import verify_sums
from terreau.datasets.sources.model import Remark
from terreau.datasets.storing import digest

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
    with legible(dataset.id):
        rows = 0
        with pq.ParquetFile(dataset.table_path, page_checksum_verification=True) as table:
            for batch in table.iter_batches(_BATCH):
                rows += batch.num_rows
        for found in (rows, count_checked(dataset)):
            if found not in (None, dataset.rows_kept):
                raise ValueError(f"its table has {found} rows in place of {dataset.rows_kept}")
        for name, written in dataset.files:
            if digest(dataset.path / name) != written:
                raise ValueError(f"{name} is not what was written")
    sums = verify_sums(dataset, home)
    told = {remark.sentence for remark in sums}
    return [*(Remark(said) for said in dataset.remarks if said not in told), *sums]
