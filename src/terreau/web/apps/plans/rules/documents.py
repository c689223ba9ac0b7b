"""Which files are taken, told by what they hold and never by what they say they are.

Nothing is unpacked: of an archive only the list of its members and one short member are read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType

from terreau.web.apps.plans.agreement_enums import DocumentKind

# Bytes: of one document, of all those of a plan.
LARGEST = 10 << 20
QUOTA = 300 << 20
LONGEST_NAME = 120

MEDIA_TYPES: Mapping[DocumentKind, str] = MappingProxyType(
    {
        DocumentKind.PDF: "application/pdf",
        DocumentKind.DOCX: (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
        DocumentKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        DocumentKind.PPTX: (
            "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        ),
        DocumentKind.ODT: "application/vnd.oasis.opendocument.text",
        DocumentKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
        DocumentKind.ODP: "application/vnd.oasis.opendocument.presentation",
        DocumentKind.PNG: "image/png",
        DocumentKind.JPEG: "image/jpeg",
        DocumentKind.CSV: "text/csv; charset=utf-8",
        DocumentKind.TXT: "text/plain; charset=utf-8",
    }
)
_BEGINNINGS = (
    (b"%PDF-", DocumentKind.PDF),
    (b"\x89PNG\r\n\x1a\n", DocumentKind.PNG),
    (b"\xff\xd8\xff", DocumentKind.JPEG),
)
_OFFICE = {
    "word/document.xml": DocumentKind.DOCX,
    "xl/workbook.xml": DocumentKind.XLSX,
    "ppt/presentation.xml": DocumentKind.PPTX,
}
_OPEN = {MEDIA_TYPES[kind]: kind for kind in (DocumentKind.ODT, DocumentKind.ODS, DocumentKind.ODP)}
_LONGEST_TYPE = 100
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}


def kind_of(content: bytes, name: str) -> DocumentKind | None:
    r"""Return what a file is; None where it is none of what is taken.

    Parameters
    ----------
    content : bytes
        All of it.
    name : str
        As it was sent: it tells a table from a text, nothing else.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7 ...", "image.png"), kind_of(b"MZ\x00\x90", "rapport.pdf")
    (DocumentKind.PDF, None)
    """
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    return _written(content, name)


def clean_name(name: str, kind: DocumentKind) -> str:
    r"""Return a name that every disk takes, ended as what the file is.

    Examples
    --------
    >>> clean_name("C:\\tmp\\Avis de la Région (v2).PDF", DocumentKind.PDF)
    'Avis de la Région (v2).pdf'
    >>> clean_name("../../etc/passwd", DocumentKind.TXT), clean_name("…", DocumentKind.PNG)
    ('passwd.txt', 'document.png')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, _dot, ending = last.rpartition(".")
    if not stem or not (ending.isascii() and ending.isalnum() and len(ending) <= 5):
        stem = last
    kept = "".join(c if c.isalnum() or c in " -_.,()’'" else " " for c in stem)
    words = " ".join(kept.split()).strip(" .")[: LONGEST_NAME - 5].rstrip(" .")
    return f"{words or 'document'}.{kind.value}"


def _packed(content: bytes) -> DocumentKind | None:
    """Return what an archive is; one that holds programs is none of what is taken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith((".bin", ".exe", ".js")) for name in names):
                return None
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _OFFICE.items() if part in names), None)
            if "mimetype" not in names or archive.getinfo("mimetype").file_size > _LONGEST_TYPE:
                return None
            with archive.open("mimetype") as said:
                return _OPEN.get(said.read(_LONGEST_TYPE).decode("ascii", "replace"))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return None


def _written(content: bytes, name: str) -> DocumentKind | None:
    """Return what a file of plain words is."""
    if not content.strip() or _CONTROLS & set(content):
        return None
    beginning = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower()
    if beginning.startswith((b"<", b"#!", b"{\\rtf")):
        return None  # a page, an image or a program written in words
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            content.decode("cp1252")
        except UnicodeDecodeError:
            return None
    return DocumentKind.CSV if name.lower().endswith(".csv") else DocumentKind.TXT
