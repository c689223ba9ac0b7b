"""The archive of a backup: a tar of members and, last, the manifest that vouches for them."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from terreau.core.errors import BadInput, StoreFailure

FORMAT = 1
MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_DAMAGED = (tarfile.TarError, EOFError, zlib.error, ValueError, KeyError, TypeError, RecursionError)


@dataclass
class Manifest:
    """What an archive holds.

    Parameters
    ----------
    terreau, engine, made_at : str
        Version that made it, database it came from, instant (ISO 8601).
    migrations : list of [app, name]
        The last one of each app: the shape of the tables.
    rows : dict[str, int]
        Rows of each table.
    last_keys : dict[str, int]
        Last key that each table gave.
    members : dict[str, str]
        SHA-256 of each member.
    """

    terreau: str
    engine: str
    made_at: str
    migrations: list[tuple[str, str]]
    rows: dict[str, int] = field(default_factory=dict)
    last_keys: dict[str, int] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Adds members to an archive, noting the digest of each."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar, self.manifest = tar, manifest

    def add(self, name: str, file: IO[bytes], mode: int = 0o600) -> None:
        """Add what a file holds, from its beginning, as it is now."""
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, mode
        reading = _Hashing(file)
        self._tar.addfile(info, reading)
        self.manifest.members[name] = reading.digest.hexdigest()


@contextmanager
def writing(draft: Path, manifest: Manifest) -> Iterator[Writer]:
    """Write an archive that its owner alone may read; the manifest closes it."""
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # killed, the lock goes with it: the draft is nobody's
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
            yield Writer(tar, manifest)
            told = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
            info = tarfile.TarInfo(MANIFEST)
            info.size, info.mode = len(told), 0o600
            tar.addfile(info, io.BytesIO(told))
        file.flush()
        os.fsync(file.fileno())


def verified(archive: Path) -> Manifest:
    """Read an archive whole and return its manifest.

    Raises
    ------
    BadInput
        If it is no backup, or a member is not what the manifest says.
    """
    return read(archive, lambda _name, blocks: deque(blocks, maxlen=0))


def read(archive: Path, take: Callable[[str, Iterator[bytes]], Any]) -> Manifest:
    """Give each member to ``take``, block by block, then return the manifest.

    Raises
    ------
    BadInput
        As `verified`; members given before may then be wrong.
    """
    found: dict[str, str] = {}
    told: Manifest | None = None
    with _telling_damage(archive), tarfile.open(archive, mode="r|gz") as tar:
        for info in tar:
            file = tar.extractfile(info) if info.isreg() and _is_inside(info.name) else None
            if file is None:
                raise ValueError(f"{info.name} is not a file of a backup")
            if info.name == MANIFEST:
                told = _manifest(file.read())
                continue
            reading = _Hashing(file)
            take(info.name, reading.blocks())
            found[info.name] = reading.digest.hexdigest()
    if told is None or found != told.members:
        raise _damaged(archive, _difference(found, told))
    if told.format > FORMAT:
        raise BadInput(
            "A newer version of Terreau made this backup",
            value=told.terreau,
            remedy="Install that version, or a later one, then restore",
        )
    return told


def _manifest(content: bytes) -> Manifest:
    """Return the manifest that a member holds; raise a ValueError where it is not one."""
    told = Manifest(**json.loads(content))
    told.migrations = [(str(app), str(name)) for app, name in told.migrations]
    shapes: tuple[tuple[object, type], ...] = (
        (told.rows, int),
        (told.last_keys, int),
        (told.members, str),
    )
    is_shaped = all(
        isinstance(held, dict) and all(isinstance(value, kind) for value in held.values())
        for held, kind in shapes
    )
    if not is_shaped or type(told.format) is not int:
        raise ValueError("Its manifest is damaged")
    return told


def _difference(found: dict[str, str], told: Manifest | None) -> str:
    if told is None:
        return "It stops before its end"
    names = sorted(
        n for n in found.keys() | told.members.keys() if found.get(n) != told.members.get(n)
    )
    return f"Not what its manifest says: {', '.join(names[:3])}"


@contextmanager
def _telling_damage(archive: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise _damaged(archive, str(error)) from error
    except OSError as error:
        raise StoreFailure(
            "The backup cannot be read", value=str(archive), why=error.strerror or str(error)
        ) from error


def _damaged(archive: Path, why: str) -> BadInput:
    return BadInput(
        "This file is not a whole backup",
        value=str(archive),
        why=why,
        remedy="Take another backup, or another copy of this one",
        kept="Nothing was changed",
    )


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


class _Hashing:
    """Reads a file and keeps the digest of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        block = self._file.read(size)
        self.digest.update(block)
        return block

    def blocks(self) -> Iterator[bytes]:
        """Read to the end."""
        while block := self.read(_BLOCK):
            yield block
