"""What a source is: the words every module of `terreau.datasets.sources` fills in."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from terreau.core.errors import BadInput
from terreau.core.said import Said
from terreau.datasets.contents import Contents
from terreau.datasets.description import Description
from terreau.datasets.reading import TableSource
from terreau.datasets.stored_table import read_stored

_LARGEST = 2 << 30


class Proof(StrEnum):
    """What the parser of a source was run on; said wherever the source is."""

    OFFICIAL = "official"  # a whole official file
    EXTRACT = "extract"  # a part of an official file
    DESCRIPTION = "description"  # never a real file: only files made after the official description


@dataclass(frozen=True)
class Licence:
    """Under what terms figures are given.

    Parameters
    ----------
    name, address : str
        As the licence is called, and its text.
    is_share_alike : bool
        Whether a database made from it must be given under the same licence.
    """

    name: str
    address: str
    is_share_alike: bool = False


OPEN_LICENCE = Licence(
    "Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
)
ODBL = Licence("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/", is_share_alike=True)


@dataclass(frozen=True)
class Edition:
    """One published state of a source.

    Parameters
    ----------
    label : str
        What tells it from the others ("2024"; "2" for a phase); ``--vintage`` takes it.
    file_name : str
        Official name of the file; also its name in a mirror.
    address : str
        Where the publisher gives it; "" when no stable address is known.
    geography : int or None
        Vintage of the territory codes; None when the file says it or none applies.
    largest : int
        Bytes beyond which a download is stopped.
    """

    label: str
    file_name: str
    address: str = ""
    geography: int | None = None
    largest: int = _LARGEST


class Editions(StrEnum):
    """What the editions of a source are to each other."""

    STATES = "states"  # each replaces the one before
    PARTS = "parts"  # they stand side by side: phases, kinds of territories
    FORMS = "forms"  # the same content, written in several ways


@dataclass(frozen=True)
class Stored:
    """A table that stands in the store, or is about to: what checks look at."""

    description: Description
    contents: Contents
    folder: Path

    def territories(self) -> set[str]:
        """Return the codes of the territories of the table; its rows are not read."""
        return set(read_stored(self.folder / "labels.parquet")["territory"].to_pylist())

    def table(self, *columns: str) -> pa.Table:
        """Return some columns of the table."""
        return read_stored(self.folder / "table.parquet", columns=columns)


class Weight(StrEnum):
    """What a remark does."""

    NOTE = "note"  # it is kept with the dataset, and shown
    PARTIAL = "partial"  # the table is not the whole country: it is no reference
    REFUSAL = "refusal"  # nothing is imported


@dataclass(frozen=True)
class Remark:
    """What a check found, as a sentence."""

    sentence: Said
    weight: Weight = Weight.NOTE


Check = Callable[[Stored], Iterable[Remark]]


@dataclass(frozen=True)
class Described:
    """One table of a file: what it means, and how to open it (the file is read on use).

    ``checks`` are those that need more of the file than the table holds, such as its totals.
    """

    description: Description
    open: Callable[[], TableSource]
    checks: tuple[Check, ...] = ()


Parse = Callable[[Path, Edition], Iterable[Described]]


@dataclass(frozen=True)
class Source:
    """Where figures come from.

    Parameters
    ----------
    id : str
        Short name, what the command line takes.
    title, publisher : str
        As the publisher says.
    licence : Licence
        Its terms.
    page : str
        Page of the publisher that presents it.
    editions : tuple of Edition
        Oldest first.
    editions_are : Editions
        What they are to each other.
    file_format : Said
        How the file is written, for a person.
    absent : Said
        What a cell that is not in the file means, for a person.
    proof : Proof
        What ``parse`` was run on.
    parse : Callable
        Takes a file and its edition, gives its tables; reads nothing else and writes nothing.
    checks : tuple of Check
        What its content must pass.
    note : str
        What a reader must know before using it.
    revision : int
        Raised when the same file would now be read otherwise: it is then imported anew.
    datasets : tuple of str
        Identifiers of the datasets that a file of it becomes.
    checked : tuple of Said
        What its own checks look at, for a person, a sentence each.
    """

    id: str
    title: str
    publisher: str
    licence: Licence
    page: str
    editions: tuple[Edition, ...]
    file_format: Said
    absent: Said
    proof: Proof
    parse: Parse
    checks: tuple[Check, ...] = ()
    note: str = ""
    revision: int = 1
    datasets: tuple[str, ...] = ()
    checked: tuple[Said, ...] = ()
    editions_are: Editions = Editions.STATES

    def edition(self, label: str = "", *, file_name: str = "") -> Edition:
        """Return an edition by its label, else the one whose file has this name, else the only one.

        Raises
        ------
        BadInput
            If the label is unknown, or is needed.
        """
        known = {edition.label: edition for edition in self.editions}
        if label in known:
            return known[label]
        named = [edition for edition in self.editions if edition.file_name == file_name]
        if not label and (named or len(known) == 1):
            return named[0] if named else self.editions[0]
        near = difflib.get_close_matches(label, known, n=1)
        raise BadInput(
            f"The source {self.id!r} has no such vintage"
            if label
            else f"The source {self.id!r} has several vintages",
            value=label or None,
            why=f"It has {', '.join(known)}",
            remedy=f"Say which with --vintage {near[0] if near else self.editions[-1].label}",
        )
