"""One's own list of communes and EPCI, by its address: no account, one address a list."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
from django.http import HttpResponse
from django.test import Client

from terreau.web.apps.territories.rules import MAX_LISTED
from terreau.web.apps.territories.selectors import get_listed_territory, get_territory

pytestmark = pytest.mark.django_db
Figures = Callable[[HttpResponse], list[tuple[str, str, str]]]


def test_communes_and_epci_make_one_territory() -> None:
    mixed = get_listed_territory(codes="X00000004, XA009;xa009")
    assert mixed.code == "X00000004,XA009"
    assert mixed.communes == get_territory(kind="epci", code="X00000004").communes | {"XA009"}
    assert mixed.is_example
    overlapping = get_listed_territory(codes="X00000001,XA001")
    assert overlapping.communes == get_territory(kind="epci", code="X00000001").communes


def test_a_commune_that_merged_is_the_one_it_joined() -> None:
    assert get_listed_territory(codes="XB007").communes
    today = get_listed_territory(codes="44184").communes
    assert today == {"44184"}


def test_a_list_equal_to_a_perimeter_has_its_figures(client: Client, figures_of: Figures) -> None:
    listed = figures_of(client.get("/observatoire/liste/X00000002,XA009/"))
    official = figures_of(client.get("/observatoire/territoire-industrie/2:ti-x03/"))
    assert listed == official


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("44184", "44184"),
        ("xa002 ; XA001\r\nxa001", "XA001,XA002"),
        ("244400644,44184", "244400644,44184"),
        ("Pornic, 44184", "44131,44184"),
        ("pornic\r\nCARENE", "244400644,44131"),
        ("Brest", "29019"),
        ("CC Chinon, Vienne et Loire\n44184", "200043081,44184"),
    ],
)
def test_a_good_list_leads_to_its_profile(client: Client, typed: str, address: str) -> None:
    answer = client.get("/territoires/liste/", {"codes": typed})
    assert answer.status_code == 302
    assert unquote(answer["Location"]) == f"/observatoire/liste/{address}/"
    assert client.get(answer["Location"]).status_code == 200


MANY = ",".join(f"{n:05}" for n in range(MAX_LISTED + 1))
BAD = [
    ("44184,99999", "99999"),
    ("44184,244400999", "244400999"),
    ("44184,saint-nazaire", "saint-nazaire\u00a0»"),
    ("44184,Zzyzx", "Aucune commune ni intercommunalité"),
    ("xa999,XA001", "xa999\u00a0»"),
    ("44184,XA001", "mêle des territoires réels"),
    ("244400644,X00000001", "mêle des territoires réels"),
    ("44184,<script>alert(1)</script>", "&lt;script&gt;"),
    (MANY, str(MAX_LISTED)),
    ("44184,'--", "&#x27;--"),
    ("🏭", "🏭"),
]


@pytest.mark.parametrize(("typed", "said"), BAD, ids=lambda value: value[:20])
def test_a_bad_list_says_what_is_wrong_and_loses_nothing(
    client: Client, typed: str, said: str
) -> None:
    answer = client.get("/territoires/liste/", {"codes": typed})
    main = answer.text.split("<main", 1)[1]
    assert answer.status_code == 200
    assert said in main
    assert "<script>" not in main
    assert answer.context["codes"] == typed
    direct = client.get(f"/observatoire/liste/{typed.replace('/', '')}/")
    assert direct.status_code == 400
    assert "<script>" not in direct.text.split("<main", 1)[1]


def test_an_ambiguous_name_gives_its_choices_one_click_away(client: Client) -> None:
    typed = "Saint-Nazaire-sur-Charente\r\nSaint-Nazaire, Pornic"
    answer = client.get("/territoires/liste/", {"codes": typed})
    assert answer.context["codes"] == typed
    assert "«\u00a0Saint-Nazaire\u00a0»" in answer.text  # as typed
    choices = {c.label: c.text for c in answer.context["error"].completions}
    assert [label[-7:] for label in choices] == [" 30288)", " 44184)", " 66186)"]
    # The choice takes the place of the name, and of nothing else.
    chosen = choices["Saint-Nazaire (Loire-Atlantique, 44184)"]
    assert chosen == "Saint-Nazaire-sur-Charente\r\n44184, Pornic"
    assert f'href="?codes={quote(chosen)}"' in answer.text
    assert unquote(client.get("/territoires/liste/", {"codes": chosen})["Location"]) == (
        "/observatoire/liste/17375,44131,44184/"
    )


def test_a_misspelt_name_gives_the_nearest(client: Client) -> None:
    answer = client.get("/territoires/liste/", {"codes": "Pornik"})
    assert "44131, 44184" not in answer.text
    near = [c.text for c in answer.context["error"].completions]
    assert "44131" in near


@pytest.mark.parametrize("nothing", ["", "  ", "\n"])
def test_an_empty_form_is_no_error(client: Client, nothing: str) -> None:
    answer = client.get("/territoires/liste/", {"codes": nothing})
    assert (answer.status_code, answer.context["error"]) == (200, None)


def test_a_list_has_no_life_of_its_own_but_its_profile(client: Client) -> None:
    answer = client.get("/territoires/liste/xa002,XA001/")
    assert (answer.status_code, answer["Location"]) == (302, "/observatoire/liste/XA001,XA002/")
    assert client.get("/territoires/liste/XA001,99999/").status_code == 400
