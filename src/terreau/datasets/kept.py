"""Which version of a dataset is in force, and the sentence that says what a failure left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from terreau.datasets.catalogue import datasets_folder, named_version


def in_force(dataset_id: str, home: Path | None = None) -> str | None:
    """Return the version in force of a dataset, None when there is none."""
    try:
        return named_version(datasets_folder(home) / dataset_id)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError:  # a pointer that names nothing
        return ""


def what_is_kept(ids: Sequence[str], home: Path | None = None) -> str:
    """Return the sentence that says what a failed import of datasets left."""
    held = {i: version for i in ids if (version := in_force(i, home)) is not None}
    if not held:
        return "Nothing was imported; the other datasets are intact"
    if len(ids) == 1:
        ((name, version),) = held.items()
        return (
            f"Nothing was changed: the dataset {name!r} imported before (version {version}) stays"
        )
    return f"Nothing was changed: what was imported before stays ({', '.join(held)})"
