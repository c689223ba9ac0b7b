"""Reading a Parquet file that Terreau wrote: whole, each page checked, in the calling thread.

Arrow's own threads outlive the read: one command in fifty was aborted by them at its end, after its
last line. A stored table small enough to be read whole does not need them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq


def read_stored(
    file: Path | IO[bytes], *, columns: Sequence[str] | None = None, coded: Sequence[str] = ()
) -> pa.Table:
    """Return the table of a file.

    Parameters
    ----------
    file : Path or IO[bytes]
        Where it is.
    columns : Sequence[str], optional
        Those wanted; all by default.
    coded : Sequence[str]
        Text columns to read as dictionaries.

    Raises
    ------
    OSError, pa.ArrowException
        If it cannot be read, or a byte of it is not what was written.
    """
    with pq.ParquetFile(
        file, read_dictionary=list(coded), page_checksum_verification=True
    ) as opened:
        return opened.read(columns=None if columns is None else list(columns), use_threads=False)
