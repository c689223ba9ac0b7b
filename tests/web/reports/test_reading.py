"""What a reader meets in a report: a short body, annexes, words for one who does not install."""

from __future__ import annotations

import html
import io
import re
import zipfile

import pptx
import pytest
from django.test import Client
from pypdf import PdfReader

pytestmark = pytest.mark.django_db
PROFILE = "/rapports/zone-emploi/X001/profil."
COMPARED = "/rapports/comparaison.{}?t=zone_emploi:X001&t=zone_emploi:X002"


def slides(client: Client, address: str) -> list[pptx.slide.Slide]:
    return list(pptx.Presentation(io.BytesIO(client.get(address).content)).slides)


def titles(deck: list[pptx.slide.Slide]) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck if slide.shapes.title]


def words(client: Client, address: str) -> str:
    reader = PdfReader(io.BytesIO(client.get(address).content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_deck_is_short_before_its_annexes(client: Client) -> None:
    said = titles(slides(client, f"{PROFILE}pptx"))
    body = next(place for place, title in enumerate(said) if title.startswith("Annexe"))
    assert body <= 10
    assert all(t.startswith(("Annexe", "D’où viennent ces chiffres")) for t in said[body:])


@pytest.mark.parametrize("code", ["X001", "X002"])
def test_no_slide_holds_a_single_row_nor_words_alone(client: Client, code: str) -> None:
    for slide in slides(client, f"/rapports/zone-emploi/{code}/profil.pptx"):
        title = slide.shapes.title.text_frame.text
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        assert all(len(table.rows) > 2 for table in tables), title
        if "(suite)" in title and not title.startswith("D’où viennent"):
            assert tables or any(shape.has_chart for shape in slide.shapes), title


def test_the_first_sectors_are_bars_in_a_deck(client: Client) -> None:
    charts = [s.chart for d in slides(client, f"{PROFILE}pptx") for s in d.shapes if s.has_chart]
    (bars,) = [c for c in charts if c.chart_type == pptx.enum.chart.XL_CHART_TYPE.BAR_CLUSTERED]
    assert len(list(bars.plots[0].categories)) == 8


def test_lines_of_a_deck_are_named_where_they_end(client: Client) -> None:
    (chart,) = [
        shape.chart
        for slide in slides(client, COMPARED.format("pptx"))
        for shape in slide.shapes
        if shape.has_chart
    ]
    assert not chart.has_legend
    for series in chart.plots[0].series:
        texts = series._element.xpath("./c:dLbls/c:dLbl//a:t/text()")
        assert series.name in " ".join(texts)
    dashed = [s.name for s in chart.plots[0].series if s.format.line.dash_style is not None]
    assert dashed == ["Pays"]


def test_notes_of_a_comparison_are_words_and_their_command_is_said_once(client: Client) -> None:
    said = words(client, COMPARED.format("pdf"))
    assert "**" not in said
    assert "Emplois au lieu de travail" in said
    assert said.count("terreau compare") == 1


def test_a_profile_says_its_source_years_and_perimeter_first(client: Client) -> None:
    reader = PdfReader(io.BytesIO(client.get(f"{PROFILE}pdf").content))
    first = " ".join(reader.pages[0].extract_text().split())
    assert "Emploi salarié par commune et secteur" in first
    assert "2019–2024" in first
    assert "2019-2024" not in first
    assert "périmètre 2026, version 1" in first


def test_what_is_missing_is_said_without_a_command(client: Client) -> None:
    said = words(client, "/rapports/epci/244400644/profil.pdf")
    missing = said.partition("Ce qui manque encore")[2].partition("Annexe")[0]
    assert "source attendue" in missing
    assert not [word for word in ("terreau", "measure", "docs/") if word in missing]


def test_the_columns_that_only_a_chart_reads_are_hidden(client: Client) -> None:
    content = client.get(f"{PROFILE}xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        chart = packed.read("xl/charts/chart1.xml").decode()
        summary, effects = (packed.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
        book = packed.read("xl/workbook.xml").decode()
    assert re.search(r'<col min="27" max="30"[^>]*hidden="1"', effects)
    assert '<c:plotVisOnly val="1"/>' not in chart
    sheets = {html.unescape(name) for name in re.findall(r'<sheet name="([^"]*)"', book)}
    links = [html.unescape(link) for link in re.findall(r'location="([^"]*)!A1"', summary)]
    assert len(links) > 5
    assert {link.strip("'").replace("''", "'") for link in links} <= sheets
