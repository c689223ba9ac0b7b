"""Every indicator of an installation: those that come with Terreau, then its own."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from terreau.core.errors import BadInput
from terreau.core.home import terreau_home
from terreau.datasets.indicators.definition import THEMES, Indicator, read_definitions

_BUNDLE = resources.files("terreau.datasets.indicators") / "definitions"
FOLDER = "indicators"
_LARGEST_FILE = 1_000_000


@dataclass(frozen=True)
class Faulty:
    """A file of one's own that cannot be read, and why: its indicators are left out."""

    file: str
    why: str


def list_indicators(home: Path | None = None) -> Mapping[str, Indicator]:
    """Return the indicators by id, in the order of their themes.

    Parameters
    ----------
    home : Path, optional
        TERREAU_HOME; files ``indicators/*.toml`` there add to those of Terreau. One that cannot be
        read is left out: see `list_faulty`.
    """
    return _all(home)[0]


def list_faulty(home: Path | None = None) -> tuple[Faulty, ...]:
    """Return the files of one's own that cannot be read."""
    return _all(home)[1]


def get_indicator(id_: str, home: Path | None = None) -> Indicator:
    """Return an indicator.

    Raises
    ------
    BadInput
        If none has that id.
    """
    found = list_indicators(home).get(id_)
    if found is None:
        raise BadInput(
            "No indicator has this name",
            value=id_,
            remedy="`terreau indicators list` names them all",
        )
    return found


def _all(home: Path | None) -> tuple[Mapping[str, Indicator], tuple[Faulty, ...]]:
    folder = (home or terreau_home()) / FOLDER
    stamps = []
    for path in sorted(folder.glob("*.toml")):
        with contextlib.suppress(OSError):  # Gone meanwhile, or a link to nothing.
            stamp = path.stat()
            if path.is_file() and not path.name.startswith("."):
                stamps.append((path, stamp.st_mtime_ns, stamp.st_size))
    return _read(tuple(stamps))


@lru_cache(maxsize=4)
def _read(
    own: tuple[tuple[Path, int, int], ...],
) -> tuple[Mapping[str, Indicator], tuple[Faulty, ...]]:
    bundled = [(f"{t}.toml", (_BUNDLE / f"{t}.toml").read_text("utf-8")) for t in THEMES]
    every = [each for file, text in bundled for each in read_definitions(text, file=file)]
    faulty = []
    for path, _mtime, size in own:
        try:
            every += _read_own(path, size, {each.id: each.file for each in every})
        except (BadInput, OSError, RecursionError) as error:
            why = error.sentence() if isinstance(error, BadInput) else str(error)
            faulty.append(Faulty(path.name, why))
    every.sort(key=lambda each: THEMES.index(each.theme))
    return MappingProxyType({each.id: each for each in every}), tuple(faulty)


def _read_own(path: Path, size: int, held: Mapping[str, str]) -> list[Indicator]:
    if size > _LARGEST_FILE:
        raise BadInput("It is too large to be definitions", value=size)
    found = read_definitions(path.read_text("utf-8", errors="replace"), file=path.name)
    if twice := [each.id for each in found if each.id in held]:
        raise BadInput(
            "Two indicators have the same name",
            value=twice[0],
            why=f"The other is in {held[twice[0]]}",
        )
    return found
