"""What a profile says beyond its numbers: how certain, how special, what is near."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from django.test import Client

from terreau.analytics import sign_certainty
from terreau.datasets import scan
from terreau.web.apps.observatory.certainty import certainty_of
from terreau.web.apps.observatory.composing.mix import _nearness
from terreau.web.apps.observatory.datasets_held import Usable, list_usable
from terreau.web.apps.observatory.landscape import landscape
from terreau.web.apps.territories import covering
from terreau.web.apps.territories.selectors import get_territory

pytestmark = pytest.mark.django_db


def profile_of(client: Client, address: str, **wishes: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/perimeters/{address}/profile", wishes).json()
    answer["by_key"] = {figure["key"]: figure for figure in answer["figures"]}
    return dict(answer)


def usable_of(kind: str, code: str) -> Usable:
    return list_usable(covering.get_surroundings(get_territory(kind=kind, code=code)))[0]


def test_the_local_effect_shown_lies_between_the_least_and_the_most(client: Client) -> None:
    for method in ("dunn", "chained", "rest"):
        found = profile_of(client, "zone_emploi/X001", level="A88", method=method)["by_key"]
        least, most = (found[f"effects.local_{end}"]["value"] for end in ("least", "most"))
        assert least <= found["effects.local"]["value"] <= most
        assert least < most


def test_the_certainty_is_that_of_the_whole_country(client: Client) -> None:
    """Judged against the rest of the country summed up, or with every other zone: the same."""
    usable = usable_of("zone_emploi", "X001")
    found = certainty_of(usable, start=2019, end=2024, method="dunn")
    assert found is not None
    periods = [y for y in usable.dataset.periods if 2019 <= y <= 2024]
    groups = {code: usable_of("zone_emploi", code).codes for code in ("X001", "X002")}
    every = scan.aggregate(usable.dataset, groups, periods=periods, level="A88", paired=True)
    hidden = (every.rows == 0).all(axis=0) & (every.hidden[0] > 0)
    jobs = np.where(hidden, np.nan, every.sums)
    shape = jobs.shape
    table = {
        "territory": np.tile(np.repeat(every.groups, shape[2]), shape[0]),
        "sector": np.tile(every.sectors, shape[0] * shape[1]),
        "period": np.repeat(periods, shape[1] * shape[2]),
        "value": jobs.ravel(),
    }
    again = sign_certainty(table, start=2019, end=2024, nomenclature="A88")["X001"]
    assert found.by_specification["static, A88, nation"] == pytest.approx(again.local, abs=1e-6)


def test_the_page_links_the_verdict_to_its_evidence(client: Client) -> None:
    page = client.get("/observatoire/zone-emploi/X001/").content.decode()
    assert 'href="#certainty-title"' in page
    assert 'id="certainty-title"' in page
    assert "calculs" in page


def test_near_sectors_are_little_present_and_ranked(client: Client) -> None:
    found = profile_of(client, "zone_emploi/X001", level="A38")["by_key"]
    near = [key for key in found if re.fullmatch(r"sector\.\w+\.density", key)]
    assert 1 <= len(near) <= 5
    gaps = [
        found[key]["value"] - found[f"{key}_threshold"]["value"]
        for key in near
        if f"{key}_threshold" in found
    ]
    assert gaps == sorted(gaps, reverse=True)
    # Those without a threshold come after.
    assert all(f"{key}_threshold" in found for key in near[: len(gaps)])
    for key in near:
        assert 0 < found[key]["value"] <= 1
        quotient = found.get(key.replace("density", "location_quotient"))
        assert quotient is None or quotient["value"] < 1


def test_quotients_have_bounds_around_them(client: Client) -> None:
    found = profile_of(client, "zone_emploi/X001")["by_key"]
    quotients = [f for key, f in found.items() if key.endswith("location_quotient") and f["value"]]
    alone = {key.split(".")[1] for key, f in found.items() if f["display"] == "0 par construction"}
    bounded = [figure for figure in quotients if figure["key"].split(".")[1] not in alone]
    assert bounded
    for figure in bounded:
        assert figure["lower"] < figure["value"] < figure["upper"], figure["key"]
    # All the sector is here: the quotient is no draw, and has no interval.
    assert alone
    for code in alone:
        assert found[f"sector.{code}.location_quotient"]["lower"] is None


def test_the_distance_is_half_of_krugman(client: Client) -> None:
    found = profile_of(client, "zone_emploi/X001", level="A38")["by_key"]
    usable = usable_of("zone_emploi", "X001")
    own = scan.aggregate(usable.dataset, {"x": usable.codes}, periods=[2024], level="A38").sums[
        0, 0
    ]
    country = scan.nation(usable.dataset, periods=[2024], level="A38").sums[0, 0]
    shares = np.abs(own / own.sum() - country / country.sum()).sum() / 2
    # Sectors of which every cell is hidden are in neither.
    assert found["mix.distance"]["value"] == pytest.approx(shares, abs=0.02)
    assert found["mix.distance"]["lower"] < found["mix.distance"]["value"]


def test_too_few_territories_make_no_landscape() -> None:
    dataset = usable_of("zone_emploi", "X001").dataset
    found = landscape(dataset, period=2024, level="A38")
    assert found is not None
    assert (found.kind, len(found.krugman)) == ("epci", 8)


def test_the_country_has_neither(client: Client) -> None:
    answer = profile_of(client, "nation/XX")
    assert answer["certainty"] is None
    assert not [key for key in answer["by_key"] if key.startswith("mix.")]


def test_equal_to_the_threshold_as_one_reads_it_is_at_the_threshold() -> None:
    assert _nearness(0.402, 0.398) == "au seuil"
    assert _nearness(0.42, 0.40) == "au-dessus de ce seuil"
    assert _nearness(0.38, 0.40) == "au-dessous de ce seuil"
