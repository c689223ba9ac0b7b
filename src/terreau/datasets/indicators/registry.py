"""Every indicator of an installation: those that come with Terreau, then its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from terreau.core.errors import BadInput
from terreau.core.home import terreau_home
from terreau.datasets.indicators.definition import THEMES, Indicator, read_definitions
from terreau.datasets.indicators.own_files import (
    Faulty,
    OwnFile,
    list_own_files,
    read_own_files,
)

_BUNDLE = resources.files("terreau.datasets.indicators") / "definitions"
FOLDER = "indicators"


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
    return _read(list_own_files((home or terreau_home()) / FOLDER))


@lru_cache(maxsize=4)
def _read(own: tuple[OwnFile, ...]) -> tuple[Mapping[str, Indicator], tuple[Faulty, ...]]:
    found: dict[str, Indicator] = {}
    for theme in THEMES:
        file = f"{theme}.toml"
        found |= _defined((_BUNDLE / file).read_text("utf-8"), file)
    faulty = read_own_files(own, found, _defined)
    by_theme = sorted(found.values(), key=lambda each: THEMES.index(each.theme))
    return MappingProxyType({each.id: each for each in by_theme}), faulty


def _defined(text: str, file: str) -> dict[str, Indicator]:
    return {each.id: each for each in read_definitions(text, file=file)}
