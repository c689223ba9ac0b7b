"""The store of datasets: a version is written beside, then put in force in one step, or not at all.

Layout in `catalogue`. A crash, a kill or a full disk at any moment leaves what was in force before;
what a dead import left behind is swept by the next one. Nothing here knows what a table means.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from terreau.core.errors import StoreFailure
from terreau.datasets.catalogue import POINTER, REVISION, datasets_folder

_STAGING = ".staging-"
_LOCKS = ".locks"


def publish(
    dataset_id: str, checksum: str, write: Callable[[Path], None], *, home: Path | None = None
) -> bool:
    """Write a version and put it in force.

    Parameters
    ----------
    dataset_id : str
        Identifier, checked by the description.
    checksum : str
        Name of the version; the one in force is not written again.
    write : callable
        Writes the files of the version in the empty folder it is given.
    home : Path, optional
        Folder of the installation; ``TERREAU_HOME`` by default.

    Returns
    -------
    bool
        False when this very version was already in force: nothing changed.

    Raises
    ------
    StoreFailure
        If the disk refuses, or another import of the same dataset is running. What was in force
        still is.
    """
    root = datasets_folder(home)
    folder = root / dataset_id
    with _disk(dataset_id, home), _locked(root, dataset_id):
        previous = in_force(dataset_id, home)
        if previous == checksum:
            _announce_if_late(root, folder)
            return False
        folder.mkdir(exist_ok=True)
        _sweep(folder)
        _write_version(folder, checksum, write)
        with _announced(root):
            _replace_text(folder / POINTER, checksum)
        _keep_only(folder, {checksum, previous})
        _sweep_removed(root)
    return True


def remove(dataset_id: str, *, home: Path | None = None) -> None:
    """Take a dataset out of force, damaged or not.

    Its files stay until the next import or removal: a page may still be reading them.

    Raises
    ------
    StoreFailure
        If the disk refuses, or an import of this dataset is running.
    """
    root = datasets_folder(home)
    with _disk(dataset_id, home), _locked(root, dataset_id):
        with _announced(root):
            (root / dataset_id / POINTER).unlink(missing_ok=True)
        _sweep_removed(root)


def in_force(dataset_id: str, home: Path | None = None) -> str | None:
    """Return the version in force of a dataset, None when there is none."""
    try:
        pointer = datasets_folder(home) / dataset_id / POINTER
        return pointer.read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None


def what_is_kept(dataset_id: str, home: Path | None = None) -> str:
    """Return the sentence that says what a failed import left."""
    version = in_force(dataset_id, home)
    if version is None:
        return "Nothing was imported; the other datasets are intact"
    return (
        f"Nothing was changed: the dataset {dataset_id!r} imported before (version {version}) stays"
    )


def _write_version(folder: Path, checksum: str, write: Callable[[Path], None]) -> None:
    staging = folder / f"{_STAGING}{os.getpid()}-{secrets.token_hex(4)}"
    staging.mkdir()
    try:
        write(staging)
        for file in sorted(staging.iterdir()):
            _flush(file)
        _flush(staging)
        former = folder / f"{_STAGING}former-{secrets.token_hex(4)}"
        if (folder / checksum).is_dir():  # Not in force, maybe removed because it was damaged.
            (folder / checksum).rename(former)
        staging.rename(folder / checksum)
        shutil.rmtree(former, ignore_errors=True)
        _flush(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def _replace_text(path: Path, text: str) -> None:
    """Replace a small file in one step: a reader sees the old text or the new one."""
    beside = _write_beside(path, text)
    _move(beside, path)


def _move(beside: Path, path: Path) -> None:
    try:
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _flush(path.parent)


def _write_beside(path: Path, text: str) -> Path:
    beside = path.with_name(f"{_STAGING}{path.name}-{secrets.token_hex(4)}")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


@contextlib.contextmanager
def _announced(root: Path) -> Iterator[None]:
    """Make a change, then rewrite REVISION: who reads the store looks again.

    The new REVISION is on the disk before the change, so that a full disk stops both. One change at
    a time, whatever the dataset.
    """
    with (root / _LOCKS / REVISION).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _sweep(root)
        beside = _write_beside(
            root / REVISION, f"{datetime.now(UTC).isoformat()} {secrets.token_hex(4)}"
        )
        try:
            yield
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        os.utime(beside)  # Later than the change: `_announce_if_late` compares.
        _move(beside, root / REVISION)


def _announce_if_late(root: Path, folder: Path) -> None:
    """Announce a version that a kill put in force without announcing it."""
    revision, pointer = root / REVISION, folder / POINTER
    if not revision.is_file() or revision.stat().st_mtime_ns < pointer.stat().st_mtime_ns:
        with _announced(root):
            pass


def _sweep(folder: Path) -> None:
    """Remove what dead imports left; the lock is held, so nobody is writing there."""
    for left in folder.glob(f"{_STAGING}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def _keep_only(folder: Path, versions: set[str | None]) -> None:
    """Remove old versions but the previous one, which a page may still be reading."""
    for version in folder.iterdir():
        if version.is_dir() and version.name not in versions:
            shutil.rmtree(version, ignore_errors=True)


def _sweep_removed(root: Path) -> None:
    """Remove the files of datasets taken out of force before; one being imported is left alone."""
    for folder in root.iterdir():
        if folder.name == _LOCKS or not folder.is_dir() or (folder / POINTER).exists():
            continue
        with contextlib.suppress(StoreFailure), _locked(root, folder.name):
            if not (folder / POINTER).exists():  # Nor was it imported just now.
                shutil.rmtree(folder, ignore_errors=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _locked(root: Path, dataset_id: str) -> Iterator[None]:
    """Hold the lock of one dataset; it is outside its folder, which may be removed."""
    locks = root / _LOCKS
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
def _disk(dataset_id: str, home: Path | None) -> Iterator[None]:
    """Turn what the disk refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise StoreFailure(
            f"The disk refused to store the dataset {dataset_id!r}",
            value=os.strerror(error.errno) if error.errno else str(error),
            why=f"The store is in {datasets_folder(home)}",
            remedy="Free some space there, or set TERREAU_HOME to a folder that can be written, "
            "and run the command again",
            kept=what_is_kept(dataset_id, home),
        ) from error
