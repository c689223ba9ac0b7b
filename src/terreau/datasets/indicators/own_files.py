"""Files of one's own in TERREAU_HOME: which there are, and those that cannot be read."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from terreau.core.errors import BadInput

_LARGEST_FILE = 1_000_000

Found = TypeVar("Found")


@dataclass(frozen=True)
class Faulty:
    """A file of one's own that cannot be read, and why: what it defines is left out."""

    file: str
    why: str


@dataclass(frozen=True)
class OwnFile:
    """A file and its state, the instant of its last change and its size: changed, it is another."""

    path: Path
    state: tuple[int, int]


def list_own_files(folder: Path) -> tuple[OwnFile, ...]:
    """Return the TOML files of a folder, sorted; hidden ones are being written."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        with contextlib.suppress(OSError):  # Gone meanwhile, or a link to nothing.
            state = path.stat()
            if path.is_file() and not path.name.startswith("."):
                found.append(OwnFile(path, (state.st_mtime_ns, state.st_size)))
    return tuple(found)


def read_own_files(
    files: Iterable[OwnFile], held: dict[str, Found], read: Callable[[str, str], dict[str, Found]]
) -> tuple[Faulty, ...]:
    """Add to ``held`` what each file defines; return those that are left out.

    Parameters
    ----------
    files : Iterable of OwnFile
        In the order in which they add.
    held : dict
        What is defined already, by id; no file may define it again.
    read : Callable
        Given a text and the name of its file, returns what it defines, by id.
    """
    faulty = []
    for file in files:
        try:
            found = read(_text_of(file), file.path.name)
            _refuse_twice(found, held)
        except (BadInput, OSError, RecursionError) as error:
            why = error.sentence() if isinstance(error, BadInput) else str(error)
            faulty.append(Faulty(file.path.name, why))
        else:
            held.update(found)
    return tuple(faulty)


def _refuse_twice(found: Iterable[str], held: Collection[str]) -> None:
    if twice := [id_ for id_ in found if id_ in held]:
        raise BadInput("Something else has the same name", value=twice[0])


def _text_of(file: OwnFile) -> str:
    _changed_ns, size = file.state
    if size > _LARGEST_FILE:
        raise BadInput("It is too large to be definitions", value=size)
    return file.path.read_text("utf-8", errors="replace")
