"""The rows of a CSV or of a workbook that somebody gave, each with its line."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, BadTable, TerreauError
from terreau.datasets.description import Format
from terreau.datasets.reading.any_csv import SEPARATORS, cut_rows, decoded
from terreau.datasets.reading.packed import unpacked_size
from terreau.datasets.reading.workbook import sheet_rows

# A workbook is packed: a cell that is one letter a million times is a few bytes of a file.
_MOST_UNPACKED = 64 << 20

Row = tuple[int, list[Any]]


def rows_of_workbook(content: bytes) -> list[Row]:
    """Return the rows of the one sheet of a workbook.

    Raises
    ------
    BadInput
        If it cannot be read, or is too large once it is unpacked.
    """
    _check_unpacked(content)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        try:
            return list(enumerate(sheet_rows(Path(file.name), Format(is_described=False)), 1))
        except TerreauError as error:
            raise BadInput(
                _("Ce classeur ne se lit pas"),
                why=error.what,
                remedy=_("Gardez une seule feuille, sans mot de passe, ou enregistrez-le en CSV."),
            ) from error


def rows_of_text(content: bytes) -> list[Row]:
    """Return the rows of a CSV, whatever separates its cells.

    A quote that is not closed would swallow the rows below: it is refused, with its line.

    Raises
    ------
    BadInput
        If it is no text, or a quote is not closed.
    """
    text = decoded(content)
    if "\x00" in text:
        raise BadInput(
            _("Ce fichier n’est ni un CSV ni un classeur XLSX"),
            remedy=_("Enregistrez-le sous l’un de ces formats."),
        )
    header = text.partition("\n")[0]
    try:
        return cut_rows(text, max(SEPARATORS, key=header.count))
    except BadTable as error:
        raise _unclosed(error.place.line) from error


def _unclosed(line: int | None) -> BadInput:
    return BadInput(
        _("Ligne %s de ce fichier : un guillemet n’est pas fermé, ou ne tient pas toute la case")
        % line,
        remedy=_(
            "Ôtez-le ou fermez-le, ou enregistrez à nouveau le fichier depuis le tableur ; sans "
            "cela les lignes suivantes seraient perdues."
        ),
        kept=_("Rien n’a été ajouté."),
    )


def _check_unpacked(content: bytes) -> None:
    """Refuse a workbook that would fill the memory; one that is none is told by who reads it."""
    size = unpacked_size(content, _MOST_UNPACKED)
    if size is not None and size > _MOST_UNPACKED:
        raise BadInput(
            _("Ce classeur est trop grand une fois ouvert"),
            remedy=_(
                "64 Mo au plus : ne gardez que les colonnes utiles, ou enregistrez-le en CSV."
            ),
            kept=_("Rien n’a été ajouté."),
        )
