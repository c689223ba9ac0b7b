"""The store of datasets: a version is written beside, then put in force in one step, or not at all.

Layout in `catalogue`. A crash, a kill or a full disk at any moment leaves what was in force before;
what a dead import left behind is swept by the next one. Nothing here knows what a table means.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from terreau.core.errors import StoreFailure
from terreau.datasets.catalogue import (
    PENDING,
    POINTER,
    REVISION,
    datasets_folder,
    get_dataset,
    legible,
    pending,
)
from terreau.datasets.kept import in_force
from terreau.datasets.mapped_cells import check_files
from terreau.datasets.store_locks import LOCKS, locked, telling_refusals

_STAGING = ".staging-"


@dataclass(frozen=True)
class NewVersion:
    """A version of a dataset to put in force.

    Parameters
    ----------
    dataset_id : str
        Identifier, checked by the description.
    checksum : str
        Name of the version; the one in force, if it is sound, is not written again.
    write : Callable
        Writes the files of the version in the empty folder it is given.
    """

    dataset_id: str
    checksum: str
    write: Callable[[Path], None]


def publish(versions: Sequence[NewVersion], *, home: Path | None = None) -> list[bool]:
    """Write versions of several datasets, then put them in force: all of them, or none.

    Returns
    -------
    list[bool]
        False for each version that was already in force: nothing changed.

    Raises
    ------
    StoreFailure
        If the disk refuses, or another import of one of the datasets is running. What was in force
        still is.
    """
    root = datasets_folder(home)
    ids = [version.dataset_id for version in versions]
    staged: list[_Staged] = []
    with contextlib.ExitStack() as held:
        held.enter_context(telling_refusals("store", ids, home))
        for dataset_id in ids:
            held.enter_context(locked(root, dataset_id))
        if pending(root):
            with _announced(root):
                pass
        late = [version for version in versions if not _is_in_force(version, home)]
        try:
            staged += (_Staged(root, version) for version in late)
            if staged:
                with _announced(root):
                    for one in staged:
                        one.take_name()
                    with _together(root, late):
                        for one in staged:
                            one.move_pointer()
        except BaseException:
            for one in staged:
                one.discard()
            (root / PENDING).unlink(missing_ok=True)
            raise
        for one in staged:
            one.sweep_former()
        _sweep_removed(root)
        for dataset_id in ids:
            _announce_if_late(root, root / dataset_id)
    return [version in late for version in versions]


def remove(dataset_id: str, *, home: Path | None = None) -> None:
    """Take a dataset out of force, damaged or not.

    Its files stay until the next import or removal, since a page may still be reading them; on a
    full disk they go at once.

    Raises
    ------
    StoreFailure
        If the disk refuses, or an import of this dataset is running.
    """
    root = datasets_folder(home)
    folder = root / dataset_id
    with telling_refusals("remove", [dataset_id], home), locked(root, dataset_id):
        try:
            with _announced(root):
                (folder / POINTER).unlink(missing_ok=True)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            (folder / POINTER).unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            with _announced(root):
                pass
        _sweep_removed(root)


def _is_in_force(version: NewVersion, home: Path | None) -> bool:
    """Whether this very version is in force, and every byte of it is what was written."""
    if in_force(version.dataset_id, home) != version.checksum:
        return False
    try:
        with legible(version.dataset_id):
            check_files(get_dataset(version.dataset_id, home))
    except StoreFailure:
        return False
    return True


class _Staged:
    """A version written beside those of its dataset, whose lock is held."""

    def __init__(self, root: Path, version: NewVersion) -> None:
        self._folder, self._checksum = root / version.dataset_id, version.checksum
        self._folder.mkdir(exist_ok=True)
        _sweep(self._folder)
        self._staging = self._folder / f"{_STAGING}{os.getpid()}-{secrets.token_hex(4)}"
        self._former = ""
        self._is_in_force = False
        self._staging.mkdir()
        try:
            version.write(self._staging)
            for file in sorted(self._staging.iterdir()):
                _flush(file)
            _flush(self._staging)
            self._pointer = _write_beside(self._folder / POINTER, self._checksum)
        except BaseException:
            shutil.rmtree(self._staging, ignore_errors=True)
            raise

    def take_name(self) -> None:
        """Give it its name; nothing has changed yet."""
        pointer, target = self._folder / POINTER, self._folder / self._checksum
        self._former = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
        if target.is_dir():  # Not in force, or damaged.
            former = self._folder / f"{_STAGING}former-{secrets.token_hex(4)}"
            target.rename(former)
            shutil.rmtree(former, ignore_errors=True)
        self._staging.rename(target)
        _flush(self._folder)

    def move_pointer(self) -> None:
        """Make the pointer name it."""
        _move(self._pointer, self._folder / POINTER)
        self._is_in_force = True

    def discard(self) -> None:
        """Remove what was written; what was in force before is again."""
        shutil.rmtree(self._staging, ignore_errors=True)
        self._pointer.unlink(missing_ok=True)
        if self._is_in_force and self._former:
            _move(_write_beside(self._folder / POINTER, self._former), self._folder / POINTER)
        elif self._is_in_force:
            (self._folder / POINTER).unlink()

    def sweep_former(self) -> None:
        """Remove old versions but the previous one, which a page may still be reading."""
        for version in self._folder.iterdir():
            if version.is_dir() and version.name not in {self._checksum, self._former}:
                shutil.rmtree(version, ignore_errors=True)


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
    with (root / LOCKS / REVISION).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _sweep(root)
        for name, version in pending(root).items():  # A kill left them in force without pointer.
            _move(_write_beside(root / name / POINTER, version), root / name / POINTER)
        (root / PENDING).unlink(missing_ok=True)
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


@contextlib.contextmanager
def _together(root: Path, versions: Sequence[NewVersion]) -> Iterator[None]:
    """Put several versions in force at once: from here on, whatever their pointers say."""
    if len(versions) > 1:
        names = {version.dataset_id: version.checksum for version in versions}
        _move(_write_beside(root / PENDING, json.dumps(names)), root / PENDING)
    yield
    (root / PENDING).unlink(missing_ok=True)


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


def _sweep_removed(root: Path) -> None:
    """Remove the files of datasets taken out of force before; one being imported is left alone."""
    for folder in root.iterdir():
        if folder.name == LOCKS or not folder.is_dir() or (folder / POINTER).exists():
            continue
        with contextlib.suppress(StoreFailure), locked(root, folder.name):
            if not (folder / POINTER).exists():  # Nor was it imported just now.
                shutil.rmtree(folder, ignore_errors=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
