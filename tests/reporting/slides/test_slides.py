"""A report as slides: read back by python-pptx, in our look and in a territory's own."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pptx
import pytest
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE

from terreau.reporting.document import Chart, Document, Section, Table
from terreau.reporting.figures import Bar, Lines, Waterfall
from terreau.reporting.slides import slides_of
from terreau.reporting.slides.tables import SIZES
from terreau.reporting.table_grid import APART, SIDE, laid_out
from terreau.reporting.text_room import LINE, lines_of, width_of
from terreau.reporting.workbook import workbook_of

MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def opened(data: bytes) -> Any:
    """Return slides read back."""
    return pptx.Presentation(io.BytesIO(data))


def texts(deck: Any) -> Iterator[str]:
    """Yield each paragraph that slides show, those of tables and charts included."""
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield from (p.text for p in shape.text_frame.paragraphs)
            elif shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
            elif shape.has_chart:
                yield from shape.chart.element.xpath(".//a:t/text() | .//c:v/text()")


def test_every_figure_is_shown_as_it_is_written(report: Document) -> None:
    shown = "\n".join(texts(opened(slides_of(report))))
    assert [f.key for f in report.figures() if f.display not in shown] == []
    for text in (report.subtitle, report.made_on, "Sans son premier secteur", "Secret : 3"):
        assert text in shown


def test_every_slide_has_a_title_of_its_own_kind_a_mark_and_a_language(report: Document) -> None:
    deck = opened(slides_of(report))
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        assert slide.shapes.title.placeholder_format.type in (
            PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE,
        )  # fmt: skip
        assert report.mark in {s.text_frame.text for s in slide.shapes if s.has_text_frame}
        runs = slide.element.xpath(".//a:r[a:t]/a:rPr")
        assert {run.get("lang") for run in runs} == {"fr-FR"}
        empty = [s for s in slide.placeholders if s.has_text_frame and not s.text_frame.text]
        assert empty == []


def test_nothing_lies_outside_a_slide_or_over_something_else(report: Document) -> None:
    deck = opened(slides_of(report))
    for slide in deck.slides:
        places = []
        for shape in slide.shapes:
            left, top, width, height = shape.left, shape.top, shape.width, shape.height
            if shape.has_table:
                height = sum(row.height for row in shape.table.rows)
            assert 0 <= left <= left + width <= deck.slide_width
            assert 0 <= top <= top + height <= deck.slide_height
            places.append((left, top, left + width, top + height))
        for one, a in enumerate(places):
            for b in places[one + 1 :]:
                is_apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
                assert is_apart, (slide.shapes.title.text_frame.text, a, b)


def test_a_long_table_goes_on_under_its_headings(report: Document) -> None:
    deck = opened(slides_of(report))
    tables = [s for slide in deck.slides for s in slide.shapes if s.has_table]
    assert len(tables) > 2
    assert {t.table.cell(0, 0).text for t in tables} == {"Secteur"}
    assert sum(len(t.table.rows) - 1 for t in tables) == 46
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert sum("(suite)" in title for title in titles) == len(tables) - 1
    assert all(t.element.nvGraphicFramePr.cNvPr.get("descr") for t in tables)


def test_charts_are_powerpoint_s_own(report: Document) -> None:
    frames = [s for slide in opened(slides_of(report)).slides for s in slide.shapes if s.has_chart]
    steps, lines = (frame.chart for frame in frames)
    base, above, below, room = (tuple(s.values) for s in steps.plots[0].series)
    assert base == pytest.approx((0, 0, 0, 0), abs=1e-9)
    assert above == pytest.approx((602.3, 602.3, 712.5, 712.5), abs=0.2)
    assert below == pytest.approx((0, -332.9, -332.9, 0), abs=0.2)
    assert [value > 0 for value in room] == [True, False, True, True]
    assert next(iter(steps.plots[0].categories)) == "Effet national"
    own, nation = lines.plots[0].series
    assert own.format.line.width > nation.format.line.width
    assert nation.format.line.dash_style is not None
    assert frames[0].element.nvGraphicFramePr.cNvPr.get("descr").startswith("Effets")


def test_notes_hold_the_commands_of_the_figures(report: Document) -> None:
    notes = "\n".join(
        slide.notes_slide.notes_text_frame.text
        for slide in opened(slides_of(report)).slides
        if slide.has_notes_slide
    )
    missing = [f.key for f in report.figures() if f.provenance.command not in notes]
    assert missing == []
    assert "partage à l’identique" in notes


def test_strong_parts_are_bold_and_asterisks_gone(report: Document) -> None:
    deck = opened(slides_of(report))
    first = deck.slides[0]
    bold = [
        run.text
        for shape in first.placeholders
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
        if run.font.bold
    ]
    assert "malgré ses secteurs" in bold
    assert {text for text in texts(deck) if "**" in text} == {
        text for text in texts(deck) if "/ before) ** (1 / years)" in text
    }, "a formula keeps its powers"


def test_a_long_table_leaves_its_chart_the_slide(report: Document) -> None:
    chart = report.sections[1].blocks
    table = report.sections[2].blocks
    told = replace(report, sections=(Section("L’emploi", (*chart, *table)),))
    first, second = list(opened(slides_of(told)).slides)[1:3]
    assert [shape.has_table for shape in first.shapes if shape.has_table] == []
    assert any(shape.height > 2_800_000 for shape in first.shapes if shape.has_chart)
    assert any(shape.has_table for shape in second.shapes)


def test_what_is_not_known_is_a_gap(report: Document) -> None:
    nothing = float("nan")
    (chart,) = report.sections[1].blocks
    assert isinstance(chart, Chart)
    assert isinstance(chart.drawing, Lines)
    first, *others = chart.drawing.series
    broken = replace(first, points=(replace(first.points[0], value=nothing), *first.points[1:]))
    drawing = replace(chart.drawing, series=(broken, *others))
    steps = Waterfall(
        "T", (Bar("a", nothing, "–"), Bar("b", 2.0, "2")), Bar("c", 3.0, "3"), ("", "")
    )
    blocks = (replace(chart, drawing=drawing), replace(chart, drawing=steps))
    told = replace(report, sections=(Section("Trous", blocks),))
    frames = [s for d in opened(slides_of(told)).slides for s in d.shapes if s.has_chart]
    assert tuple(frames[0].chart.plots[0].series[0].values)[:2] == (None, first.points[1].value)
    assert tuple(frames[1].chart.plots[0].series[1].values) == (0, 0, 3)
    assert workbook_of(told).startswith(b"PK")


def test_what_xml_cannot_hold_is_left_out(report: Document) -> None:
    told = replace(report, title="Val\x00-d’Exemple\x0b\ud800", mark="")
    assert opened(slides_of(told)).slides[0].shapes.title.text_frame.text == "Val-d’Exemple"


def own_deck() -> Any:
    """Return a territory's deck: old format of slide, its colours, its names, its slides."""
    deck = pptx.Presentation()
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = re.sub(rb'(<a:accent1><a:srgbClr val=")[^"]*', rb"\g<1>AA00AA", theme.blob)
    for place, layout in enumerate(deck.slide_layouts):
        layout.element.cSld.set("name", f"Disposition {place}")
    for place in range(3):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text_frame.text = f"SECRET {place}"
        slide.notes_slide.notes_text_frame.text = "SECRET"
        link = slide.shapes.title.click_action
        link.target_slide = slide
    return deck


