"""Office files that a person gives: what they must be before anything opens them.

A template is a ZIP of XML; one that is something else, that carries macros or that swells when
opened is refused here, with what to do.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.sax.saxutils import escape

from terreau.core.errors import BadInput
from terreau.core.said import Said

HEAVIEST = 50_000_000  # bytes, of a template as it is sent
_LARGEST = 200_000_000  # bytes, once unpacked
_MOST_PARTS = 5_000
_CONTENT_TYPES = "[Content_Types].xml"
_OLE = b"\xd0\xcf\x11\xe0"
_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
# What reading a damaged ZIP raises, whatever packed its parts.
DAMAGED_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError,
    OSError,
)  # fmt: skip
_DAMAGE = (AssertionError, AttributeError, LookupError, SyntaxError, TypeError, ValueError)
# What XML 1.0 cannot hold, even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Kind:
    """A kind of Office file: the content types of its main part, and how people name it."""

    main: str
    template: str
    name: Said
    endings: str


PRESENTATION = Kind(
    _MAIN.format("presentationml.presentation"),
    _MAIN.format("presentationml.template"),
    Said("a PowerPoint presentation", "une présentation PowerPoint"),
    ".pptx, .potx",
)
TEXT = Kind(
    _MAIN.format("wordprocessingml.document"),
    _MAIN.format("wordprocessingml.template"),
    Said("a Word document", "un document Word"),
    ".docx, .dotx",
)


class BadTemplate(BadInput):
    """A template that cannot be used, said in both languages of the interface.

    Parameters
    ----------
    happened, cure : Said
        What happened and what to do.
    """

    def __init__(self, happened: Said, cure: Said) -> None:
        self.happened, self.cure = happened, cure
        super().__init__(happened.en, remedy=cure.en)


def checked_template(data: bytes, kind: Kind) -> bytes:
    """Return a template as an ordinary file of its kind.

    Parameters
    ----------
    data : bytes
        What a person sent.
    kind : Kind
        What it must be.

    Returns
    -------
    bytes
        The same; a .potx or a .dotx with the content type of a presentation or of a document,
        the only one that the libraries open.

    Raises
    ------
    BadTemplate
        If it is not of that kind, carries macros, is encrypted, damaged or too large.
    """
    if len(data) > HEAVIEST:
        raise _too_large()
    if data.startswith(_OLE):
        raise BadTemplate(
            Said(
                "This template is protected by a password, or of the format before 2007",
                "Ce modèle est protégé par un mot de passe, ou d’un format antérieur à 2007",
            ),
            Said(
                f"Take the password off, or save it again as {kind.endings}",
                f"Retirez le mot de passe, ou enregistrez-le à nouveau en {kind.endings}.",
            ),
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _of_its_kind(data, packed, kind)
    except DAMAGED_ZIP as error:
        raise not_of_its_kind(kind) from error


@contextmanager
def damage_refused(kind: Kind, *raised: type[Exception]) -> Iterator[None]:
    """Refuse a template in which something that a file of its kind has is not there.

    What is written without a template is written with a sound one: a failure is the template's,
    wherever it appears.

    Parameters
    ----------
    kind : Kind
        What it must be.
    *raised : type of Exception
        Those of the library that reads it, beside Python's own.

    Raises
    ------
    BadTemplate
        In place of them, which are its cause.
    """
    caught: tuple[type[Exception], ...] = (*_DAMAGE, *raised)
    try:
        yield
    except caught as error:
        raise not_of_its_kind(kind) from error


def not_of_its_kind(kind: Kind) -> BadTemplate:
    """Return the refusal of what is no file of its kind, or a damaged one."""
    return BadTemplate(
        Said(
            f"This template is not {kind.name.en}, or it is damaged",
            f"Ce modèle n’est pas {kind.name.fr}, ou il est endommagé",
        ),
        Said(
            f"Choose a file {kind.endings} that opens without a warning",
            f"Choisissez un fichier {kind.endings} qui s’ouvre sans avertissement.",
        ),
    )


def is_swollen(packed: zipfile.ZipFile) -> bool:
    """Return whether a file unpacked would be too large to be read."""
    held = packed.infolist()
    return len(held) > _MOST_PARTS or sum(each.file_size for each in held) > _LARGEST


def xml_text(text: str) -> str:
    r"""Return a text as it stands in XML, without what XML cannot hold.

    Examples
    --------
    >>> xml_text("Fabrication <3\x0b & fils")
    'Fabrication &lt;3 &amp; fils'
    """
    return escape(writable(text), {'"': "&quot;"})


def writable(text: str) -> str:
    """Return a text without the control characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def _of_its_kind(data: bytes, packed: zipfile.ZipFile, kind: Kind) -> bytes:
    if is_swollen(packed):
        raise _too_large()
    if _CONTENT_TYPES not in packed.namelist():
        raise not_of_its_kind(kind)
    types = packed.read(_CONTENT_TYPES).decode("utf-8", errors="replace")
    if "macroEnabled" in types or "vbaProject" in types:
        raise BadTemplate(
            Said("This template carries macros", "Ce modèle contient des macros"),
            Said(
                f"Save it again without macros, as {kind.endings}",
                f"Enregistrez-le à nouveau sans macros, en {kind.endings}.",
            ),
        )
    # Every part is read once: a damaged one is found before it is half used.
    if packed.testzip() is not None:
        raise not_of_its_kind(kind)
    if kind.main in types:
        return data
    if kind.template not in types:
        raise not_of_its_kind(kind)
    return _with_types(packed, types.replace(kind.template, kind.main))


def _with_types(packed: zipfile.ZipFile, types: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for each in packed.infolist():
            is_types = each.filename == _CONTENT_TYPES
            written.writestr(each.filename, types if is_types else packed.read(each))
    return out.getvalue()


def _too_large() -> BadTemplate:
    return BadTemplate(
        Said("This template is too large", "Ce modèle est trop lourd"),
        Said(
            f"Take its slides, films and large pictures off: at most {HEAVIEST // 10**6} MB",
            "Retirez-en les diapositives, les films et les grandes images : "
            f"{HEAVIEST // 10**6}\u00a0Mo au plus.",
        ),
    )
