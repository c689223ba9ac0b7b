"""A file of the territory, CSV or XLSX, read as a register: its columns are recognised in French.

Addresses and telephones are columns that are never read: nobody agreed to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.core.siren import without_spaces
from terreau.core.text import fold
from terreau.datasets.reference.naf import bridge, normalise
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.directory.register_headcounts import band_of, is_coded
from terreau.web.apps.directory.register_lists import reason_against
from terreau.web.apps.directory.register_rules import LINES_AT_ONCE, Entry
from terreau.web.apps.directory.services.register_tables import rows_of_text, rows_of_workbook
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.naming import list_named

MOST_BYTES = 2 << 20
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
                     "tranche", "tranche insee", "code effectif", "code tranche effectif",
                     "tranche d effectif insee", "tranche effectif insee", "nombre de salaries",
                     "salaries"), "headcount_class"),
    **dict.fromkeys(("site", "site web", "site internet"), "website"),
    **dict.fromkeys(("nature", "type"), "kind"),
}  # fmt: skip


@dataclass
class FileRead:
    """What was read of a file.

    Parameters
    ----------
    entries : list[Entry]
        Its organisations.
    rejected : list[dict]
        Line, value and reason of what was not understood, of a whole line or (`register_lists.
        IN_PART`) of one of its cells.
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
    is_workbook = name.lower().endswith(".xlsx")
    rows = rows_of_workbook(content) if is_workbook else rows_of_text(content)
    if len(rows) - 1 > LINES_AT_ONCE:
        raise BadInput(
            _("Ce fichier a %s lignes") % (len(rows) - 1),
            remedy=_("%s lignes au plus à la fois : coupez-le.") % LINES_AT_ONCE,
            kept=_("Rien n’a été ajouté."),
        )
    headings = [" ".join(str(cell).split()) for cell in rows[0][1]] if rows else []
    fields = [_HEADINGS.get(fold(heading).strip()) for heading in headings]
    if "name" not in fields and "siret" not in fields:
        raise BadInput(
            _("La première ligne ne nomme aucune colonne connue"),
            value=", ".join(headings)[:200],
            remedy=_("Nommez les colonnes : Nom, SIRET, Commune, NAF, Effectif, Site."),
        )
    ignored = [h for h, f in zip(headings, fields, strict=True) if h and not f]
    reading = _Reading(FileRead(ignored=ignored), _are_coded(headings, fields))
    for line, row in rows[1:]:
        cells: dict[str, str] = {}
        for known, cell in zip(fields, row, strict=False):
            if known and not cells.get(known):
                cells[known] = _text(cell)
        if any(cells.values()):
            reading.take(line, cells)
    return reading.read


def _are_coded(headings: list[str], fields: list[str | None]) -> bool:
    """Whether the headcounts of a file are codes of INSEE; "" names no column."""
    named = zip(headings, fields, strict=True)
    return is_coded(next((heading for heading, f in named if f == "headcount_class"), ""))


@dataclass
class _Reading:
    """A file as it is read, line after line."""

    read: FileRead
    are_coded: bool
    seen: set[tuple[str, ...]] = field(default_factory=set)
    communes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def take(self, line: int, cells: dict[str, str]) -> None:
        """Keep what a line says, or why it is not understood."""
        said, wrong = self._said(cells)
        if not wrong and not said.get("name"):
            wrong = ("name", "")
        numbered = said.get("siret") or said.get("siren")
        key = (numbered,) if numbered else (fold(said.get("name", "")), said.get("seat", ""))
        if not wrong and key in self.seen:
            wrong = ("twice", numbered or said["name"])
        if wrong:
            self._reject(line, *wrong)
            return
        self.seen.add(key)
        self._take_understood(line, cells, said)

    def _take_understood(self, line: int, cells: dict[str, str], said: dict[str, str]) -> None:
        """Keep a line, without those of its cells that are not understood and can be spared."""
        headcount = cells.get("headcount_class", "")
        band = band_of(headcount, is_coded=self.are_coded)
        if band is None:
            self._reject(line, "headcount", headcount)
        elif band:
            said["headcount_class"] = band
        labels = {fold(str(kind.label)): kind.value for kind in OrganisationKind}
        typed = fold(cells.get("kind", ""))
        if typed and typed not in labels:
            self._reject(line, "kind", cells["kind"])
        kind = labels.get(typed, OrganisationKind.COMPANY.value)
        self.read.entries.append(Entry(said, kind=kind, line=line))

    def _reject(self, line: int, reason: str, value: str) -> None:
        self.read.rejected.append({"line": line, "value": value[:40], "reason": reason})

    def _said(self, cells: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, str] | None]:
        """Return what a line says of an organisation, or why it is not understood and of what."""
        said = {"name": " ".join(cells.get("name", "").split())[:200]}
        siret, siren = (without_spaces(cells.get(name, "")) for name in ("siret", "siren"))
        siren = siren or siret[:9]
        naf, typed = normalise(cells.get("naf", "")), cells.get("seat", "")
        website = cells.get("website", "")
        if website and "://" not in website:
            website = f"https://{website}"
        if typed not in self.communes:
            self.communes[typed] = _commune(typed)
        seat, unknown = self.communes[typed]
        wrong = _wrong_number(siret, siren)
        if wrong is None and naf and naf not in bridge("A732", "A21"):
            wrong = ("naf", naf)
        if wrong is None and unknown:
            wrong = (unknown, typed)
        if wrong is None and website and not _is_site(website):
            wrong = ("website", website)
        found = {"siret": siret, "siren": siren, "naf": naf, "seat": seat, "website": website}
        return said | {name: value for name, value in found.items() if value}, wrong


def _wrong_number(siret: str, siren: str) -> tuple[str, str] | None:
    for number, length in ((siret, 14), (siren, 9)):
        if number and len(number) != length:
            return ("length", number)
        if number and (reason := reason_against(number)):
            return (reason, number)
    return ("other", siret) if siret and siren != siret[:9] else None


def _commune(typed: str) -> tuple[str, str]:
    """Return the code of the one commune of a name or a code, else "" and why there is none."""
    if not typed:
        return "", "no_commune"
    code = typed.zfill(5) if typed.isdigit() else typed
    found = {p.code for p in list_named(code) if p.kind == PerimeterKind.COMMUNE}
    if len(found) == 1:
        return found.pop(), ""
    return "", "communes" if found else "commune"


def _is_site(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_plain = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    return is_plain and parts.username is None and len(address) <= 200


def _text(cell: object) -> str:
    """Return a cell as text; a number of a spreadsheet has no decimal point of its own."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())
