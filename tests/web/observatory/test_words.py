"""What a manager reads beside the numbers: how near, how special, why to trust a sign or not."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from django.test import Client

from terreau.analytics import SignCertainty, presence, relatedness_density, relatedness_matrix
from terreau.datasets import scan
from terreau.web.apps.observatory.certainty import certainty_of
from terreau.web.apps.observatory.composing.typology import LABELS
from terreau.web.apps.observatory.datasets_held import list_usable
from terreau.web.apps.observatory.landscape import landscape
from terreau.web.apps.observatory.measuring import Measures, measure
from terreau.web.apps.territories import covering
from terreau.web.apps.territories.selectors import get_territory

pytestmark = pytest.mark.django_db
SELECTORS = "terreau.web.apps.observatory.selectors"
EPCI = [f"X0000000{n}" for n in range(1, 9)]


def profile_of(client: Client, address: str, **wishes: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/perimeters/{address}/profile", wishes).json()
    answer["by_key"] = {figure["key"]: figure for figure in answer["figures"]}
    return dict(answer)


def panel_of(client: Client, address: str, title: str, **wishes: str) -> str:
    """Return the words of a panel, as a reader sees them."""
    page = client.get(f"/observatoire/{address}/", wishes).text
    section = page.split(f'id="{title}"', 1)[1].split("</section>", 1)[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", section)))


@pytest.mark.parametrize(("level", "count"), [("A5", "5"), ("A10", "10"), ("A21", "21")])
def test_too_few_sectors_that_reverse_the_sign_are_said(
    client: Client, level: str, count: str
) -> None:
    found = profile_of(client, "zone_emploi/X001", level=level)
    shown = found["by_key"]["effects.local"]
    least, most = (found["by_key"][f"effects.local_{end}"]["value"] for end in ("least", "most"))
    assert least <= most < 0 < shown["value"]
    assert found["certainty"]["verdict"] == "method"
    assert found["certainty"]["label"] == "trop peu de secteurs"
    sentence = found["certainty"]["sentence"]
    assert f"Avec {count} secteurs, où toute l’industrie" in sentence
    assert f"le signe est l’inverse ({shown['display']})" in sentence
    assert "avec 17, 38 ou 88 secteurs" in sentence


@pytest.mark.parametrize("level", ["A17", "A38", "A88"])
def test_enough_sectors_say_nothing_of_the_kind(client: Client, level: str) -> None:
    certainty = profile_of(client, "zone_emploi/X001", level=level)["certainty"]
    assert "l’inverse (" not in certainty["sentence"]
    assert certainty["label"] != "trop peu de secteurs"


def hidden_and_mean(code: str, kind: str) -> tuple[int, float]:
    """Count by hand, in the table: cells hidden at 2019 or 2024, jobs of the average visible one.

    A sector counts its hidden cells at the date where more are, as the profile says them.
    """
    usable = list_usable(covering.get_surroundings(get_territory(kind=kind, code=code)))[0]
    found = scan.aggregate(usable.dataset, {"x": usable.codes}, periods=[2019, 2024], level="A38")
    return int(found.hidden.max(axis=0).sum()), float(found.sums.sum() / found.rows.sum())


@pytest.mark.parametrize("address", ["zone_emploi/X001", "zone_emploi/X002", "epci/X00000001"])
@pytest.mark.parametrize("method", ["dunn", "chained", "rest"])
def test_hidden_cells_that_could_turn_the_sign_make_it_uncertain(
    client: Client, address: str, method: str
) -> None:
    """They could if, each as large as the average visible one, they held the jobs it takes."""
    kind, code = address.split("/")
    cells, mean = hidden_and_mean(code, kind)
    found = profile_of(client, address, method=method, level="A38")
    ends = [found["by_key"][f"effects.local_{end}"] for end in ("least", "most")]
    assert ends[0]["value"] * ends[1]["value"] > 0
    nearest = min(ends, key=lambda end: abs(end["value"]))
    jobs = nearest["display"].lstrip("+−")
    sentence, label = found["certainty"]["sentence"], found["certainty"]["label"]
    if abs(nearest["value"]) <= cells * mean:
        assert (found["certainty"]["verdict"], label) == ("hidden", "signe incertain (secret)")
        assert f"{cells} cellules sont secrètes : il suffirait" in sentence
        assert f"de {jobs} en tout pour l’inverser" in sentence
        side = "moins bien" if nearest["value"] > 0 else "mieux"
        assert f"aient fait {side} que leurs secteurs" in sentence
    else:
        assert found["certainty"]["verdict"] != "hidden"
        assert f"{cells} cellules sont secrètes : pour l’inverser" in sentence
    formula = nearest["provenance"]["formula"]
    assert f"({round(mean)} emplois)" in formula


def test_partly_hidden_sectors_count(client: Client) -> None:
    """No sector of the large zone is hidden whole; its 145 hidden cells could turn its sign."""
    certainty = profile_of(client, "zone_emploi/X001")["certainty"]
    assert certainty["label"] == "signe incertain (secret)"
    assert certainty["sentence"].count("145 cellules sont secrètes") == 1
    assert "mieux que leurs secteurs dans le pays de 141 en tout" in certainty["sentence"]


@pytest.mark.parametrize(
    ("tried", "label"),
    [
        ([-141.0, -4172.0], "signe stable, ampleur incertaine"),
        ([-141.0, -281.0], "signe stable"),
        ([-141.0, -283.0], "signe stable, ampleur incertaine"),
        ([-141.0, 12.0], "dépend du calcul"),
    ],
)
def test_a_stable_sign_is_not_a_sure_size(
    client: Client, monkeypatch: pytest.MonkeyPatch, tried: list[float], label: str
) -> None:
    """Where nothing is hidden: sizes that differ by more than a factor of 2 are said."""

    def certainty(*given: Any, **asked: Any) -> SignCertainty:
        found = certainty_of(*given, **asked)
        assert found is not None
        named = {f"static, A88, {n}": value for n, value in enumerate(tried, start=1)}
        return replace(found, overturned_by=(), by_specification=named)

    def measured(*given: Any, **asked: Any) -> Measures:
        found = measure(*given, **asked)
        assert found.local is not None
        local = np.zeros_like(found.local)
        local[:3] = tried[0] / 3
        return replace(found, hidden=np.zeros_like(found.hidden), local=local)

    monkeypatch.setattr(f"{SELECTORS}.certainty_of", certainty)
    monkeypatch.setattr(f"{SELECTORS}.measuring.measure", measured)
    found = profile_of(client, "zone_emploi/X001")["certainty"]
    assert found["label"] == label
    assert ("n’en retenez que le sens" in found["sentence"]) == ("ampleur" in label)


def test_hidden_cells_give_no_amount_where_the_calculations_disagree(client: Client) -> None:
    found = profile_of(client, "epci/X00000005")
    least, most = (found["by_key"][f"effects.local_{end}"]["value"] for end in ("least", "most"))
    assert least < 0 < most
    assert "elles aussi peuvent changer le signe" in found["certainty"]["sentence"]


def test_how_near_is_said_beside_its_threshold(client: Client) -> None:
    """The threshold is the median density of the EPCI that have the sector, added up here."""
    usable = list_usable(covering.get_surroundings(get_territory(kind="zone_emploi", code="X001")))[
        0
    ]
    groups = {
        code: list_usable(covering.get_surroundings(get_territory(kind="epci", code=code)))[0].codes
        for code in EPCI
    }
    scanned = scan.aggregate(usable.dataset, groups, periods=[2024], level="A38")
    hidden = (scanned.rows[0] == 0) & (scanned.hidden[0] > 0)
    present = presence(np.where(hidden, np.nan, scanned.sums[0]))
    density = relatedness_density(present, relatedness_matrix(present))
    said = 0
    for code in EPCI:
        found = profile_of(client, f"epci/{code}")["by_key"]
        words = panel_of(client, f"epci/{code}", "near-title") if _near(found) else ""
        for sector in _near(found):
            i = scanned.sectors.index(sector)
            near = found[f"sector.{sector}.density"]
            assert near["value"] >= np.median(density[present[:, i] == 0, i])
            having = density[present[:, i] == 1, i]
            threshold = found.get(f"sector.{sector}.density_threshold")
            assert (threshold is None) == (len(having) < 3)
            if threshold:
                assert threshold["value"] == pytest.approx(np.median(having))
                own, usual = _percent(near), _percent(threshold)
                nearness = "au-dessus de ce seuil" if own > usual else "au-dessous de ce seuil"
                nearness = "au seuil" if own == usual else nearness
                said_of_it = f"{near['label']} {nearness} (seuil : {usual} % )"
                assert said_of_it in words
                said += 1
    assert said > 5


def _near(found: dict[str, Any]) -> list[str]:
    keys = [re.fullmatch(r"sector\.(\w+)\.density", key) for key in found]
    return [key[1] for key in keys if key]


def _percent(figure: dict[str, Any]) -> int:
    return int(figure["display"].removesuffix("\u00a0%"))


def test_where_no_sector_is_near_the_panel_says_why(client: Client) -> None:
    for code in EPCI:
        found = profile_of(client, f"epci/{code}", level="A17")["by_key"]
        if not _near(found):
            words = panel_of(client, f"epci/{code}", "near-title", level="A17")
            assert "Aucun : de chaque secteur peu présent" in words
            return
    pytest.fail("every EPCI has near sectors at A17: choose another level")


@pytest.mark.parametrize("level", ["A5", "A10"])
def test_among_few_sectors_none_is_called_near(client: Client, level: str) -> None:
    assert not _near(profile_of(client, "zone_emploi/X001", level=level)["by_key"])
    page = client.get("/observatoire/zone-emploi/X001/", {"level": level}).text
    assert 'id="near-title"' not in page


def test_a_rank_counts_the_others_from_the_side_where_most_are(client: Client) -> None:
    distances = {
        code: profile_of(client, f"epci/{code}")["by_key"]["mix.distance"]["value"] for code in EPCI
    }
    sides = set()
    for code, own in distances.items():
        found = profile_of(client, f"epci/{code}")["by_key"]
        words = panel_of(client, f"epci/{code}", "distance-title")
        less = sum(other < own for other in distances.values()) / 7
        if less in {0, 1}:
            assert f"Le {'plus' if less else 'moins'} spécialisé des EPCI." in words
        elif less >= 0.5:
            assert found["mix.less_special"]["value"] == pytest.approx(less)
            assert f"Plus spécialisé que {round(less * 100)} % des autres EPCI" in words
        else:
            assert found["mix.more_special"]["value"] == pytest.approx(1 - less)
            assert f"Moins spécialisé que {round(100 - less * 100)} % des autres EPCI" in words
        assert len(found.keys() & {"mix.less_special", "mix.more_special"}) == (0 < less < 1)
        sides.add((less > 0.5, 0 < less < 1))
    assert len(sides) == 4


def test_without_others_of_its_kind_a_rank_is_said_to_be_missing(client: Client) -> None:
    found = profile_of(client, "zone_emploi/X001")["by_key"]
    assert not [key for key in found if key.endswith("_special")]
    words = panel_of(client, "zone-emploi/X001", "distance-title")
    assert "Sans rang : ces chiffres classent les EPCI entre eux" in words


def test_specialties_are_listed_the_rarest_first(client: Client) -> None:
    for code in EPCI:
        found = profile_of(client, f"epci/{code}")["by_key"]
        shares = [f["value"] for key, f in found.items() if key.endswith(".hoover")]
        assert len(shares) > 1
        assert shares == sorted(shares, reverse=True)


def test_no_type_of_basin_is_called_other() -> None:
    assert "autre" not in {label() for label in LABELS.values()}


def test_a_threshold_needs_three_territories() -> None:
    usable = list_usable(covering.get_surroundings(get_territory(kind="zone_emploi", code="X001")))[
        0
    ]
    found = landscape(usable.dataset, period=2024, level="A38")
    assert found is not None
    assert np.isnan(found.density_with).any()
    assert not np.isnan(found.density_with).all()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "address",
    [
        "perimeters/zone_emploi/X001/profile", "perimeters/zone_emploi/X002/profile?method=esteban",
        "perimeters/bassin_de_vie/XBV09/profile", "perimeters/epci/X00000004/peers",
        "comparison?t=zone_emploi:X001&t=epci:X00000004", "dashboards/industry?t=zone_emploi:X001",
        "printed",
    ],
)  # fmt: skip
def test_no_sentence_is_left_with_a_blank_to_fill(
    client: Client, address: str, language: str
) -> None:
    client.cookies["terreau_language"] = language
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200
    assert re.findall(r"%\(|%s|\{\w*\}", repr(answer.json())) == []
