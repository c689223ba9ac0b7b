"""Dashboards: which indicators are read together, and why. A dashboard is a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from terreau.core.errors import BadInput
from terreau.core.home import terreau_home
from terreau.core.said import Said
from terreau.datasets.indicators.definition import ID
from terreau.datasets.indicators.own_files import (
    Faulty,
    OwnFile,
    list_own_files,
    read_own_files,
)
from terreau.datasets.indicators.reading import Reader, Subject, read_toml
from terreau.datasets.indicators.registry import list_indicators

# Those that come with Terreau, in the order in which one asks.
_BUNDLED = ("context", "attractiveness", "industry")
_BUNDLE = resources.files("terreau.datasets.indicators") / "dashboard_files"
FOLDER = "dashboards"
_SUBJECT = Subject("The definition of a dashboard is not valid", "docs/howto/add-a-dashboard.md")


@dataclass(frozen=True)
class Group:
    """Indicators that answer one question.

    Parameters
    ----------
    title : Said
        What they are about.
    question : Said or None
        What they answer, where the title does not say it.
    indicators : tuple of str
        Their ids, in the order of reading.
    lead : str
        The one of them that is followed over the years; "" for none.
    """

    title: Said
    question: Said | None
    indicators: tuple[str, ...]
    lead: str


@dataclass(frozen=True)
class Dashboard:
    """Groups of indicators, read together for one territory.

    Parameters
    ----------
    id : str
        Short name, unique ("context").
    title, question : Said
        What it is called, what it answers.
    groups : tuple of Group
        In the order of reading; an indicator is in one of them only.
    file : str
        Name of the file that says it.
    """

    id: str
    title: Said
    question: Said
    groups: tuple[Group, ...]
    file: str

    @property
    def indicators(self) -> tuple[str, ...]:
        """Ids of its indicators, in the order of reading."""
        return tuple(id_ for group in self.groups for id_ in group.indicators)


def read_dashboard(text: str, *, file: str, known: Collection[str]) -> Dashboard:
    """Read a dashboard.

    Parameters
    ----------
    text : str
        TOML: ``id``, ``title``, ``question`` and one ``[[group]]`` for each group.
    file : str
        Its name, for errors.
    known : Collection[str]
        Ids of the indicators there are.

    Raises
    ------
    BadInput
        What cannot be read, with the group and the key.
    """
    reader = read_toml(text, file=file, subject=_SUBJECT)
    id_ = reader.text("id")
    if not ID.fullmatch(id_):
        raise reader.refused("An id is small letters, digits and hyphens", id_)
    title, question = reader.said("title"), reader.said("question")
    groups = reader.listed("group", absent="There is no [[group]] in the file")
    found = Dashboard(id_, title, question, tuple(_group(each, known) for each in groups), file)
    reader.end()
    every = found.indicators
    if twice := [each for each in every if every.count(each) > 1]:
        raise reader.refused("An indicator is in one group, once", twice[0])
    return found


def list_dashboards(home: Path | None = None) -> Mapping[str, Dashboard]:
    """Return the dashboards by id: those of Terreau, then one's own.

    Parameters
    ----------
    home : Path, optional
        TERREAU_HOME; files ``dashboards/*.toml`` there add to those of Terreau. One that cannot be
        read is left out: see `list_faulty_dashboards`.
    """
    return _all(home)[0]


def list_faulty_dashboards(home: Path | None = None) -> tuple[Faulty, ...]:
    """Return the files of one's own that cannot be read."""
    return _all(home)[1]


def get_dashboard(id_: str, home: Path | None = None) -> Dashboard:
    """Return a dashboard.

    Raises
    ------
    BadInput
        If none has that id.
    """
    found = list_dashboards(home)
    if id_ not in found:
        raise BadInput(
            "No dashboard has this name", value=id_, remedy=f"There are: {', '.join(found)}"
        )
    return found[id_]


def _group(reader: Reader, known: Collection[str]) -> Group:
    title = reader.said("title")
    question = reader.said("question") if reader.has("question") else None
    ids = reader.optional("indicators")
    if not isinstance(ids, list) or not ids or not all(isinstance(each, str) for each in ids):
        raise reader.refused("`indicators` is a list of ids", str(ids))
    if strange := [each for each in ids if each not in known]:
        raise reader.refused("No indicator has this name", strange[0])
    lead = reader.choice("lead", tuple(ids)) if reader.has("lead") else ""
    reader.end()
    return Group(title, question, tuple(ids), lead)


def _all(home: Path | None) -> tuple[Mapping[str, Dashboard], tuple[Faulty, ...]]:
    home = home or terreau_home()
    return _read(list_own_files(home / FOLDER), tuple(list_indicators(home)))


@lru_cache(maxsize=4)
def _read(
    own: tuple[OwnFile, ...], known: tuple[str, ...]
) -> tuple[Mapping[str, Dashboard], tuple[Faulty, ...]]:
    defined = partial(_defined, known=frozenset(known))
    found: dict[str, Dashboard] = {}
    for id_ in _BUNDLED:
        file = f"{id_}.toml"
        found |= defined((_BUNDLE / file).read_text("utf-8"), file)
    faulty = read_own_files(own, found, defined)
    return MappingProxyType(found), faulty


def _defined(text: str, file: str, *, known: Collection[str]) -> dict[str, Dashboard]:
    found = read_dashboard(text, file=file, known=known)
    return {found.id: found}
