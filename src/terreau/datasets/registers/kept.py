"""What a reading has kept so far, on the disk: a kill loses the last seconds, never the rest.

A folder holds the rows kept, in parts, and a state that says up to where the file was read and what
each part must be. A part is whole before the state speaks of it; parts that are not what the state
says, or a state of another file or another choice, make the reading begin again.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from pyarrow import feather

from terreau.core.progress import Progress
from terreau.datasets.pulling.places import flush, read_json, write_json
from terreau.datasets.registers.blocks import Block, Position, blocks

# Rows read between two moments at which what was kept is on the disk for certain.
_BETWEEN = 1_000_000
_SAMPLES, _SAMPLE = 64, 1 << 16


@dataclass(frozen=True)
class State:
    """Up to where a file was read, and what was kept of it.

    Parameters
    ----------
    source, choice : str
        Digests of the file and of what is chosen in it.
    rows, offset : int
        The position.
    parts : list[list]
        Name and digest of each part.
    is_done : bool
        Whether the file is read whole.
    """

    source: str
    choice: str
    rows: int = 0
    offset: int = 0
    parts: list[list[str]] = field(default_factory=list)
    is_done: bool = False


@dataclass(frozen=True)
class Selection:
    """What is read of a file and kept.

    Parameters
    ----------
    file, columns : Path, tuple of str
        As `blocks`.
    choice : str
        Digest of what ``keep`` keeps.
    keep : Callable
        ``keep(block)``: the rows kept.
    stage : str
        What is told while it is read.
    """

    file: Path
    columns: tuple[str, ...]
    choice: str
    keep: Callable[[Block], pa.Table]
    stage: str


def read_kept(folder: Path, selection: Selection, progress: Progress) -> Iterator[pa.Table]:
    """Read a file once, from where a former reading of it stopped, and yield what was kept.

    Parameters
    ----------
    folder : Path
        Where what is kept stays; of this selection alone.
    selection : Selection
        Of which file, and what.
    progress : Progress
        Told the stage, with bytes.

    Raises
    ------
    BadTable
        As `blocks`; what was kept before stays.
    """
    state = _resumed(folder, State(digest_of(selection.file), selection.choice))
    if not state.is_done:
        state = _read_on(folder, selection, state, progress)
    for name, _digest_of_part in state.parts:
        yield feather.read_table(folder / name)


def digest_of(file: Path) -> str:
    """Return what tells a file from another: its size and 64 samples of it."""
    size = file.stat().st_size
    known = hashlib.sha256(str(size).encode())
    with file.open("rb") as opened:
        for rank in range(_SAMPLES):
            opened.seek(max(size - _SAMPLE, 0) * rank // (_SAMPLES - 1))
            known.update(opened.read(_SAMPLE))
    return known.hexdigest()


def _resumed(folder: Path, fresh: State) -> State:
    found = read_json(folder / "state.json", State)
    is_same = found is not None and (found.source, found.choice) == (fresh.source, fresh.choice)
    if found is not None and is_same and all(_is_whole(folder, *part) for part in found.parts):
        return found
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return fresh


def _is_whole(folder: Path, name: str, digest: str) -> bool:
    try:
        return _digest(folder / name) == digest
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as part:
        return hashlib.file_digest(part, "sha256").hexdigest()


def _read_on(folder: Path, selection: Selection, state: State, progress: Progress) -> State:
    waiting: list[pa.Table] = []
    total = selection.file.stat().st_size
    at = Position(state.rows, state.offset)
    for block in blocks(selection.file, selection.columns, at):
        waiting.append(selection.keep(block))
        at = block.after
        progress(selection.stage, block.done, total)
        if at.rows - state.rows >= _BETWEEN:
            state, waiting = _written(folder, state, at, waiting), []
    return _written(folder, state, at, waiting, is_done=True)


def _written(
    folder: Path, state: State, at: Position, tables: list[pa.Table], *, is_done: bool = False
) -> State:
    """Put what was kept on the disk, then say so."""
    parts, kept = list(state.parts), [table for table in tables if table.num_rows]
    if kept:
        path = folder / f"part-{at.rows}.arrow"
        feather.write_feather(pa.concat_tables(kept), path, compression="uncompressed")
        flush(path)
        parts.append([path.name, _digest(path)])
    state = State(state.source, state.choice, at.rows, at.bytes, parts, is_done)
    write_json(folder / "state.json", state)
    return state
