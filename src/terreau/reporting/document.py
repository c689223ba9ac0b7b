"""A report as data: what is said, in which order, with which figures; any format draws it.

Built once from the same numbers as the page; written out by ``typst_pdf``, ``slides``, ``word``
and ``workbook``, so that no two formats can differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.reporting.figures import Bars, Lines, Waterfall


@dataclass(frozen=True)
class Sum:
    """A figure that is worked out from others of its row or column, where a workbook can say so.

    Parameters
    ----------
    figure : Number
        With its own value, which the formula must give again.
    formula : str
        Of Excel, with ``{key}`` in place of the cell of each figure it is made from.
    """

    figure: Number
    formula: str


Cell = str | Number | Sum | None


@dataclass(frozen=True)
class Paragraph:
    """Words, and the figures written in them; strong parts are between two asterisks."""

    text: str
    is_caution: bool = False
    figures: tuple[Number, ...] = ()


@dataclass(frozen=True)
class KeyFigure:
    """A figure in large with its label; ``note`` says more, its figures written in it.

    ``sign`` is written before the figure, where it stands alone: "×" of what multiplies.
    """

    figure: Number
    label: str
    note: str = ""
    shown_in_note: tuple[Number, ...] = ()
    sign: str = ""

    @property
    def display(self) -> str:
        """The figure as it is written in large."""
        return f"{self.sign}\u202f{self.figure.display}" if self.sign else self.figure.display


@dataclass(frozen=True)
class KeyFigures:
    """A row of figures in large."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Chart:
    """A drawing from data: its alternative in words, and the figures it writes."""

    drawing: Waterfall | Lines | Bars
    description: str
    figures: tuple[Number, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows of cells: the first column holds words, the others mostly figures; None is empty."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def figures(self) -> Iterator[Number]:
        """Yield the figures of its cells, row by row."""
        for row in self.rows:
            yield from (figure for cell in row if (figure := figure_of(cell)) is not None)


Block = Paragraph | KeyFigures | Chart | Table


@dataclass(frozen=True)
class Section:
    """A title and what is under it; ``notes`` are the numbers of its notes.

    Annexes come last: what is looked up, not read.
    """

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[int, ...] = ()
    is_annex: bool = False


@dataclass(frozen=True)
class Note:
    """Where a panel's figures come from: its number, what it explains, its words."""

    number: int
    title: str
    provenance: Provenance


def by_source(notes: Iterable[Note]) -> tuple[tuple[Note, ...], ...]:
    """Return notes in their order, those of one source together.

    What notes of one source share (licence, geography, absent cells) is written once.
    """
    found: dict[tuple[str, ...], list[Note]] = {}
    for note in notes:
        p = note.provenance
        shared = (p.source, p.vintage, p.licence, p.obligation, p.geography, p.absent)
        found.setdefault(shared, []).append(note)
    return tuple(map(tuple, found.values()))


@dataclass(frozen=True)
class State:
    """The state of the data that a report was made from, and where it is told.

    Parameters
    ----------
    digest : str
        Names it.
    address : str
        Page that tells it and whether it is still that of the installation.
    sentence : str
        The same in words, with the day.
    """

    digest: str
    address: str
    sentence: str


@dataclass(frozen=True)
class Document:
    """A report.

    Parameters
    ----------
    title : str
        The territory, or those compared.
    subtitle : str
        Its kind, where it is, the version of its perimeter.
    lead : str
        The sentence that comes first; strong parts between two asterisks.
    sections : tuple of Section
        In the order of reading.
    notes : tuple of Note
        Where figures come from.
    state : State or None
        The data it was made from; None where it tells no figure of the data.
    address : str
        The page it is made from.
    words : Words
        The words of every report in the reader's language.
    language : str
        "fr" or "en".
    made_on : str
        Day it was made, in words.
    mark : str
        What is said on every page ("Pays d'exemple : …"); "" for nothing.
    lead_figures : tuple of Number
        Those that the lead writes.
    day : date or None
        The day it was made, as files date themselves.
    scope : str
        Publisher, measure, years and perimeter of its figures, on one line.
    """

    title: str
    subtitle: str
    lead: str
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    state: State | None
    address: str
    words: Words
    language: str
    made_on: str
    mark: str = ""
    lead_figures: tuple[Number, ...] = ()
    day: date | None = None
    scope: str = ""

    def figures(self) -> list[Number]:
        """Return every figure it shows once, in the order of reading."""
        found: dict[str, Number] = {}
        for figure in self._shown():
            found.setdefault(figure.key, figure)
        return list(found.values())

    def _shown(self) -> Iterator[Number]:
        yield from self.lead_figures
        for section in self.sections:
            for block in section.blocks:
                yield from figures_of(block)


@dataclass(frozen=True)
class Words:
    """The words that every report prints, in the reader's language.

    ``made_with`` opens the foot of a page, ``carried`` names what the file carries for machines,
    ``colon`` stands between a name and what it names, with its spaces; ``continued`` marks,
    in brackets, what goes on from the slide before; the others are titles.
    """

    sources: str
    source: str
    vintage: str
    licence: str
    geography: str
    absent: str
    coverage: str
    formula: str
    again: str
    figure: str
    period: str
    value: str
    unit: str
    page: str
    made_with: str
    carried: str
    colon: str
    continued: str
    summary: str
    obligation: str
    state: str
    address: str


def figures_of(block: Block) -> Iterator[Number]:
    """Yield the figures that a block shows."""
    match block:
        case KeyFigures():
            for key_figure in block.figures:
                yield key_figure.figure
                yield from key_figure.shown_in_note
        case Chart():
            yield from block.figures
        case Table():
            yield from block.figures()
        case Paragraph():
            yield from block.figures


def figure_of(cell: Cell) -> Number | None:
    """Return the figure of a cell; None for words and for an empty one."""
    match cell:
        case Sum():
            return cell.figure
        case Number():
            return cell
        case _:
            return None


def strong_parts(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text at its double asterisks: each part, and whether it is strong.

    Examples
    --------
    >>> list(strong_parts("gains **1 200 jobs** since 2019"))
    [('gains ', False), ('1 200 jobs', True), (' since 2019', False)]
    """
    for place, part in enumerate(text.split("**")):
        if part:
            yield part, place % 2 == 1