def saved(deck: Any) -> bytes:
    """Return a deck as a file."""
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def test_a_template_gives_its_look_and_not_its_slides(report: Document) -> None:
    data = slides_of(report, saved(own_deck()))
    deck = opened(data)
    assert (deck.slide_width, deck.slide_height) == (9144000, 6858000)
    assert deck.slides[0].slide_layout.name == "Disposition 0"
    assert {s.slide_layout.name for s in list(deck.slides)[1:]} == {"Disposition 5"}
    shown = "\n".join(texts(deck))
    assert [f.key for f in report.figures() if f.display not in shown] == []
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = packed.namelist()
        assert len(names) == len(set(names))
        whole = b"".join(packed.read(name) for name in names)
        slides = b"".join(packed.read(n) for n in names if n.startswith("ppt/slides/slide"))
    assert b"SECRET" not in whole
    assert b"AA00AA" in whole
    assert b"srgbClr" not in slides


def test_a_potx_is_a_template_too(report: Document) -> None:
    out, template = io.BytesIO(), MAIN.replace("presentation.main", "template.main")
    read = zipfile.ZipFile(io.BytesIO(saved(own_deck())))
    with read, zipfile.ZipFile(out, "w") as written:
        for name in read.namelist():
            written.writestr(name, read.read(name).replace(MAIN.encode(), template.encode()))
    deck = opened(slides_of(report, out.getvalue()))
    assert deck.slides[0].shapes.title.text_frame.text == report.title


def test_a_template_without_a_layout_for_titles_alone_still_serves(report: Document) -> None:
    template = own_deck()
    for slide in list(template.slides._sldIdLst):
        template.slides._sldIdLst.remove(slide)
    template = opened(saved(template))
    for layout in list(template.slide_layouts):
        if layout.name not in {"Disposition 1", "Disposition 6"}:
            template.slide_layouts.remove(layout)
    deck = opened(slides_of(report, saved(template)))
    assert {slide.slide_layout.name for slide in deck.slides} == {"Disposition 1"}
    shown = "\n".join(texts(deck))
    assert report.lead.replace("**", "") in shown


def test_a_table_of_words_takes_the_width_and_holds_in_a_wider_typeface() -> None:
    rows = tuple(
        (f"F{n} Une action", "Relancer " * 12, "", "2\u202f340\u202f000\u00a0€") for n in range(9)
    )
    table = Table("", ("Fiche", "Ce qui est demandé", "Fait le", "Obtenu"), rows)
    grid = laid_out(table, 866, SIZES)
    assert sum(grid.widths) == pytest.approx(866)
    for place, column in enumerate(zip(table.headings, *rows, strict=True)):
        words = [word for text in column for word in text.split(" ")]
        widest = max(width_of(word, grid.size * 1.2) for word in words)
        assert grid.widths[place] - 2 * SIDE >= widest, "a word is cut in two"
    told = lines_of(rows[0][1], grid.size * 1.2, grid.widths[1] - 2 * SIDE - APART)
    assert grid.heights[1] >= told * grid.size * LINE
