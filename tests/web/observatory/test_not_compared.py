"""What no method may change, the change observed, and what a method cannot compare."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from terreau.web.apps.observatory.datasets_held import list_usable, offered_levels
from terreau.web.apps.observatory.measuring import Measures, measure
from terreau.web.apps.observatory.rules import METHODS
from terreau.web.apps.territories import covering
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import get_territory

pytestmark = pytest.mark.django_db

TEXTILE = "2:ti-x01"
"""Where all the textile of the example country stands."""


def figures_of(client: Client, code: str, kind: str, method: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/perimeters/{kind}/{code}/profile", {"method": method}).json()
    return {figure["key"]: figure for figure in answer["figures"]}


def whole(display: str) -> int:
    return int(re.sub(r"[^\d−]", "", display).replace("−", "-"))


@pytest.mark.parametrize(
    "is_whole",
    [False, pytest.param(True, marks=[pytest.mark.slow, pytest.mark.timeout(600)])],
    ids=["sample", "all"],
)
def test_whatever_the_method_and_the_level_the_change_is_the_one_observed(
    is_whole: bool,
) -> None:
    """Every territory of the example: components and what is not compared are the change.

    By default, without the communes and at three levels.
    """
    not_compared = set()
    example = Perimeter.objects.filter(country=Country.EXAMPLE)
    chosen = example if is_whole else example.exclude(kind=PerimeterKind.COMMUNE)
    for perimeter in chosen.order_by("kind", "code"):
        around = covering.get_surroundings(get_territory(kind=perimeter.kind, code=perimeter.code))
        usable = list_usable(around)
        levels = offered_levels(usable[0].dataset) if usable else ()
        for level in levels if is_whole else set(levels) & {"A5", "A38", "A88"}:
            found = {
                method: measure(usable[0], start=2019, end=2024, level=level, method=method)
                for method in METHODS
            }
            observed = {m.paired_end - m.paired_start for m in found.values()}
            assert len(observed) == 1, (perimeter.code, level)
            for method, measures in found.items():
                if measures.local is not None:
                    left = adds_up(measures)
                    not_compared |= {method} if left else set()
    assert not_compared == {"chained", "rest"}


def adds_up(measures: Measures) -> float:
    """Check that the parts are the change; return what is not compared."""
    assert measures.local is not None
    assert measures.not_compared is not None
    parts = [measures.macro, measures.structural, float(measures.not_compared.sum())]
    local = float(measures.local[measures.local == measures.local].sum())
    assert sum(part or 0.0 for part in parts) + local == pytest.approx(
        measures.paired_end - measures.paired_start, abs=1e-6
    )
    return float(abs(measures.not_compared).sum())


@pytest.mark.parametrize(
    ("kind", "code"), [("territoire_industrie", TEXTILE), ("zone_emploi", "X001")]
)
def test_what_is_displayed_adds_up_to_one_total(client: Client, kind: str, code: str) -> None:
    totals = set()
    for method in METHODS:
        found = figures_of(client, code, kind, method)
        steps = ("macro", "structural", "local", "not_compared")
        shown = [found[f"effects.{step}"] for step in steps if f"effects.{step}" in found]
        assert sum(whole(f["display"]) for f in shown) == whole(found["effects.total"]["display"])
        totals.add((found["effects.total"]["value"], found["employment.growth"]["value"]))
    assert len(totals) == 1


def test_a_sector_that_is_only_here_is_one_more_step(client: Client) -> None:
    """The textile of the country is all there: its jobs are counted by hand in the table."""
    plain, rest = (figures_of(client, TEXTILE, "territoire_industrie", m) for m in METHODS[:3:2])
    assert "effects.not_compared" not in plain
    left = rest["effects.not_compared"]
    assert left["value"] == pytest.approx(plain["sector.CB.change"]["value"])
    assert left["label"] == "Sans comparaison possible"
    assert "sans emploi dans la référence" in left["provenance"]["formula"]
    page = client.get(f"/observatoire/territoire-industrie/{TEXTILE}/", {"method": "rest"})
    sentence = page.context["profile"].sentence
    assert f"{left['display']} dans un secteur que le reste du pays n’a pas" in sentence
    assert "textiles" in sentence
    assert f"<td>{left['display']}</td>" in page.text


def test_what_a_chain_cannot_follow_is_said(client: Client) -> None:
    page = client.get("/observatoire/zone-emploi/X001/", {"method": "chained"})
    profile = page.context["profile"]
    assert profile.effects.not_compared.value
    assert "publié chaque année" in profile.sentence


@pytest.mark.parametrize("method", ["rest", "chained"])
def test_it_is_in_the_four_outputs(
    same_everywhere: Callable[..., None], method: str, seeded_home: Path
) -> None:
    wish = f"?method={method}"
    same_everywhere(seeded_home, "zone_emploi", "X001", wish, "--method", method)


def test_the_terminal_prints_it(
    terreau: Callable[..., subprocess.CompletedProcess[str]], seeded_home: Path
) -> None:
    done = terreau(
        seeded_home, "profile", TEXTILE, "--method", "rest", "--show", "effects.not_compared"
    )
    assert float(done.stdout) < -1000
