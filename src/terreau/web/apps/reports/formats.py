"""The formats of reports: what each is for, how it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.core.errors import BadInput, NoSuchChoice
from terreau.reporting.document import Document
from terreau.reporting.slides import slides_of
from terreau.reporting.typst_pdf import pdf_of
from terreau.reporting.word import word_of
from terreau.reporting.workbook import workbook_of

_OFFICE = "application/vnd.openxmlformats-officedocument"
LARGEST_TEMPLATE = 20 << 20


@dataclass(frozen=True)
class Format:
    """A format of report.

    Parameters
    ----------
    suffix : str
        Of its files, without point.
    title, use : Promise
        Its name and what it is for, in the reader's language.
    content_type : str
        As a browser is told.
    write : Callable
        From a document, and a template or None, to the bytes of a file.
    accept : str
        Suffixes of the templates it takes; "" where it takes none.
    """

    suffix: str
    title: Promise
    use: Promise
    content_type: str
    write: Callable[[Document, bytes | None], bytes]
    accept: str = ""

    @property
    def takes_template(self) -> bool:
        """Whether one's own template can be given."""
        return bool(self.accept)


@dataclass(frozen=True)
class Offered:
    """A format as a page offers it, with the address of the file."""

    suffix: str
    title: str
    use: str
    accept: str
    takes_template: bool
    url: str


FORMATS = {
    each.suffix: each
    for each in (
        Format(
            suffix="pdf",
            title=gettext_lazy("Pour imprimer"),
            use=gettext_lazy("Un PDF paginé, accessible, ses graphiques nets à toute taille."),
            content_type="application/pdf",
            write=lambda document, _template: pdf_of(document),
        ),
        Format(
            suffix="pptx",
            title=gettext_lazy("Pour projeter"),
            use=gettext_lazy("Un diaporama dont textes, tableaux et graphiques se modifient."),
            content_type=f"{_OFFICE}.presentationml.presentation",
            write=slides_of,
            accept=".pptx,.potx",
        ),
        Format(
            suffix="docx",
            title=gettext_lazy("Pour rédiger"),
            use=gettext_lazy("Un texte à reprendre, avec ses styles et ses tableaux."),
            content_type=f"{_OFFICE}.wordprocessingml.document",
            write=word_of,
            accept=".docx,.dotx",
        ),
        Format(
            suffix="xlsx",
            title=gettext_lazy("Pour calculer"),
            use=gettext_lazy("Un classeur de nombres exacts, de formules et de sources."),
            content_type=f"{_OFFICE}.spreadsheetml.sheet",
            write=lambda document, _template: workbook_of(document),
        ),
    )
}


def offered(suffix: str, url: str) -> Offered:
    """Return a format as a page offers it."""
    each = FORMATS[suffix]
    return Offered(suffix, str(each.title), str(each.use), each.accept, each.takes_template, url)


def chosen(suffix: str) -> Format:
    """Return a format by its suffix.

    Raises
    ------
    NoSuchChoice
        If there is none of that name.
    """
    if suffix not in FORMATS:
        raise NoSuchChoice(
            _("Ce format de rapport n’existe pas"),
            wish="format",
            value=suffix,
            offered=[(name, name.upper()) for name in FORMATS],
            remedy=_("Choisissez-en un autre."),
        )
    return FORMATS[suffix]


def posted_template(request: HttpRequest, chosen: Format) -> bytes | None:
    """Return the template that is posted; None where none is.

    Raises
    ------
    BadInput
        If none is joined, it is too large, or the format takes none.
    """
    if request.method != "POST":
        return None
    posted = request.FILES.get("template")
    if posted is None:
        raise BadInput(_("Aucun modèle n’a été joint"), remedy=_("Choisissez un fichier."))
    if not chosen.takes_template:
        raise BadInput(_("Ce format ne prend pas de modèle"), value=chosen.suffix)
    if (posted.size or 0) > LARGEST_TEMPLATE:
        raise BadInput(
            _("Ce modèle est trop lourd"),
            value=posted.name,
            remedy=_("20 Mo au plus : retirez-en les images, seules les mises en page servent."),
        )
    return bytes(posted.read())
