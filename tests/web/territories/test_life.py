"""The page of the life of a perimeter, and the same in the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from terreau.web.apps.territories import lives
from terreau.web.apps.territories.life import CodeChange

pytestmark = pytest.mark.django_db


def life_of(client: Client, address: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/perimeters/{address}/life")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def told(life: dict[str, Any]) -> list[tuple[int | None, str, list[str]]]:
    return [
        (row["year"], event["kind"], [c["code"] for c in event["communes"]])
        for row in life["years"]
        for event in row["events"]
        if event["kind"] != "first_known"
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        # Three versions: Bouquet went to Pays d’Uzès, then Corbès joined Thoiras.
        ("epci/200066918", [(2020, "left", ["30048"]), (2025, "merged", ["30094"])]),
        ("epci/244400644", []),
        (
            "commune/14712",
            [
                (1973, "merged", ["14114"]),
                (2017, "merged", ["14666"]),
                (2021, "renamed", []),
                (2021, "separated", ["14666"]),
            ],
        ),
        ("commune/14666", [(2017, "absorbed", []), (2021, "created", [])]),
        # Pierrefitte-sur-Seine; both took a code of their new department in 1968.
        ("commune/93066", [(1968, "recoded", ["75066"]), (2025, "merged", ["93059"])]),
        ("commune/XB006", [(2019, "renamed", []), (2019, "merged", ["XB007", "XB008"])]),
        (
            "territoire_industrie/2:ti-x01",
            [(2019, "merged", ["XB007", "XB008"]), (2022, "enlarged", ["XB021"])],
        ),
    ],
)
def test_a_life_is_told(
    client: Client, address: str, expected: list[tuple[int | None, str, list[str]]]
) -> None:
    assert told(life_of(client, address)) == expected


def test_an_intercommunality_that_ended_says_where_its_communes_went(client: Client) -> None:
    page = client.get("/territoires/epci/242700623/vie/")  # CC Eure-Madrie-Seine, until 2019
    assert page.status_code == 200
    life = life_of(client, "epci/242700623")
    ended = life["years"][-1]
    assert ended["year"] == 2020
    assert {e["kind"] for e in ended["events"]} == {"ended"}
    heirs = {e["elsewhere"]["code"] for e in ended["events"] if e["elsewhere"]}
    assert "200089456" in heirs  # CA Seine-Eure
    created = life_of(client, "epci/200089456")["years"][0]["events"]
    assert {e["kind"] for e in created} == {"created"}
    assert "242700623" in {e["elsewhere"]["code"] for e in created if e["elsewhere"]}


def test_what_cannot_be_shared_out_is_said(client: Client) -> None:
    page = client.get("/territoires/commune/14712/vie/")
    assert "On ne sait pas répartir les emplois" in page.text
    assert "2020 n’existe pas dans la source" in page.text


def test_the_jobs_concerned_are_those_of_the_table_by_commune_that_is_held(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The example country has no separation: one is made of its merger across two EPCI."""
    changes = lives._changes

    def divided(*given: Any) -> list[CodeChange]:
        return [
            CodeChange("XB012", "XA001", c.after, c.since, "split") if c.old == "XB021" else c
            for c in changes(*given)
        ]

    monkeypatch.setattr(lives, "_changes", divided)
    life = life_of(client, "epci/X00000005")
    assert any(kind == "reduced" for _, kind, _ in told(life))
    assert "%" in life["doubt"]


@pytest.mark.parametrize(
    "address",
    [
        "epci/200066918",
        "nation/FR",
        "commune/XB006",
        "zone-emploi/X001",
        "region/28",
        "ept/200057867",
        "bassin-de-vie/XBV01",
        "territoire-industrie/1:saint-nazaire-cordemais",
    ],
)
def test_the_page_says_what_the_api_says(
    client: Client,
    english: Client,
    address: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get("/")
    with django_assert_max_num_queries(14):
        page = client.get(f"/territoires/{address}/vie/")
    assert page.status_code == 200
    main = page.text.split("<main", 1)[1]
    assert "None" not in main
    kind, code = address.split("/")
    for row in page.context["page"].years:
        assert row.year is None or str(row.year) in main
    assert page.context["page"].sentence == life_of(client, address)["sentence"]
    assert english.get(f"/territoires/{address}/vie/").status_code == 200
    assert f"/territoires/{kind}/{code}/vie/" in client.get(f"/territoires/{address}/").text


def test_a_list_has_no_life(client: Client) -> None:
    page = client.get("/territoires/liste/XA001,XA002/vie/")
    assert page.status_code == 302
    assert client.get("/api/v1/perimeters/list/XA001,XA002/life").status_code == 404


def test_who_has_come_back_is_not_said_to_be_elsewhere_today(client: Client) -> None:
    # Sannerville joined Troarn in 2017 and left it in 2021.
    assert "aujourd’hui dans Troarn" not in client.get("/territoires/commune/14666/vie/").text
    troarn = client.get("/territoires/commune/14712/vie/").text
    assert "Une commune rejoint Troarn (14712)" in troarn
    # Hainneville joined a commune that has since joined another.
    assert "aujourd’hui dans Cherbourg-en-Cotentin" in (
        client.get("/territoires/commune/50129/vie/").text
    )


def test_a_commune_that_is_gone_leads_to_the_one_that_holds_it(client: Client) -> None:
    gone = client.get("/territoires/commune/16351/").text
    assert "Elle n’existe plus : elle est dans" in gone.replace("\xa0", " ")
    # Only its code has changed.
    recoded = client.get("/territoires/commune/27058/").text.replace("\xa0", " ")
    assert "Son code est aujourd’hui" in recoded
    assert "elle est dans" not in recoded


def test_whose_code_changes_is_said(client: Client) -> None:
    region = client.get("/territoires/region/28/vie/").text.replace("\xa0", " ")
    assert "Les Trois Lacs : son code 27676 devient 27058" in region.replace("\u202f", " ")
