"""A file of the territory, CSV or XLSX, read as a register: its columns are recognised in French.

Addresses and telephones are columns that are never read: nobody agreed to that.
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, TerreauError
from terreau.core.siren import without_spaces
from terreau.core.text import fold
from terreau.datasets.description import Format
from terreau.datasets.reading.workbook import sheet_rows
from terreau.datasets.reference.naf import bridge, normalise
from terreau.datasets.registers.choosing import BANDS
from terreau.web.apps.directory.enums import HeadcountClass, OrganisationKind
from terreau.web.apps.directory.register_lists import reason_against
from terreau.web.apps.directory.register_rules import LINES_AT_ONCE, Entry
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.naming import list_named

MOST_BYTES = 2 << 20
# A workbook is packed: a cell that is one letter a million times is a few bytes of a file.
_MOST_UNPACKED = 64 << 20
# Folded headings → field.
_HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("nom", "raison sociale", "denomination", "entreprise", "organisation",
                     "etablissement", "nom de l entreprise"), "name"),
    **dict.fromkeys(("siret", "n siret", "numero siret"), "siret"),
    **dict.fromkeys(("siren", "n siren", "numero siren"), "siren"),
    **dict.fromkeys(("naf", "ape", "code naf", "code ape", "activite principale"), "naf"),
    **dict.fromkeys(("commune", "code commune", "code insee", "insee", "ville", "commune du siege",
                     "code"), "seat"),
    **dict.fromkeys(("effectif", "effectifs", "tranche d effectif", "tranche effectif",
                     "nombre de salaries", "salaries"), "headcount_class"),
    **dict.fromkeys(("site", "site web", "site internet"), "website"),
    **dict.fromkeys(("nature", "type"), "kind"),
}  # fmt: skip
# The least number of employees of each band, the largest first.
_LEAST = (
    (10_000, "53"), (5_000, "52"), (2_000, "51"), (1_000, "42"), (500, "41"), (250, "32"),
    (200, "31"), (100, "22"), (50, "21"), (20, "12"), (10, "11"), (6, "03"), (3, "02"), (1, "01"),
    (0, "00"),
)  # fmt: skip


@dataclass
class FileRead:
    """What was read of a file.

    Parameters
    ----------
    entries : list[Entry]
        Its organisations.
    rejected : list[dict]
        Line, value and reason of what was not understood.
    ignored : list[str]
        Headings of the columns that are not read.
    """

    entries: list[Entry] = field(default_factory=list)
    rejected: list[dict[str, object]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_file(name: str, content: bytes) -> FileRead:
    """Read the organisations of a file.

    Raises
    ------
    BadInput
        If it is too large, is neither CSV nor XLSX, or has no column of names or of numbers.
    """
    if len(content) > MOST_BYTES:
        raise BadInput(
            _("Ce fichier est trop grand"),
            remedy=_("2 Mo au plus : ne gardez que les colonnes utiles, ou coupez-le."),
        )
    rows: list[list[Any]]
    rows = _of_workbook(content) if name.lower().endswith(".xlsx") else _of_text(content)
    if len(rows) - 1 > LINES_AT_ONCE:
        raise BadInput(
            _("Ce fichier a %s lignes") % (len(rows) - 1),
            remedy=_("%s lignes au plus à la fois : coupez-le.") % LINES_AT_ONCE,
            kept=_("Rien n’a été ajouté."),
        )
    headings = [" ".join(str(cell).split()) for cell in rows[0]] if rows else []
    fields = [_HEADINGS.get(fold(heading).strip()) for heading in headings]
    if "name" not in fields and "siret" not in fields:
        raise BadInput(
            _("La première ligne ne nomme aucune colonne connue"),
            value=", ".join(headings)[:200],
            remedy=_("Nommez les colonnes : Nom, SIRET, Commune, NAF, Effectif, Site."),
        )
    read = FileRead(ignored=[h for h, f in zip(headings, fields, strict=True) if h and not f])
    seen: dict[tuple[str, ...], int] = {}
    communes: dict[str, str] = {}
    for line, row in enumerate(rows[1:], start=2):
        cells: dict[str, str] = {}
        for known, cell in zip(fields, row, strict=False):
            if known and not cells.get(known):
                cells[known] = _text(cell)
        if any(cells.values()):
            _take(read, line, cells, seen, communes)
    return read


def _take(
    read: FileRead,
    line: int,
    cells: dict[str, str],
    seen: dict[tuple[str, ...], int],
    communes: dict[str, str],
) -> None:
    said, wrong = _said(cells, communes)
    if not wrong and not said.get("name"):
        wrong = ("name", "")
    numbered = said.get("siret") or said.get("siren")
    key = (numbered,) if numbered else (fold(said.get("name", "")), said.get("seat", ""))
    if not wrong and key in seen:
        wrong = ("twice", numbered or said["name"])
    if wrong:
        read.rejected.append({"line": line, "value": wrong[1][:40], "reason": wrong[0]})
        return
    seen[key] = line
    labels = {fold(str(kind.label)): kind.value for kind in OrganisationKind}
    kind = labels.get(fold(cells.get("kind", "")), OrganisationKind.COMPANY.value)
    read.entries.append(Entry(said, kind=kind, line=line))


def _said(
    cells: Mapping[str, str], communes: dict[str, str]
) -> tuple[dict[str, str], tuple[str, str] | None]:
    """Return what a line says of an organisation, or why it is not understood and of what."""
    said = {"name": " ".join(cells.get("name", "").split())[:200]}
    siret, siren = (without_spaces(cells.get(name, "")) for name in ("siret", "siren"))
    siren = siren or siret[:9]
    naf, typed = normalise(cells.get("naf", "")), cells.get("seat", "")
    website = cells.get("website", "")
    if website and "://" not in website:
        website = f"https://{website}"
    seat = communes.setdefault(typed, _commune(typed))
    wrong = _wrong_number(siret, siren)
    if wrong is None and naf and naf not in bridge("A732", "A21"):
        wrong = ("naf", naf)
    if wrong is None and not seat:
        wrong = ("commune", typed)
    if wrong is None and website and not _is_site(website):
        wrong = ("website", website)
    found = {"siret": siret, "siren": siren, "naf": naf, "seat": seat, "website": website}
    found["headcount_class"] = _band(cells.get("headcount_class", ""))
    return said | {name: value for name, value in found.items() if value}, wrong


def _wrong_number(siret: str, siren: str) -> tuple[str, str] | None:
    for number, length in ((siret, 14), (siren, 9)):
        if number and len(number) != length:
            return ("length", number)
        if number and (reason := reason_against(number)):
            return (reason, number)
    return ("other", siret) if siret and siren != siret[:9] else None


def _commune(typed: str) -> str:
    """Return the code of the one commune of a name or a code; "" where none or several bear it."""
    code = typed.zfill(5) if typed.isdigit() else typed
    found = (
        {p.code for p in list_named(code) if p.kind == PerimeterKind.COMMUNE} if typed else set()
    )
    return found.pop() if len(found) == 1 else ""


def _is_site(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_plain = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    return is_plain and parts.username is None and len(address) <= 200


def _band(typed: str) -> str:
    """Return the band of a headcount, written as its code, its name or a number of employees."""
    if typed in BANDS and len(typed) == 2:
        return typed
    number = without_spaces(typed)
    if number.isdecimal():
        return next(band for least, band in _LEAST if int(number) >= least)
    labels = {fold(str(each.label)): each.value for each in HeadcountClass}
    return labels.get(fold(typed), "")


def _text(cell: object) -> str:
    """Return a cell as text; a number of a spreadsheet has no decimal point of its own."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def _of_text(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise BadInput(
            _("Ce fichier n’est ni un CSV ni un classeur XLSX"),
            remedy=_("Enregistrez-le sous l’un de ces formats."),
        )
    header = text.partition("\n")[0]
    separator = max(";,\t", key=header.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise BadInput(
            _("Ce fichier CSV ne se lit pas"),
            why=str(error),
            remedy=_("Enregistrez-le à nouveau depuis le tableur."),
        ) from error


def _check_unpacked(content: bytes) -> None:
    """Refuse a workbook that would fill the memory; one that is none is told by who reads it."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        return
    if sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise BadInput(
            _("Ce classeur est trop grand une fois ouvert"),
            remedy=_(
                "64 Mo au plus : ne gardez que les colonnes utiles, ou enregistrez-le en CSV."
            ),
            kept=_("Rien n’a été ajouté."),
        )


def _of_workbook(content: bytes) -> list[list[Any]]:
    _check_unpacked(content)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        try:
            return sheet_rows(Path(file.name), Format(is_described=False))
        except TerreauError as error:
            raise BadInput(
                _("Ce classeur ne se lit pas"),
                why=error.what,
                remedy=_("Gardez une seule feuille, sans mot de passe, ou enregistrez-le en CSV."),
            ) from error
