"""A table of lines, pasted or sent as a file: its rows, by the names or the order of columns."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, TerreauError
from terreau.core.text import fold
from terreau.datasets.description import Format
from terreau.datasets.reading.workbook import cell_text, sheet_rows
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.rules import one_line

# What a person reads again line by line before it is kept.
MOST_ROWS = 500
LARGEST_FILE = 2 << 20
_NAMES = {
    "organisation": {"organisation", "organization", "siren", "entreprise", "nom", "name"},
    "kind": {"kind", "sorte", "nature", "type", "ce que c est"},
    "text": {"text", "texte", "ses mots", "mots", "savoir faire", "description"},
}
_COLUMNS = ("organisation", "kind", "text")
_KINDS = {fold(str(name)): kind for kind in KnowHowKind for name in (kind.value,)} | {
    "sait faire": KnowHowKind.MAKES, "savoir faire": KnowHowKind.MAKES,
    "procede": KnowHowKind.MAKES, "machine ou capacite": KnowHowKind.MACHINE,
    "capacite": KnowHowKind.MACHINE, "matiere": KnowHowKind.MATERIAL,
    "matiere travaillee": KnowHowKind.MATERIAL, "cherche": KnowHowKind.SEEKS,
    "recherche": KnowHowKind.SEEKS, "besoin": KnowHowKind.SEEKS,
}  # fmt: skip


@dataclass(frozen=True)
class PastedRow:
    """A row of the table.

    Parameters
    ----------
    line : int
        Where it stands, from 1.
    organisation, kind, text : str
        As it was written.
    """

    line: int
    organisation: str
    kind: str
    text: str


def kind_of(written: str) -> KnowHowKind | None:
    """Return the kind that a cell names; None where it names none.

    Examples
    --------
    >>> kind_of("Matière travaillée"), kind_of("licorne")
    (KnowHowKind.MATERIAL, None)
    """
    return _KINDS.get(fold(written))


def rows_of_text(text: str) -> list[PastedRow]:
    """Return the rows of a text whose cells are separated by tabs, semicolons or commas.

    Raises
    ------
    BadInput
        If there are none, too many, or their columns cannot be told.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((mark for mark in "\t;," if mark in first), "\t")
    try:
        read = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise BadInput(
            _("Ce texte n’est pas un tableau que nous savons lire"),
            why=str(error),
            remedy=_("Une ligne par savoir-faire, trois colonnes : organisation, sorte, texte."),
        ) from error
    return _rows(read)


def rows_of_file(name: str, content: bytes) -> list[PastedRow]:
    """Return the rows of a file, CSV or XLSX.

    Raises
    ------
    BadInput
        As `rows_of_text`; or if the file is too large, of another kind, or cannot be read.
    """
    if len(content) > LARGEST_FILE:
        raise BadInput(
            _("Ce fichier est trop lourd"),
            value=name[:80],
            remedy=_("2 Mo au plus : coupez-le en plusieurs."),
        )
    if content[:4] == b"PK\x03\x04":
        return _rows(_sheet(name, content))
    if b"\0" in content:
        raise _unreadable(name)
    try:
        return rows_of_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return rows_of_text(content.decode("cp1252", errors="replace"))


def as_text(rows: Iterable[PastedRow]) -> str:
    """Return rows as a text that is read again the same, lines apart."""
    written = io.StringIO()
    table = csv.writer(written, delimiter="\t", lineterminator="\n")
    table.writerow(_COLUMNS)
    table.writerows((row.organisation, row.kind, row.text) for row in rows)
    return written.getvalue()


def _sheet(name: str, content: bytes) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        path.write_bytes(content)
        try:
            rows = sheet_rows(path, Format())
        except TerreauError as error:
            raise _unreadable(name) from error
    return [[cell_text(cell, ",") or "" for cell in row] for row in rows]


def _unreadable(name: str) -> BadInput:
    return BadInput(
        _("Ce fichier ne se lit pas comme un tableau"),
        value=name[:80],
        remedy=_("Enregistrez-le en CSV ou en XLSX, avec une seule feuille, puis renvoyez-le."),
    )


def _rows(read: Sequence[Sequence[str]]) -> list[PastedRow]:
    told = [(line, row) for line, row in enumerate(read, start=1) if any(c.strip() for c in row)]
    if not told:
        raise BadInput(
            _("Ce tableau est vide"),
            remedy=_("Une ligne par savoir-faire, trois colonnes : organisation, sorte, texte."),
        )
    places = _places(told[0][1])
    body = told[1:] if places else told
    if len(body) > MOST_ROWS:
        raise BadInput(
            _("Ce tableau a %(count)d lignes ; on en relit %(most)d à la fois")
            % {"count": len(body), "most": MOST_ROWS},
            remedy=_("Coupez-le en plusieurs, puis importez-les l’un après l’autre."),
            kept=_("Rien n’est enregistré."),
        )
    order = places or {name: place for place, name in enumerate(_COLUMNS)}
    return [PastedRow(line, **{n: _cell(row, order[n]) for n in _COLUMNS}) for line, row in body]


def _places(first: Sequence[str]) -> dict[str, int]:
    """Return where each column stands by its name; empty where the first row names none.

    Raises
    ------
    BadInput
        If it names some and not others.
    """
    folded = [fold(cell) for cell in first]
    places = {
        column: next((n for n, cell in enumerate(folded) if cell in names), -1)
        for column, names in _NAMES.items()
    }
    missing = [column for column, place in places.items() if place < 0]
    if len(missing) == len(_NAMES):
        return {}
    if missing:
        raise BadInput(
            _("Il manque une colonne à ce tableau"),
            value=", ".join(missing),
            why=_("Sa première ligne nomme : %(names)s.") % {"names": ", ".join(first)[:200]},
            remedy=_("Nommez ses colonnes « organisation », « sorte » et « texte »."),
        )
    return places


def _cell(row: Sequence[str], place: int) -> str:
    return one_line(row[place]) if place < len(row) else ""
