"""One change of a dataset at a time, and what the disk refuses told in a sentence."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from terreau.core.errors import StoreFailure
from terreau.datasets.catalogue import datasets_folder
from terreau.datasets.kept import what_is_kept

LOCKS = ".locks"


@contextlib.contextmanager
def locked(root: Path, dataset_id: str) -> Iterator[None]:
    """Hold the lock of one dataset; it is outside its folder, which may be removed."""
    locks = root / LOCKS
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / dataset_id).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreFailure(
                "Another import or removal of this dataset is running",
                value=dataset_id,
                remedy="Wait until it ends, then run the command again",
                kept="This one changed nothing",
            ) from error
        yield


@contextlib.contextmanager
def telling_refusals(what: str, ids: Sequence[str], home: Path | None) -> Iterator[None]:
    """Turn what the disk refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise StoreFailure(
            f"The disk refused to {what} the dataset {', '.join(map(repr, ids))}",
            value=os.strerror(error.errno) if error.errno else str(error),
            why=f"The store is in {datasets_folder(home)}",
            remedy="Free some space there, or set TERREAU_HOME to a folder that can be written, "
            "and run the command again",
            kept=what_is_kept(ids, home),
        ) from error
