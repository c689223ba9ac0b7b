"""Reports as PDF: what the page shows is in the file, which carries the command of each figure."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

pytestmark = pytest.mark.django_db
Figures = Callable[[HttpResponse], list[tuple[str, str, str]]]


def squeezed(text: str) -> str:
    """Return a text without any space: a PDF breaks lines where it likes."""
    return re.sub(r"\s", "", text)


def opened(response: HttpResponse) -> tuple[PdfReader, str]:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(response.content))
    return reader, squeezed("\n".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize(
    ("page", "file"),
    [
        (
            "/observatoire/zone-emploi/X001/?level=A17",
            "/rapports/zone-emploi/X001/profil.pdf?level=A17",
        ),
        ("/observatoire/zone-emploi/X002/", "/rapports/zone-emploi/X002/profil.pdf"),
        ("/observatoire/bassin-de-vie/XBV09/", "/rapports/bassin-de-vie/XBV09/profil.pdf"),
        ("/observatoire/epci/244400644/", "/rapports/epci/244400644/profil.pdf"),
        (
            "/observatoire/comparer/?t=zone_emploi:X001&t=zone_emploi:X002",
            "/rapports/comparaison.pdf?t=zone_emploi:X001&t=zone_emploi:X002",
        ),
    ],
)
def test_what_the_page_shows_is_in_the_pdf(
    client: Client, seeded_home: Path, figures_of: Figures, page: str, file: str
) -> None:
    shown = {(key, display) for key, _value, display in figures_of(client.get(page))}
    assert shown
    reader, text = opened(client.get(file))
    carried = json.loads(reader.attachments["figures.json"][0])
    held = {(figure["key"], figure["display"]) for figure in carried["figures"]}
    assert shown - held == set()
    lost = [display for _key, display in held if squeezed(display) not in text]
    assert lost == []
    assert all(figure["provenance"]["command"] for figure in carried["figures"])


def test_a_pdf_is_tagged_titled_and_in_its_language(client: Client, english: Client) -> None:
    address = "/rapports/zone-emploi/X002/profil.pdf"
    for reader_of, language, word in (
        (client, "fr", "D’oùviennentceschiffres"),
        (english, "en", "Wherethesefigurescomefrom"),
    ):
        reader, text = opened(reader_of.get(address))
        assert reader.trailer["/Root"]["/Lang"] == language
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.metadata is not None
        assert reader.metadata.title == "Hautecomète"
        assert word in text
        assert ("fictifs" if language == "fr" else "fictitious") in text, (
            "the example country is said on each page"
        )


def test_the_same_day_and_data_give_the_same_bytes(client: Client) -> None:
    address = "/rapports/zone-emploi/X002/profil.pdf"
    assert client.get(address).content == client.get(address).content


def test_the_report_names_its_state_and_the_page_it_comes_from(client: Client) -> None:
    reader, _text = opened(client.get("/rapports/zone-emploi/X002/profil.pdf"))
    links = {
        note.get_object()["/A"]["/URI"]
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object()
    }
    (state,) = [link for link in links if "/rapports/etat/" in link]
    (origin,) = [link for link in links if "/observatoire/" in link]
    assert "source=example-employment" in origin
    assert "from=2019&to=2024&level=A38" in origin
    assert client.get(origin.removeprefix("http://testserver")).status_code == 200
    page = client.get(state.removeprefix("http://testserver"))
    assert page.status_code == 200
    assert "Rien n’a changé depuis ce rapport" in page.text
    assert "example-employment" in page.text or "Emploi salarié" in page.text


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/rapports/zone-emploi/X002/profil.odt", 400, "Ce format de rapport n’existe pas"),
        ("/rapports/zone-emploi/nowhere/profil.pdf", 404, "Aucun territoire"),
        ("/rapports/zone-emploi/X002/profil.pdf?from=2024&to=2019", 400, "2019"),
        ("/rapports/comparaison.pdf?t=zone_emploi:X001", 400, "de deux à six territoires"),
        (
            "/rapports/comparaison.pdf?" + "&".join(f"t=zone_emploi:X{n:03}" for n in range(50)),
            400,
            "de deux à six territoires",
        ),
        ("/rapports/etat/0123456789abcdef/", 404, "Aucun rapport n’a été fait ici"),
        ("/rapports/etat/elsewhere/", 404, "Aucun rapport n’a été fait ici"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(
    client: Client, address: str, status: int, said: str
) -> None:
    page = client.get(address)
    assert page.status_code == status
    assert said in page.text
