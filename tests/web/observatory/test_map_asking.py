"""What one types on the page of a map: what is wrong is said, and nothing is lost."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
MAP = "/observatoire/carte/"


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_name_that_nobody_bears_leads_nowhere_and_near_ones_are_offered(client: Client) -> None:
    page = client.get(MAP, {"find": "Zorglub"})
    assert page.status_code == 200
    said = text_of(page.text)
    assert "Aucun territoire ne porte le nom « Zorglub »" in said
    near = client.get(MAP, {"find": "saint nazair"})
    assert near.status_code == 200
    assert "Vouliez-vous dire" in text_of(near.text)
    assert 'href="#t-244400644"' in near.text
    exact = client.get(MAP, {"find": "244400644"})
    assert exact.status_code == 302
    assert exact.headers["Location"].endswith("#t-244400644")


def test_bounds_that_cannot_be_read_stay_in_the_form(client: Client) -> None:
    page = client.get(MAP, {"kind": "departement", "bounds": "3 2 1"})
    assert page.status_code == 400
    assert '<details class="settings" open>' in page.text
    field = re.search(r'<input[^>]*id="bounds"[^>]*>', page.text)
    assert field
    assert 'value="3 2 1"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="bounds-help bounds-error"' in field[0]
    assert "Les bornes des classes se lisent mal" in text_of(page.text)
    assert '<option value="departement" selected>' in page.text  # The rest is kept.
    assert page.context["page"].rows


def test_no_secret_cell_is_spoken_of_under_a_map_of_population(client: Client) -> None:
    page = client.get(MAP, {"indicator": "population-growth", "kind": "epci"})
    said = text_of(page.text)
    assert "dites « en partie »" in said
    assert "secrète" not in said.partition("dites « en partie »")[2][:150]


def test_what_cannot_be_drawn_is_not_offered_to_embed_and_the_widget_says_so(
    client: Client,
) -> None:
    drawn = client.get(MAP, {"kind": "departement"})
    assert "Intégrer à un site" in drawn.text
    undrawn = client.get(MAP, {"kind": "zone_emploi", "country": "XX"})
    assert undrawn.context["page"].svg is None
    assert "Intégrer à un site" not in undrawn.text
    widget = client.get("/observatoire/integrer/carte/", {"kind": "zone_emploi", "country": "XX"})
    assert "n’ont pas de contours ici" in text_of(widget.text)


def test_an_indicator_that_is_not_there_leads_to_those_that_are(client: Client) -> None:
    page = client.get(MAP, {"indicator": "nothing"})
    assert page.status_code == 404
    assert 'href="/observatoire/indicateurs/">Voir les indicateurs</a>' in page.text


def test_the_command_is_folded(client: Client) -> None:
    page = client.get(MAP, {"kind": "departement"}).text
    opened = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "terreau indicators values" in page
    assert "terreau indicators values" not in opened
