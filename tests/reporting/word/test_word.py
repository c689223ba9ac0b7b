"""A report as a document: read back by python-docx, in our look and in a territory's own."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm

from terreau.reporting.carried import CarriedFigure, carried_by
from terreau.reporting.carried_text import stands_in, text_of
from terreau.reporting.document import Document
from terreau.reporting.ooxml import BadTemplate
from terreau.reporting.slides import slides_of
from terreau.reporting.word import word_of

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def opened(data: bytes) -> Any:
    """Return a document read back."""
    return docx.Document(io.BytesIO(data))


def saved(document: Any) -> bytes:
    """Return a document as a file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_every_figure_is_shown_as_it_is_written(report: Document) -> None:
    shown = text_of(word_of(report))
    assert shown is not None
    assert [f.key for f in report.figures() if not stands_in(f.display, shown)] == []
    for text in ("malgré ses secteurs", "Sans son premier secteur", "Secret : 3 cellules"):
        assert text in shown


def test_titles_are_headings_and_strong_parts_bold(report: Document) -> None:
    lines = opened(word_of(report)).paragraphs
    assert lines[0].style.name == "Title"
    headings = [line.text for line in lines if line.style.name == "Heading 1"]
    assert [h.partition(" 1")[0] for h in headings] == [
        *(section.title for section in report.sections),
        report.words.sources,
    ]
    assert "malgré ses secteurs" in {run.text for run in lines[2].runs if run.bold}
    marked = [line.text for line in lines if "**" in line.text]
    assert all("before) ** (1" in text for text in marked), "a formula keeps its powers"


def test_tables_repeat_their_headings_and_are_described(report: Document) -> None:
    figures, sectors = opened(word_of(report)).tables
    assert [cell.paragraphs[0].text for cell in figures.rows[0].cells][1] == "+5,9\u00a0%"
    assert len(sectors.rows) == 47
    assert sectors._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader")
    assert len(sectors._tbl.xpath("./w:tr/w:trPr/w:tblHeader")) == 1
    for table in (figures, sectors):
        assert table._tbl.tblPr.xpath("./w:tblDescription/@w:val")[0]
    order = [child.tag.partition("}")[2] for child in sectors._tbl.tblPr]
    asked = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblLook", "tblCaption",
             "tblDescription"]  # fmt: skip
    assert order == [name for name in asked if name in order]


