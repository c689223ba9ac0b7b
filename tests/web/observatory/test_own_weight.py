"""A territory that is much of its country, or all of one of its sectors: compared with itself."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from terreau.datasets import scan
from terreau.web.apps.observatory.datasets_held import list_usable
from terreau.web.apps.territories import covering
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.selectors import get_territory, list_starting_points

pytestmark = pytest.mark.django_db
ZONE, TEXTILE = "zone-emploi/X001", "territoire-industrie/2:ti-x01"
VOID = "0 par construction"


def figures_of(client: Client, address: str, **wishes: str) -> dict[str, Any]:
    kind, code = address.replace("-", "_", 1).split("/")
    answer = client.get(f"/api/v1/perimeters/{kind}/{code}/profile", wishes).json()
    return {figure["key"]: figure for figure in answer["figures"]}


def main_of(client: Client, address: str, **wishes: str) -> str:
    page = client.get(f"/observatoire/{address}/", wishes).text
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"</?data[^>]*>", "", main)))


@pytest.mark.parametrize("address", [ZONE, TEXTILE])
def test_a_sector_that_is_only_here_has_no_effect_by_construction(
    client: Client, address: str
) -> None:
    """Which sectors they are is counted in the table."""
    kind, code = address.replace("-", "_", 1).split("/")
    usable = list_usable(covering.get_surroundings(get_territory(kind=kind, code=code)))[0]
    asked = {"periods": [2019, 2024], "level": "A38", "paired": True}
    own = scan.aggregate(usable.dataset, {"x": usable.codes}, **asked)  # type: ignore[arg-type]
    country = scan.nation(usable.dataset, **asked)  # type: ignore[arg-type]
    alone = {
        code
        for i, code in enumerate(own.sectors)
        if own.sums[0, 0, i] > 0 and own.sums[0, 0, i] >= 0.995 * country.sums[0, 0, i]
    }
    found = figures_of(client, address)
    assert alone
    for code in alone:
        local = found[f"sector.{code}.local"]
        assert local["display"] == VOID
        assert "tout ce secteur du pays est ici" in local["provenance"]["formula"]
        assert found[f"sector.{code}.location_quotient"]["upper"] is None
    said = {key.split(".")[1] for key, figure in found.items() if figure["display"] == VOID}
    assert said == alone


def test_a_heavy_territory_is_told_to_leave_itself_out(client: Client) -> None:
    found = figures_of(client, ZONE)
    assert found["employment.weight"]["value"] > 0.7
    said = main_of(client, ZONE, level="A17")
    share = found["employment.weight"]["display"].replace("\u00a0", " ")
    assert f"Ce territoire fait {share} de l’emploi du pays" in said
    assert '<a href="?level=A17&method=rest">comparez-le plutôt au reste du pays</a>' in said
    assert "employment.weight" not in figures_of(client, ZONE, method="rest")
    assert "comparez-le plutôt" not in main_of(client, ZONE, method="rest")


def test_a_light_territory_is_told_nothing(client: Client) -> None:
    assert "employment.weight" not in figures_of(client, "zone-emploi/X002")
    assert "comparez-le plutôt" not in main_of(client, "zone-emploi/X002")


def test_the_home_opens_on_a_territory_that_is_not_its_country() -> None:
    fictitious = [p.code for p in list_starting_points() if p.country == Country.EXAMPLE]
    assert fictitious[0] == "X002"
    assert fictitious[-1] == "X001"


@pytest.mark.parametrize(("level", "count"), [("A5", "5"), ("A10", "10")])
def test_a_sign_not_to_keep_is_refused_in_the_sentence(
    client: Client, level: str, count: str
) -> None:
    page = client.get(f"/observatoire/{ZONE}/", {"level": level})
    sentence = page.context["profile"].sentence
    shown = page.context["profile"].effects.local.display
    assert f"avec {count} secteurs seulement" in sentence
    assert f"donne {shown} ; avec 17 ou plus, il est négatif : **retenez le second**" in sentence
    assert "de plus** que" not in sentence
    # Neither green nor red.
    card = page.text.split("kpi", 2)[2].split("</section>", 1)[0]
    assert re.search(r'data-figure="effects.local" class=""', card)
    kept = client.get(f"/observatoire/{ZONE}/").context["profile"].sentence
    assert "retenez" not in kept


def test_an_effect_that_is_not_one_of_the_calculations_says_so(client: Client) -> None:
    """At five sectors the effect shown may lie outside the range of those that are compared."""
    page = client.get("/observatoire/epci/X00000001/", {"level": "A5"})
    certainty, effects = page.context["profile"].certainty, page.context["profile"].effects
    assert f"({effects.local.display}, avec 5 secteurs) n’est pas l’un d’eux" in certainty.sentence
    finer = client.get("/observatoire/epci/X00000001/", {"level": "A17"}).context["profile"]
    assert finer.certainty.least.value == certainty.least.value
    assert "n’est pas l’un d’eux" not in finer.certainty.sentence


def test_the_specialties_are_in_the_sentence_of_their_method(client: Client) -> None:
    page = client.get("/observatoire/zone-emploi/X002/", {"method": "esteban"})
    profile = page.context["profile"]
    without, within, *_new = (part.display for part in profile.effects.parts_of_local)
    told = f"dont {without} hors de ses spécialités et {within} dans ses spécialités."
    assert told in profile.sentence


def test_the_card_of_the_first_sector_says_whether_it_decides(client: Client) -> None:
    assert "même sens : aucun secteur n’en décide" in main_of(client, ZONE)
    deciding = main_of(client, "territoire-industrie/2:ti-x03")
    assert re.search(r"Effet local sans « [^»]+ »", deciding)
    assert "sens contraire : ce secteur décide du signe" in deciding
