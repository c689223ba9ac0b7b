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

_BUNDLE = resources.files("terreau.datasets.indicators") / "definitions"
FOLDER = "indicators"


def list_indicators(home: Path | None = None) -> Mapping[str, Indicator]:
    """Return the indicators by id, in the order of their themes.

    Parameters
    ----------
    home : Path, optional
        TERREAU_HOME; files ``indicators/*.toml`` there add to those of Terreau.

    Raises
    ------
    BadInput
        If a definition is not valid, or one id is defined twice.
    """
    own = sorted(((home or terreau_home()) / FOLDER).glob("*.toml"))
    return _read(tuple((path, path.stat().st_mtime_ns) for path in own))


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


@lru_cache(maxsize=4)
def _read(own: tuple[tuple[Path, int], ...]) -> Mapping[str, Indicator]:
    texts = [(f"{theme}.toml", (_BUNDLE / f"{theme}.toml").read_text("utf-8")) for theme in THEMES]
    texts += [(path.name, path.read_text("utf-8", errors="replace")) for path, _ in own]
    every = [each for file, text in texts for each in read_definitions(text, file=file)]
    found: dict[str, Indicator] = {}
    for indicator in sorted(every, key=lambda each: THEMES.index(each.theme)):
        if indicator.id in found:
            raise BadInput(
                "Two indicators have the same name",
                value=indicator.id,
                why=f"{found[indicator.id].file} and {indicator.file} define it",
                remedy="Rename one of them",
            )
        found[indicator.id] = indicator
    return MappingProxyType(found)