def test_charts_are_pictures_with_words_for_who_does_not_see_them(report: Document) -> None:
    document = opened(word_of(report))
    described = document.element.body.xpath(".//wp:docPr/@descr")
    assert described[0].startswith("Effets : national +602")
    assert len(described) == 2
    for shape in document.inline_shapes:
        assert shape.width <= 170.01 * 36000
        assert shape.height < 200 * 36000
    with zipfile.ZipFile(io.BytesIO(word_of(report))) as packed:
        pictures = [packed.read(n) for n in packed.namelist() if n.startswith("word/media/")]
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_every_page_has_the_title_the_mark_the_day_and_its_number(report: Document) -> None:
    document = opened(word_of(report))
    (section,) = document.sections
    head = [line.text for line in section.header.paragraphs]
    assert head == [report.title, report.mark]
    foot = section.footer._element
    assert report.made_on in section.footer.paragraphs[0].text
    fields = [text.strip() for text in foot.xpath(".//w:instrText/text()")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_language_and_properties_are_said(report: Document) -> None:
    document = opened(word_of(report))
    about = document.core_properties
    assert (about.title, about.language) == (report.title, "fr")
    languages = document.styles.element.xpath("./w:docDefaults//w:lang/@w:val")
    assert languages == ["fr-FR"]
    english = opened(word_of(replace(report, language="en")))
    assert english.styles.element.xpath("./w:docDefaults//w:lang/@w:val") == ["en-GB"]


def test_notes_give_source_licence_formula_and_command(report: Document) -> None:
    shown = text_of(word_of(report))
    assert shown is not None
    for text in ("partage à l’identique", "before) ** (1", "terreau analyse shift-share",
                 report.state.address, report.address):  # fmt: skip
        assert text in shown


def test_a_document_carries_its_figures(report: Document) -> None:
    expected = [
        CarriedFigure(f.key, f.label, f.display, f.value, f.provenance.command)
        for f in report.figures()
    ]
    data = word_of(report)
    assert carried_by(data) == expected
    assert carried_by(saved(opened(data))) == expected


def own_document() -> Any:
    """Return a territory's letterhead: its head, its foot, its styles, its old words."""
    made = docx.Document()
    section = made.sections[0]
    section.header.paragraphs[0].text = "Val-d’Exemple, direction de l’industrie"
    section.footer.paragraphs[0].text = "12 rue de l’Exemple"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Première page"
    made.styles["Heading 1"].font.name = "Verdana"
    for name in ("Caption", "Subtitle"):
        made.styles[name].element.getparent().remove(made.styles[name].element)
    made.styles.add_style("Maison", WD_STYLE_TYPE.PARAGRAPH)
    made.add_heading("SECRET", 1)
    made.add_paragraph("SECRET")
    made.add_comment(made.paragraphs[-1].runs, text="SECRET")
    made.add_section()
    made.add_table(2, 2).cell(0, 0).text = "SECRET"
    return made


def test_a_template_gives_its_styles_and_pages_and_not_its_words(report: Document) -> None:
    data = word_of(report, saved(own_document()))
    document = opened(data)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert len(packed.namelist()) == len(set(packed.namelist()))
        assert b"SECRET" not in b"".join(packed.read(name) for name in packed.namelist())
    assert document.styles["Heading 1"].font.name == "Verdana"
    assert {"Maison", "Caption", "Key Number"} <= {style.name for style in document.styles}
    (section,) = document.sections
    heads = [line.text for line in section.header.paragraphs]
    assert heads == ["Val-d’Exemple, direction de l’industrie", report.title, report.mark]
    assert section.footer.paragraphs[0].text == "12 rue de l’Exemple"
    for page in (section.header, section.first_page_header):
        assert report.mark in {line.text for line in page.paragraphs}
    shown = text_of(data)
    assert shown is not None
    assert all(stands_in(f.display, shown) for f in report.figures())


def test_a_report_is_the_template_of_the_next_one(report: Document) -> None:
    """What the older carried is gone: it would be read in place of the new."""
    older = replace(report, sections=(), lead_figures=())
    kept = report.figures()[0].key
    assert carried_by(word_of(report, word_of(older)))[0].key == kept
    for write in (word_of, slides_of):
        again = write(report, write(replace(report, lead_figures=report.lead_figures[:1])))
        assert len(carried_by(again)) == len(report.figures())
        with zipfile.ZipFile(io.BytesIO(again)) as packed:
            carried = [n for n in packed.namelist() if b"urn:terreau" in packed.read(n)]
        assert len(carried) == 2


def test_a_dotx_is_a_template_too(report: Document) -> None:
    out, template = io.BytesIO(), MAIN.replace("document.main", "template.main")
    read = zipfile.ZipFile(io.BytesIO(saved(own_document())))
    with read, zipfile.ZipFile(out, "w") as written:
        for name in read.namelist():
            written.writestr(name, read.read(name).replace(MAIN.encode(), template.encode()))
    assert opened(word_of(report, out.getvalue())).paragraphs[0].text == report.title


def without(name: str) -> bytes:
    """Return a document without one of its parts."""
    out = io.BytesIO()
    read = zipfile.ZipFile(io.BytesIO(saved(docx.Document())))
    with read, zipfile.ZipFile(out, "w") as written:
        for each in read.namelist():
            if each != name:
                written.writestr(each, read.read(each))
    return out.getvalue()


@pytest.mark.parametrize("name", ["word/document.xml", "_rels/.rels", "[Content_Types].xml"])
def test_what_is_no_document_is_refused(name: str, report: Document) -> None:
    with pytest.raises(BadTemplate, match="not a Word document") as refusal:
        word_of(report, without(name))
    assert refusal.value.happened.fr.startswith("Ce modèle n’est pas un document Word")


def test_a_template_without_styles_still_serves(report: Document) -> None:
    template = docx.Document()
    for style in list(template.styles.element):
        template.styles.element.remove(style)
    document = opened(word_of(report, saved(template)))
    assert document.paragraphs[0].style.name == "Title"
    assert document.styles["Heading 1"].element.find(f".//{qn('w:outlineLvl')}") is not None


def test_what_xml_cannot_hold_is_left_out(report: Document) -> None:
    told = replace(report, title="Val\x00-d’Exemple\x0b")
    assert opened(word_of(told)).paragraphs[0].text == "Val-d’Exemple"


@pytest.mark.parametrize(("width", "margin"), [(80, 25), (60, 30), (40, 25)])
def test_a_page_without_room_between_its_margins_is_refused(
    report: Document, width: int, margin: int
) -> None:
    made = docx.Document()
    page = made.sections[0]
    page.page_width, page.left_margin, page.right_margin = Mm(width), Mm(margin), Mm(margin)
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(BadTemplate, match="between the margins"):
        word_of(report, out.getvalue())


def test_a_page_that_says_no_size_is_taken_for_a4(report: Document) -> None:
    made = docx.Document()
    for section in made.element.body.xpath("./w:sectPr"):
        for size in section.xpath("./w:pgSz"):
            section.remove(size)
    out = io.BytesIO()
    made.save(out)
    again = docx.Document(io.BytesIO(word_of(report, out.getvalue())))
    assert abs(again.sections[-1].page_width - Mm(210)) < Mm(1)
