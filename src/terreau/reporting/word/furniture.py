"""What every page of a document bears: title, mark, number of the page; and its language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from terreau.reporting.document import Document as Report
from terreau.reporting.ooxml import writable

if TYPE_CHECKING:
    from docx.document import Document

_LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}


def furnish(made: Document, report: Report) -> None:
    """Write the heads and the feet of pages after what a template has there."""
    for header, footer in _pages(made):
        head = _added(header, made, "Header")
        head.add_run(writable(report.title))
        if report.mark:
            _added(header, made, "Header").add_run(writable(report.mark)).bold = True
        foot = _added(footer, made, "Footer")
        foot.add_run(writable(f"{report.words.made_with}, {report.made_on}"))
        if not footer._element.xpath('.//w:instrText[contains(., "PAGE")]'):  # noqa: SLF001
            foot.add_run(f" · {report.words.page} ")
            _add_field(foot, "PAGE")
            foot.add_run(" / ")
            _add_field(foot, "NUMPAGES")


def set_language(made: Document, report: Report) -> None:
    """Say the language of every word, for those who hear them and for spelling."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    code = _LANGUAGES.get(report.language, report.language)
    styles: Any = made.styles.element
    for style in (*styles.xpath("./w:docDefaults/w:rPrDefault"), made.styles["Normal"].element):
        properties = style.get_or_add_rPr() if hasattr(style, "get_or_add_rPr") else None
        if properties is None:
            found = style.xpath("./w:rPr", namespaces=styles.nsmap)
            if not found:
                continue
            properties = found[0]
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        said: Any = OxmlElement("w:lang")
        said.set(qn("w:val"), code)
        properties.append(said)


def _pages(made: Document) -> Iterator[tuple[Any, Any]]:
    """Yield the head and the foot of each kind of page that the document tells apart."""
    for section in made.sections:
        yield section.header, section.footer
        if section.different_first_page_header_footer:
            yield section.first_page_header, section.first_page_footer
        if made.settings.odd_and_even_pages_header_footer:
            yield section.even_page_header, section.even_page_footer


def _added(part: Any, made: Document, style: str) -> Any:
    """Return an empty paragraph at the end of a head or a foot; its only one if it has no words."""
    lines = part.paragraphs
    is_bare = len(part._element) == 1 and len(lines) == 1 and not len(lines[0].runs)  # noqa: SLF001
    line = lines[0] if is_bare else part.add_paragraph()
    line.style = made.styles[style]
    return line


def _add_field(line: Any, name: str) -> None:
    """Add a field that the reader's program works out."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "separate", "1", "end"):
        run = line.add_run("1" if kind == "1" else "")
        if kind == "":
            asked: Any = OxmlElement("w:instrText")
            asked.set(qn("xml:space"), "preserve")
            asked.text = f" {name} "
            run._r.append(asked)  # noqa: SLF001
        elif kind != "1":
            mark: Any = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)  # noqa: SLF001
