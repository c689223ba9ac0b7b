"""The life of perimeters: versions, what holds what, pages and API."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from terreau.web.apps.territories.covering import get_surroundings
from terreau.web.apps.territories.selectors import get_territory, list_versions

pytestmark = pytest.mark.django_db


def test_a_merger_across_two_epci_makes_two_versions() -> None:
    territory = get_territory(kind="territoire_industrie", code="2:ti-x01")
    assert territory.perimeter is not None
    found = list_versions(territory.perimeter)
    assert len(found) > 1
    assert found[-1].communes == territory.communes
    assert territory.version is not None
    assert (territory.version.number, territory.version.valid_from) == (
        found[-1].number,
        found[-1].valid_from,
    )
    lune = get_territory(kind="commune", code="XB006")
    assert lune.name == "Les Trois-Lunes"


@pytest.mark.parametrize(
    ("kind", "code", "of", "expected"),
    [
        ("territoire_industrie", "2:ti-x02", "epci", {"X00000007", "X00000008"}),
        ("territoire_industrie", "2:ti-x03", "epci", None),  # one commune beside its EPCI
        ("epci", "X00000001", "epci", {"X00000001"}),
        ("region", "XR", "zone_emploi", {"X001", "X002"}),
        ("region", "XR", "departement", {"XA", "XB"}),
        ("commune", "XA001", "epci", None),
        ("region", "11", "departement", {"75", "77", "78", "91", "92", "93", "94", "95"}),
        ("epci", "X00000001", "bassin_de_vie", {"XBV01", "XBV02"}),
        ("territoire_industrie", "2:ti-x03", "bassin_de_vie", None),
        ("epci", "244400644", "bassin_de_vie", None),  # no list of them is installed
        ("nation", "FR", "epci", None),  # some communes belong to none
    ],
)
def test_what_makes_up_a_territory_exactly(
    kind: str, code: str, of: str, expected: set[str] | None
) -> None:
    around = get_surroundings(get_territory(kind=kind, code=code))
    assert around.covering_codes(of) == expected


@pytest.mark.parametrize(
    "address",
    [
        "commune/44184",
        "commune/XB007",
        "epci/244400644",
        "epci/X00000005",
        "departement/59",
        "region/11",
        "nation/FR",
        "territoire-industrie/2:ti-x01",
        "zone-emploi/X002",
    ],
)
def test_the_page_of_a_perimeter(
    client: Client, english: Client, address: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client.get("/")
    with django_assert_max_num_queries(16):
        page = client.get(f"/territoires/{address}/")
    assert page.status_code == 200
    assert english.get(f"/territoires/{address}/").status_code == 200
    versions = page.context["page"].versions
    assert sum(row.is_current for row in versions) == 1
    assert "None" not in page.text.split("<main", 1)[1]
    slug, code = address.split("/")
    answer = client.get(f"/api/v1/perimeters/{slug}/{code}").json()
    assert len(answer["versions"]) == len(versions)
    assert answer["versions"][-1]["communes"] or slug == "commune"


@pytest.mark.parametrize(
    ("address", "span", "is_french"),
    [
        ("epci/244400644", "de 2019 à 2026", True),
        ("epci/X00000001", "de 2018 à 2026", False),
    ],
)
def test_each_country_has_its_own_vintages(
    client: Client, address: str, span: str, is_french: bool
) -> None:
    text = client.get(f"/territoires/{address}/").text
    assert span in text
    assert ("2020 n’existe pas" in text) is is_french


def test_members_known_by_name_only_are_said_to_be_so(client: Client) -> None:
    answer = client.get("/api/v1/perimeters/territoire_industrie/1:nord-est-ardennes").json()
    assert answer["parts"]
    assert answer["has_all_members"] in (True, False, None)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/perimeters/commune/99999", 404),
        ("/api/v1/perimeters/planet/1", 404),
        ("/api/v1/perimeters?q=", 200),
        ("/api/v1/perimeters", 400),
        ("/api/v1/perimeters?q=a&limit=0", 400),
        ("/api/v1/perimeters?q=a&limit=51", 400),
        ("/api/v1/perimeters?q=a&limit=abc", 400),
        ("/api/v1/perimeters?q=" + "a" * 81, 400),
        ("/api/v1/perimeters?q=a&kind=planet", 200),
    ],
)
def test_the_api_refuses_with_a_sentence(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    if status != 200:
        body = answer.json()
        assert body["error"]
        assert body["remedy"]
        assert "Traceback" not in answer.text
