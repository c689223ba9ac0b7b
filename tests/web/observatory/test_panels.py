"""What a panel tells of a figure, which must never contradict the page around it."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from terreau.datasets.reference import naf

pytestmark = pytest.mark.django_db


def api(client: Client, address: str, **wishes: str) -> dict[str, Any]:
    return dict(client.get(f"/api/v1/perimeters/{address}/profile", wishes).json())


def words_of(client: Client, address: str, **wishes: str) -> str:
    """Return the words of a page, as a reader sees them."""
    page = client.get(f"/observatoire/{address}/", wishes).text.split("<main", 1)[1]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_what_is_absent_and_what_is_secret_are_told_apart(client: Client) -> None:
    found = api(client, "zone_emploi/X001")
    (note,) = (n for n in found["notes"] if "statistique" in n)
    # The source says that a row it does not give is a zero: no cell is missing.
    assert "croisements commune × secteur sous secret statistique" in note
    page = words_of(client, "zone-emploi/X001")
    assert "manquent" not in page
    assert "manquantes" not in page
    assert "Lignes absentes du fichier aucun emploi, dit la source" in page


def test_a_sector_has_its_whole_name(client: Client) -> None:
    rows = [f for f in api(client, "zone_emploi/X001", level="A88")["figures"]]
    names = {f["key"].split(".")[1]: f["label"] for f in rows if f["key"].startswith("sector.")}
    assert len(names) > 20
    assert names == {code: naf.label("A88", code) for code in names}
