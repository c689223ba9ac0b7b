"""What panels tell of their figures: never the contrary of the page, in words one understands."""

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
    rows = list(api(client, "zone_emploi/X001", level="A88")["figures"])
    names = {f["key"].split(".")[1]: f["label"] for f in rows if f["key"].startswith("sector.")}
    assert len(names) > 20
    assert names == {code: naf.label("A88", code) for code in names}


def test_sectors_turn_where_they_are_less_present_and_end_with_the_small_ones(
    client: Client,
) -> None:
    page = client.get("/observatoire/zone-emploi/X001/?level=A5").text
    table = page.split('id="sectors-title"', 1)[1].split("</section>", 1)[0]
    assert "Les secteurs, du plus au moins présent" in table
    rows = re.findall(r'<tr role="row"( class="less-present")?><th.*?sector\.(\w\w)\.', table)
    # Industry is the first that is less present than in the country; agriculture is small.
    assert rows == [("", "OQ"), ("", "GU"), ("", "FZ"), (' class="less-present"', "BE"), ("", "AZ")]
    small = table.split("Moins de 1 % des emplois publiés</h3>", 1)[1]
    assert "sector.AZ." in small
    assert "sector.BE." not in small
    assert 'data-label="Présence"><span>×\u202f<data' in table


def test_a_type_that_basins_share_is_told_once(client: Client) -> None:
    page = client.get("/observatoire/zone-emploi/X001/").text
    panel = page.split('id="typology-title"', 1)[1].split("</section>", 1)[0]
    assert panel.count('<span class="tag">') == 1
    assert "plus de 99\u00a0% chacun" in panel
    assert panel.count('href="/observatoire/bassin-de-vie/') == 6


def test_without_figures_one_knows_whom_to_ask(client: Client) -> None:
    page = words_of(client, "epci/244400644")
    assert "Demandez-les à la personne qui tient ce site (source : Urssaf ou Insee, Flores)" in page


def test_documents_give_shares_and_people_first_and_are_named_once(client: Client) -> None:
    page = words_of(client, "epci/244400644").split("Ce que les documents en disent", 1)[1]
    order = ["27,8", "124 487", "salariés Airbus", "salariés raffinerie", "entreprises part"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert page.count("Fabrique prospective") == 1
    assert "et 3 000 sous-traitants" in page
    doubtful = words_of(client, "territoire-industrie/1:dieppe-cote-albatre")
    assert "la même valeur pour Aurillac – Figeac – Rodez ; l’une des deux est douteuse" in doubtful
    assert "communes peut-être incomplètes : au moins 134 565 habitants" in doubtful


def test_a_choice_that_does_not_exist_leads_to_those_that_do(client: Client) -> None:
    answer = client.get("/observatoire/zone-emploi/X001/?method=magic&level=A5")
    assert answer.status_code == 400
    page = html.unescape(answer.text)
    assert "<h1>Ce choix n’existe pas</h1>" in page
    # Each by its name, the other wishes kept.
    address = '<a href="/observatoire/zone-emploi/X001/?method=rest&level=A5">'
    assert f"{address}face au reste du pays</a>" in page
    assert "dunn, chained" not in page
    levels = client.get("/observatoire/zone-emploi/X001/?level=A6").text
    assert "38 secteurs (A38)</a>" in levels


def test_on_a_narrow_screen_the_thread_says_its_place(client: Client) -> None:
    page = client.get("/observatoire/zone-emploi/X001/").text
    assert '<strong>Chiffre</strong><span class="thread-place">, étape 1 sur 7</span>' in page
