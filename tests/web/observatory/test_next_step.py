"""Where a profile leads: the figure it names, and the territory that has what this one lacks."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

Give = Callable[[str, str, list[str]], None]


def next_step(client: Client, address: str) -> str:
    page = client.get(f"/observatoire/{address}/").text
    section = page.split('id="now-title"', 1)[1].split("</section>", 1)[0]
    return re.sub(r"\s+", " ", html.unescape(section))


SECTORS = [
    "X001,CA,2019,100", "X001,CA,2024,140", "X001,FZ,2019,200", "X001,FZ,2024,190",
    "X002,CA,2019,300", "X002,CA,2024,290", "X002,FZ,2019,400", "X002,FZ,2024,420",
]  # fmt: skip
TOTALS = ["X00000001,2019,50", "X00000001,2024,60", "X00000002,2019,40", "X00000002,2024,45"]


def test_totals_alone_lead_to_the_zone_that_has_the_sectors(client: Client, give: Give) -> None:
    give("zones", "zone_emploi", SECTORS)
    give("totals", "epci", TOTALS)
    found = next_step(client, "epci/X00000001")
    assert re.search(
        r'href="/observatoire/zone-emploi/X001/"> ?Voir les secteurs et l’effet local', found
    )
    assert "Voir les secteurs" not in next_step(client, "zone-emploi/X001")


def test_without_any_sector_nowhere_no_step_is_promised(client: Client, give: Give) -> None:
    give("totals", "epci", TOTALS)
    assert "Voir les secteurs" not in next_step(client, "epci/X00000001")


FALLING = ["X001,CB,2019,80", "X001,CB,2024,30", "X002,CB,2019,80", "X002,CB,2024,80"]


def test_the_strongest_fall_is_that_of_the_table(client: Client, give: Give) -> None:
    give("zones", "zone_emploi", [*SECTORS, *FALLING])
    found = next_step(client, "zone-emploi/X001")
    assert "−50 emplois" in found
    assert "Le tableau en montre" not in found


def test_a_fall_that_is_not_that_of_the_table_says_why(client: Client, give: Give) -> None:
    """A commune's cell hidden at the end leaves both dates of the change, not the table's start."""
    rows = [
        "XA001,CB,2019,80", "XA001,CB,2024,30", "XA002,CB,2019,25", "XA002,CB,2024,s",
        "XA001,CA,2019,100", "XA001,CA,2024,110", "XB001,CB,2019,50", "XB001,CB,2024,60",
        "XB001,CA,2019,50", "XB001,CA,2024,60",
    ]  # fmt: skip
    give("communes", "commune", rows)
    found = next_step(client, "liste/XA001,XA002")
    assert "−50 emplois" in found
    assert "Le tableau en montre ≥ 105 puis ≥ 30" in found
    assert "ce recul, celles qui le sont aux deux dates" in found


DENIED = [
    "XA001,CB,2019,80", "XA001,CB,2024,60", "XA002,CB,2019,s", "XA002,CB,2024,90",
    "XA001,CA,2019,100", "XA001,CA,2024,110", "XB001,CB,2019,50", "XB001,CB,2024,60",
    "XB001,CA,2019,50", "XB001,CA,2024,60",
]  # fmt: skip


def test_a_fall_that_the_table_denies_is_not_to_be_kept(client: Client, give: Give) -> None:
    """From ≥ 80 to ≥ 150 as published, −20 where both dates are."""
    give("communes", "commune", DENIED)
    found = next_step(client, "liste/XA001,XA002")
    assert "Le recul le plus fort" not in found
    assert "−20 emplois ; mais le tableau n’y montre aucun recul" in found
    assert "secrètes en 2019 et publiées en 2024" in found


def test_another_fall_is_named_before_one_that_the_table_denies(client: Client, give: Give) -> None:
    give("communes", "commune", [*DENIED, "XA001,FZ,2019,40", "XA001,FZ,2024,30"])
    found = next_step(client, "liste/XA001,XA002")
    assert "Le recul le plus fort" in found
    assert "−10 emplois" in found


def test_where_no_sector_falls_it_is_said(client: Client, give: Give) -> None:
    rising = [row.replace(",60", ",90") for row in DENIED]
    give("communes", "commune", rising)
    assert "Aucun secteur ne recule" in next_step(client, "liste/XA001,XA002")


def test_what_to_do_comes_before_the_files(client: Client) -> None:
    found = next_step(client, "zone-emploi/X002")
    steps = ["La piste la plus proche", "Voir les communes concernées", "Comparer au reste du pays"]
    steps += ["L’emporter au comité", "CSV", "JSON"]
    places = [found.index(step) for step in steps]
    assert places == sorted(places)
    assert 'href="?method=rest"' in found
    near = client.get("/observatoire/zone-emploi/X002/").context["profile"].mix.near[0]
    assert f'<a href="#near-title">{near.label}</a>' in found


DECIDED = [
    "X001,CA,2019,100", "X001,CA,2024,300", "X001,FZ,2019,100", "X001,FZ,2024,85",
    "X001,CB,2019,100", "X001,CB,2024,85", "X002,CA,2019,1000", "X002,CA,2024,1000",
    "X002,FZ,2019,1000", "X002,FZ,2024,1000", "X002,CB,2019,1000", "X002,CB,2024,1000",
]  # fmt: skip


def test_one_sector_that_decides_is_said_once_at_the_effect(client: Client, give: Give) -> None:
    give("zones", "zone_emploi", DECIDED)
    answer = client.get("/api/v1/perimeters/zone_emploi/X001/profile").json()
    assert answer["certainty"]["verdict"] == "sector"
    assert any("Un secteur décide du signe" in warning for warning in answer["warnings"])
    main = client.get("/observatoire/zone-emploi/X001/").text.split("<main", 1)[1]
    # Once beside the effect, once beside what is left without it.
    assert len(re.findall("secteur (?:en )?décide", main)) == 2
    card = main.split("Effet local, 2019–2024", 1)[1].split("</section>", 1)[0]
    assert "un secteur en décide" in card
    certainty = main.split('id="certainty-title"', 1)[1].split("</section>", 1)[0]
    assert "(voir l’effet local)" in certainty
    # What is left without it stands beside it.
    without = re.search(r"Effet local sans «\s", main)
    assert without is not None
    assert without.start() < main.index("Spécialité première")
