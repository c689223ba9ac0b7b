"""The method of the effects: what it changes, what it leaves, and what makes up the rest."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from terreau.web.apps.observatory.rules import METHODS

pytestmark = pytest.mark.django_db


def figures_of(client: Client, code: str = "X001", **wishes: str) -> dict[str, Any]:
    address = f"/api/v1/perimeters/zone_emploi/{code}/profile"
    answer = client.get(address, wishes)
    assert answer.status_code == 200, answer.content
    return {figure["key"]: figure for figure in answer.json()["figures"]}


def effects_of(figures: dict[str, Any]) -> dict[str, float]:
    names = ("macro", "structural", "local", "not_compared", "total")
    keys = {name: f"effects.{name}" for name in names}
    return {name: figures[key]["value"] for name, key in keys.items() if key in figures}


@pytest.mark.parametrize("method", METHODS)
def test_effects_add_up_whatever_the_method(client: Client, method: str) -> None:
    effects = effects_of(figures_of(client, method=method))
    total = effects.pop("total")
    assert sum(effects.values()) == pytest.approx(total)
    assert total == figures_of(client)["effects.total"]["value"]


@pytest.mark.parametrize("method", ["chained", "rest"])
def test_another_method_changes_every_linked_figure(client: Client, method: str) -> None:
    plain, other = figures_of(client), figures_of(client, method=method)
    linked = ["effects.local", "effects.structural", "effects.local_rate", "effects.without_first"]
    linked += [key for key in plain if re.fullmatch(r"sector\.\w+\.local", key)][:5]
    for key in linked:
        assert plain[key]["value"] != other[key]["value"], key
        assert plain[key]["provenance"]["formula"] != other[key]["provenance"]["formula"], key
        assert f"--method {method}" in other[key]["provenance"]["command"]
    assert plain["employment.end"]["value"] == other["employment.end"]["value"]


def test_esteban_tells_what_makes_up_the_local_effect(client: Client) -> None:
    plain, split = figures_of(client), figures_of(client, method="esteban")
    parts = [split[f"effects.{part}"] for part in ("competitive", "allocation")]
    parts += [split["effects.entry"]] if "effects.entry" in split else []
    assert sum(part["value"] for part in parts) == pytest.approx(split["effects.local"]["value"])
    assert split["effects.local"]["value"] == pytest.approx(plain["effects.local"]["value"])
    assert "effects.competitive" not in plain


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("dunn", "Dunn"),
        ("chained", "somme des effets de chaque année"),
        ("rest", "le pays sans ce territoire"),
        ("esteban", "Esteban-Marquillas"),
    ],
)
def test_every_effect_gives_the_formula_of_its_method(
    client: Client, method: str, words: str
) -> None:
    figures = figures_of(client, method=method)
    names = ["total", "macro", "structural", "local"]
    keys = [f"effects.{name}" for name in names]
    keys += [key for key in figures if re.fullmatch(r"sector\.\w+\.local", key)]
    for key in keys:
        formula = figures[key]["provenance"]["formula"]
        assert words in formula, key
        assert ("Dunn" in formula.replace("comme Dunn", "")) == (method != "esteban"), key
    page = client.get("/observatoire/zone-emploi/X001/", {"method": method}).text
    chart = page.split('aria-labelledby="effects-title"', 1)[1].split("</section>", 1)[0]
    formula = figures["effects.total"]["provenance"]["formula"]
    assert re.sub(r"\s+", " ", formula) in re.sub(r"\s+", " ", chart)


def test_the_parts_of_the_local_effect_add_up_as_displayed(client: Client) -> None:
    split = figures_of(client, method="esteban")

    def whole(key: str) -> int:
        return int(re.sub(r"[^\d−-]", "", split[key]["display"]).replace("−", "-"))

    parts = [key for key in split if key in {f"effects.{p}" for p in PARTS}]
    assert sum(whole(key) for key in parts) == whole("effects.local")
    steps = whole("effects.macro") + whole("effects.structural") + whole("effects.local")
    assert steps == whole("effects.total")


PARTS = ("competitive", "allocation", "entry")


def test_the_page_offers_the_methods_and_says_what_the_chosen_one_does(client: Client) -> None:
    page = client.get("/observatoire/zone-emploi/X001/", {"method": "chained"}).content.decode()
    assert re.search(r'<option value="chained" selected>', page)
    assert page.count('<option value="') >= len(METHODS)
    assert "puis la somme" in page


def test_a_method_that_does_not_exist_is_named_with_those_that_do(client: Client) -> None:
    answer = client.get("/api/v1/perimeters/zone_emploi/X001/profile", {"method": "arcelus"})
    assert answer.status_code == 400
    assert "dunn, chained, rest, esteban" in answer.content.decode()
