"""A part of the country on the map: what is inside, the way in, the way back, one's own place."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

MAP = "/observatoire/carte/"
ROW = re.compile(r'<tr id="t-([^"]*)".*?<td>(.*?)</td></tr>')


def values_of(page: str) -> dict[str, str]:
    """Return code → exact value, "" where there is none."""
    found = {}
    for code, shown in ROW.findall(page):
        exact = re.search(r'<data value="([^"]*)"', shown)
        found[code] = exact[1] if exact else ""
    return found


@pytest.fixture
def whole(client: Client) -> dict[str, str]:
    return values_of(client.get(MAP, {"kind": "departement"}).text)


def test_inside_a_region_are_its_departments_with_the_values_of_the_whole_map(
    client: Client, whole: dict[str, str]
) -> None:
    page = client.get(MAP, {"kind": "departement", "dans": "region:11"}).text
    inside = values_of(page)
    assert set(inside) == {"75", "77", "78", "91", "92", "93", "94", "95"}
    assert inside == {code: whole[code] for code in inside}
    assert "· Île-de-France</h1>" in page
    assert page.count('class="frame"') == 0
    assert "En gris" in page


def test_the_drawing_is_as_large_as_the_whole_map(client: Client) -> None:
    for scope in ("region:11", "region:04", "departement:2A"):
        page = client.get(MAP, {"kind": "epci", "dans": scope}).text
        xs: list[int] = []
        ys: list[int] = []
        drawing = page.partition("data-map")[2].partition("</svg>")[0]
        for path in re.findall(r' d="([^"]*)"', drawing):
            x = y = 0
            for letter, dx, dy in re.findall(r"([Ml])(-?\d+) (-?\d+)", path):
                x, y = (int(dx), int(dy)) if letter == "M" else (x + int(dx), y + int(dy))
                xs.append(x)
                ys.append(y)
        assert max(max(xs) - min(xs) - 980, max(ys) - min(ys) - 810) == pytest.approx(0, abs=2)
        assert min(*xs, *ys) >= 0


def test_a_territory_is_where_most_of_its_communes_are(client: Client) -> None:
    parts = [
        values_of(client.get(MAP, {"kind": "epci", "dans": f"region:{code}"}).text)
        for code in ("11", "28", "52", "53", "76", "93")
    ]
    every = values_of(client.get(MAP, {"kind": "epci"}).text)
    codes = [code for part in parts for code in part]
    assert len(codes) == len(set(codes)), "none is in two regions"
    assert set(codes) <= every.keys()


def test_one_goes_in_from_the_drawing_and_from_the_list_and_out_again(client: Client) -> None:
    page = client.get(MAP, {"kind": "region", "count": "3"}).text
    doors = re.findall(r'<a (?:class="closer" )?href="(\?[^"]*dans=region%3A52[^"]*)"', page)
    assert len(doors) == 1 + 1, "the area, and its line"
    inside = client.get(MAP + html.unescape(doors[0])).text
    assert all("count=3" in door for door in doors)
    assert set(values_of(inside)) == {"44", "49", "53", "72", "85"}
    deeper = re.search(r'<a href="(\?[^"]*dans=departement%3A44[^"]*)"', inside)
    assert deeper
    last = client.get(MAP + html.unescape(deeper[1])).text
    assert "244400644" in values_of(last)
    assert 'role="img"' in last, "nothing is smaller: no link in the drawing"
    ways = re.findall(r'<li>\s*<a href="(\?[^"]*)">([^<]*)</a>', last.split("closer-thread")[1])
    assert [name for _, name in ways] == ["Retour à la France", "Pays de la Loire"]
    back = [client.get(MAP + html.unescape(address)).text for address, _ in ways]
    assert len(values_of(back[0])) == 1255
    assert "· Pays de la Loire</h1>" in back[1]


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"dans": "commune:44109"}, 400, "s’approche d’une région ou d’un département"),
        ({"dans": "region"}, 404, "Aucun territoire n’a ce code"),
        ({"dans": "region:99"}, 404, "Aucun territoire n’a ce code"),
        ({"dans": "region:\x00"}, 404, "Aucun territoire n’a ce code"),
        ({"dans": "region:11", "kind": "region"}, 400, "à l’intérieur d’un autre"),
        ({"dans": "departement:75", "kind": "territoire_industrie"}, 400, "n’est à l’intérieur"),
    ],
)
def test_a_part_that_cannot_be_shown_is_refused_in_a_sentence(
    client: Client, asked: dict[str, str], status: int, said: str
) -> None:
    for file in ("", "carte.svg", "valeurs.csv"):
        answer = client.get(f"{MAP}{file}", asked)
        assert answer.status_code == status
        assert said in html.unescape(answer.text)


def test_the_files_are_of_the_part_that_is_shown(client: Client) -> None:
    asked = {"kind": "departement", "dans": "region:52"}
    assert len(client.get(f"{MAP}valeurs.csv", asked).text.splitlines()) == 1 + 5
    svg = client.get(f"{MAP}carte.svg", asked).text
    assert len(re.findall("data-code=", svg)) == 5
    assert "<a href" not in svg
    assert "Pays de la Loire" in svg


def test_only_what_is_smaller_is_offered_inside(client: Client) -> None:
    page = client.get(MAP, {"kind": "epci", "dans": "departement:44"}).text
    select = page.partition('id="kind"')[2].partition("</select>")[0]
    offered = re.findall(r'value="(\w+)"', select)
    assert offered == ["epci", "territoire_industrie", "zone_emploi"]
    assert '<input type="hidden" name="dans" value="departement:44">' in page


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("departement", "loire atlantique", "44"),
        ("departement", "Guérande", "44"),
        ("epci", "Pornichet", "244400644"),
        ("epci", "244400644", "244400644"),
    ],
)
def test_one_s_own_territory_is_found_by_its_name_or_that_of_a_commune(
    client: Client, kind: str, typed: str, code: str
) -> None:
    answer = client.get(MAP, {"kind": kind, "find": typed, "count": "3"})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#t-{code}")
    page = client.get(answer["Location"].partition("#")[0])
    assert f'id="t-{code}"' in page.text
    assert "count=3" in answer["Location"]


def test_several_are_offered_and_none_is_said(client: Client) -> None:
    page = client.get(MAP, {"kind": "departement", "find": "Saint-Denis"}).text
    offered = re.findall(r'<a href="#t-([^"]*)">', page)
    assert len(offered) > 1
    assert set(offered) <= values_of(page).keys()
    none = client.get(MAP, {"kind": "departement", "dans": "region:11", "find": "Guérande"})
    assert none.status_code == 200
    assert "n’est dans aucun territoire de cette carte" in html.unescape(none.text)


def test_a_table_that_says_little_is_told_once(client: Client) -> None:
    page = client.get(MAP, {"kind": "departement", "dans": "region:11"}).text
    assert "Hachuré" not in page, "two departments of eight"
    overseas = client.get(MAP, {"kind": "departement", "dans": "region:06"}).text
    assert overseas.count("Hachuré") == 1
