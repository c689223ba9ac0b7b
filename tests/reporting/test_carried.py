"""What files carry, read back, and whether a figure still stands in what is seen."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pptx
import pypdf
import pytest

from terreau.core.errors import BadInput
from terreau.reporting.carried import CarriedFigure, carried_by, figures_json
from terreau.reporting.carried_text import stands_in, text_of
from terreau.reporting.document import Document
from terreau.reporting.slides import slides_of


def expected(report: Document) -> list[CarriedFigure]:
    """Return what a file of a report must carry."""
    return [
        CarriedFigure(f.key, f.label, f.display, f.value, f.provenance.command)
        for f in report.figures()
    ]


def pdf_with(content: bytes) -> bytes:
    """Return a PDF of one page with an attachment."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("figures.json", content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_presentation_carries_its_figures(report: Document, tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(slides_of(report))
    assert carried_by(path) == expected(report)


def test_an_edited_presentation_carries_them_still_and_shows_the_edit(report: Document) -> None:
    deck = pptx.Presentation(io.BytesIO(slides_of(report)))
    for shape in deck.slides[1].shapes:
        if shape.has_text_frame and shape.text_frame.text.startswith("12\u202f747"):
            shape.text_frame.paragraphs[0].runs[0].text = "13\u202f000"
    deck.slides[0].placeholders[1].text_frame.text = "Rien"
    out = io.BytesIO()
    deck.save(out)
    assert carried_by(out.getvalue()) == expected(report)
    before, after = text_of(slides_of(report)), text_of(out.getvalue())
    assert before is not None
    assert after is not None
    assert all(stands_in(f.display, before) for f in report.figures())
    assert stands_in("13\u202f000", after)
    assert not stands_in("12\u202f747", after)
    assert stands_in("+1\u202f045", after)


def test_a_pdf_carries_what_is_attached(report: Document) -> None:
    assert carried_by(pdf_with(figures_json(report))) == expected(report)


def test_figures_as_json_name_the_state_and_keep_the_provenance(report: Document) -> None:
    told = json.loads(figures_json(report))
    assert (told["state"], told["address"]) == (report.state.digest, report.address)
    first = told["figures"][0]
    assert set(first) == {"key", "label", "period", "value", "unit", "display", "provenance"}
    assert first["provenance"] == report.figures()[0].provenance.as_dict()
    assert carried_by(json.dumps(told).encode()) == expected(report)


CSV = (
    'territory,figure,label,value,display,command\r\n'
    "A,employment,'=jobs,1234.5,\"1\u202f234,5\",terreau profile a --show employment\r\n"
    "A,gini,Gini,,–,terreau profile a --show gini\r\n"
)  # fmt: skip
INDICATOR = (
    "indicator,title,code,territory,value,display,command\r\n"
    "jobs.share,Part,01001,L’Abergement,0.25,25 %,terreau indicators values jobs.share\r\n"
)


def test_csv_of_a_profile_and_of_an_indicator_are_read() -> None:
    jobs, gini = carried_by(("\ufeff" + CSV).encode())
    assert jobs == CarriedFigure(
        "employment", "=jobs", "1\u202f234,5", 1234.5, "terreau profile a --show employment"
    )
    assert gini.value is None
    (share,) = carried_by(INDICATOR.encode())
    assert (share.key, share.label, share.value) == ("jobs.share.01001", "L’Abergement", 0.25)


def test_csv_saved_again_by_a_french_spreadsheet_is_read() -> None:
    saved = "figure;label;value;display;command\r\nemploi;Emploi salarié;12,5;12,5;terreau a\r\n"
    (found,) = carried_by(saved.encode("cp1252"))
    assert (found.label, found.value) == ("Emploi salarié", 12.5)


def blank_deck() -> bytes:
    """Return a presentation that is not ours."""
    out = io.BytesIO()
    pptx.Presentation().save(out)
    return out.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    """Return a ZIP of one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, content)
    return out.getvalue()


WITHOUT = {
    "nothing": lambda: b"",
    "words": lambda: b"Bonjour",
    "binary": lambda: bytes(range(256)),
    "another CSV": lambda: b"a,b\n1,2\n",
    "an empty CSV of ours": CSV.partition("\r\n")[0].encode,
    "a CSV with words as values": lambda: b"figure,value,display,command\na,b,c,d\n",
    "another JSON": lambda: b'{"a": 1}',
    "a list": lambda: b"[1]",
    "half a JSON": lambda: b'{"figures": [{"key": "a"',
    "figures of another shape": lambda: b'{"figures": [1, null]}',
    "a figure without key": lambda: b'{"figures": [{"value": 1}]}',
    "another presentation": blank_deck,
    "half a ZIP": lambda: blank_deck()[:5000],
    "a ZIP of something else": lambda: zipped("a.txt", b"a"),
    "a workbook that is none": lambda: zipped("xl/workbook.xml", b"a"),
    "a PDF without attachment": lambda: pdf_with(b"{}"),
    "half a PDF": lambda: pdf_with(b"{}")[:80],
    "a PDF in name": lambda: b"%PDF-1.7",
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", WITHOUT)
def test_a_file_without_figures_is_told_so(name: str) -> None:
    with pytest.raises(BadInput, match=r"carries no figures|cannot be read"):
        carried_by(WITHOUT[name]())
