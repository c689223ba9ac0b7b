"""Which type a bassin de vie is: its class, its margin, those that a territory touches."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from terreau.datasets import reference
from terreau.datasets.catalogue import get_dataset
from terreau.datasets.description import parse_description
from terreau.datasets.example import generate
from terreau.datasets.importing import import_described
from terreau.web.apps.observatory.datasets_held import list_figures
from terreau.web.apps.observatory.typology import classes_of
from terreau.web.apps.territories.services import sync_perimeters

pytestmark = pytest.mark.django_db
Run = Callable[..., subprocess.CompletedProcess[str]]


def profile_of(client: Client, address: str, **wishes: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/perimeters/{address}/profile", wishes).json()
    answer["by_key"] = {figure["key"]: figure for figure in answer["figures"]}
    return dict(answer)


def share(basin: str, year: int) -> float:
    """Return the share of industry of a basin, added up by hand."""
    jobs = {
        row["sector"]: row["jobs"]
        for row in generate().census.to_pylist()
        if (row["basin"], row["year"]) == (basin, year)
    }
    return float(jobs["BE"] / sum(jobs.values()))


@pytest.mark.parametrize(
    ("basin", "verdict", "words"),
    [
        ("XBV05", "traditional", "industriel de tradition"),
        ("XBV06", "former", "anciennement industriel"),
        ("XBV09", "new", "nouvellement industriel"),
        ("XBV03", "other", "industriel ni hier ni aujourd’hui"),
    ],
)
def test_a_basin_says_its_class(client: Client, basin: str, verdict: str, words: str) -> None:
    found = profile_of(client, f"bassin_de_vie/{basin}")["typology"]["basins"]
    assert [(b["code"], b["verdict"], b["label"]) for b in found] == [(basin, verdict, words)]
    page = client.get(f"/observatoire/bassin-de-vie/{basin}/").text
    panel = page.split('id="typology-title"', 1)[1].split("</section>", 1)[0]
    assert f'<span class="tag">{words}</span>' in panel
    assert "Gros-Balthazard" in panel
    assert "25 à 54 ans" in panel


def test_shares_thresholds_and_margins_are_those_of_the_census(client: Client) -> None:
    found = profile_of(client, "bassin_de_vie/XBV09")["by_key"]
    for year, second, third in ((1975, "XBV06", "XBV03"), (2021, "XBV09", "XBV03")):
        threshold = (share(second, year) + share(third, year)) / 2
        assert found[f"typology.share.{year}"]["value"] == pytest.approx(share("XBV09", year))
        assert found[f"typology.threshold.{year}"]["value"] == pytest.approx(threshold)
        margin = share("XBV09", year) - threshold
        assert found[f"typology.margin.{year}"]["value"] == pytest.approx(margin)
    assert found["typology.probability"]["display"] == "94\u00a0%"
    # As a reader subtracts: 32,8 % − 31,6 %.
    assert found["typology.margin.2021"]["display"] == "+1,2 points"


def test_nothing_is_written_as_certain(client: Client) -> None:
    found = profile_of(client, "bassin_de_vie/XBV05")["by_key"]["typology.probability"]
    assert found["value"] == pytest.approx(1)
    assert found["display"] == "plus de 99\u00a0%"


def test_the_provenance_is_the_census_and_its_command_prints_the_number(
    client: Client, terreau: Run, seeded_home: Path
) -> None:
    found = profile_of(client, "bassin_de_vie/XBV09", level="A17")["by_key"]
    for key in ("typology.probability", "typology.margin.1975"):
        provenance = found[key]["provenance"]
        assert provenance["dataset"].startswith("example-census@")
        assert provenance["is_example"] is True
        assert "9 bassins de vie" in provenance["coverage"]
        done = terreau(seeded_home, *provenance["command"].split()[1:])
        assert (done.returncode, done.stdout.strip()) == (0, repr(found[key]["value"]))


@pytest.mark.parametrize(
    ("address", "basins"),
    [
        ("territoire_industrie/2:ti-x01", ["XBV05"]),
        ("territoire_industrie/2:ti-x03", ["XBV03", "XBV01"]),
        ("epci/X00000007", ["XBV07", "XBV08"]),
        ("commune/XB018", ["XBV06"]),
    ],
)
def test_a_territory_lists_the_basins_it_touches_the_most_shared_first(
    client: Client, address: str, basins: list[str]
) -> None:
    found = profile_of(client, address)
    assert [basin["code"] for basin in found["typology"]["basins"]] == basins
    assert {key for key in found["by_key"] if key.startswith("typology.")} == {
        f"typology.{basin}.probability" for basin in basins
    }
    page = client.get("/observatoire/" + address.replace("_", "-") + "/").text
    for basin in basins:
        assert f'href="/observatoire/bassin-de-vie/{basin}/"' in page


@pytest.mark.parametrize("address", ["region/XR", "departement/XA", "nation/XX"])
def test_a_large_territory_has_no_type(client: Client, address: str) -> None:
    found = profile_of(client, address)
    assert found["typology"] is None
    assert "typology" not in {panel["key"] for panel in found["missing"]}


def test_six_basins_are_listed_and_the_others_counted(client: Client) -> None:
    communes = "XA001,XA002,XA006,XA010,XA018,XB001,XB018,XA025,XA030"
    found = client.get(f"/api/v1/perimeters/list/{communes}/profile").json()["typology"]
    assert (len(found["basins"]), found["left_out"]) == (6, 2)
    assert found["basins"][0]["code"] == "XBV01"


def test_the_census_is_no_source_of_employment(client: Client) -> None:
    """Neither for a basin, which it covers exactly, nor for the country."""
    for address in ("bassin_de_vie/XBV05", "nation/XX"):
        choice = profile_of(client, address)["choice"]
        assert choice["sources"] == ["example-employment"]
    refused = client.get(
        "/api/v1/perimeters/bassin_de_vie/XBV05/profile", {"source": "example-census"}
    )
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("address", "is_asked"),
    [
        ("territoire_industrie/1:saint-nazaire-cordemais", True),
        ("epci/244400644", False),
        ("commune/44184", False),
        ("departement/44", False),
    ],
)
def test_without_census_the_source_is_named_where_the_type_is_expected(
    client: Client, address: str, is_asked: bool
) -> None:
    found = profile_of(client, address)
    assert found["typology"] is None
    named = [panel["source"] for panel in found["missing"] if panel["key"] == "typology"]
    assert bool(named) == is_asked
    assert all("Insee, recensements harmonisés" in source for source in named)


def test_a_country_is_classed_once_for_all_its_profiles(client: Client) -> None:
    classes_of.cache_clear()
    for basin in ("XBV01", "XBV02", "XBV05"):
        profile_of(client, f"bassin_de_vie/{basin}")
    assert (classes_of.cache_info().misses, classes_of.cache_info().currsize) == (1, 1)


def test_the_page_is_read_in_english(english: Client) -> None:
    page = english.get("/observatoire/bassin-de-vie/XBV09/").text
    panel = page.split('id="typology-title"', 1)[1].split("</section>", 1)[0]
    assert '<span class="tag">newly industrial</span>' in panel
    assert not re.search("bassin industriel|seuil|industrie ", panel)


FRENCH = """\
[dataset]
id = "rp"
title = "Recensements"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2022"
measure = "employment_25_54"
[columns]
territory = "basin"
sector = "a5"
period = "year"
value = "jobs"
[territory]
kind = "bassin_de_vie"
[sector]
nomenclature = "A5"
[absent]
cell = "zero"
[coverage]
nation = true
"""


@pytest.fixture
def census(own_home: Path, home: Path, tmp_path: Path) -> Callable[[int], None]:
    """Return ``census(n)``: a fictitious census of n French basins; basin i has i of 1 000."""

    def give(count: int) -> None:
        shutil.copytree(own_home / "example", home / "example")
        rows = [
            f"{i:05},{sector},{year},{jobs}"
            for i in range(1, count + 1)
            for year in (1968, 1975, 2022)
            for sector, jobs in (("BE", i if year > 1968 else 0), ("GU", 1000 - i))
        ]
        file = tmp_path / "rp.csv"
        file.write_text("\n".join(["basin,a5,year,jobs", *rows]), encoding="utf-8")
        import_described(file, parse_description(FRENCH, file="rp.toml"), home=home)
        sync_perimeters(home=home)

    return give


def test_in_france_the_published_count_holds_and_1975_is_the_first_date(
    census: Callable[[int], None], client: Client
) -> None:
    census(900)
    found = profile_of(client, "bassin_de_vie/00491")
    assert found["choice"] is None
    assert found["typology"]["basins"][0]["verdict"] == "traditional"
    assert "parmi les 410 bassins" in found["typology"]["definition"]
    assert found["by_key"]["typology.margin.1975"]["value"] == pytest.approx(0.0005)
    below = profile_of(client, "bassin_de_vie/00490")
    assert below["typology"]["basins"][0]["verdict"] == "other"
    page = client.get("/observatoire/bassin-de-vie/00491/")
    assert 'id="typology-title"' in page.text
    assert "Un observatoire (Licence Ouverte 2.0)" in page.text


def test_a_census_of_too_few_basins_classes_none(
    census: Callable[[int], None], client: Client
) -> None:
    census(12)
    assert get_dataset("rp") in list_figures()
    found = profile_of(client, "bassin_de_vie/00003")
    assert found["typology"] is None
    (panel,) = [panel for panel in found["missing"] if panel["key"] == "typology"]
    assert panel["reason"].startswith("Le recensement installé")


BY_COMMUNE = (
    FRENCH.replace('"employment_25_54"', '"employed_25_54"')
    .replace('"basin"', '"commune"')
    .replace("bassin_de_vie", "commune")
)
BASINS = """\
[dataset]
id = "basins"
title = "Bassins de vie"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2022"
content = "perimeters"
[columns]
perimeter = "basin"
member = "commune"
[perimeter]
kind = "bassin_de_vie"
member_kind = "commune"
"""


def test_a_census_by_commune_classes_the_basins_that_are_held(
    own_home: Path, home: Path, tmp_path: Path, client: Client
) -> None:
    """Fictitious basins of two communes each; basin i has i of 1 000 employed people in industry.

    Each commune alone has all of its industry or none: only their sum gives that share.
    """
    shutil.copytree(own_home / "example", home / "example")
    communes = sorted(set(reference.current_codes().values()))[:1_800]
    pairs = list(zip(communes[::2], communes[1::2], strict=True))
    members = [f"{i:05},{code}" for i, pair in enumerate(pairs, 1) for code in pair]
    people = [
        f"{code},{sector},{year},{count}"
        for i, (first, second) in enumerate(pairs, 1)
        for year in (1975, 2022)
        for code, sector, count in ((first, "BE", i), (second, "GU", 1000 - i))
    ]
    for name, header, rows, text in (
        ("basins", "basin,commune", members, BASINS),
        ("rp", "commune,a5,year,jobs", people, BY_COMMUNE),
    ):
        file = tmp_path / f"{name}.csv"
        file.write_text("\n".join([header, *rows]), encoding="utf-8")
        import_described(file, parse_description(text, file=name), home=home)
    sync_perimeters(home=home)
    found = profile_of(client, "bassin_de_vie/00491")
    assert found["typology"]["basins"][0]["verdict"] == "traditional"
    share = found["by_key"]["typology.share.2022"]
    assert share["value"] == pytest.approx(0.491)
    assert "au lieu de résidence" in share["provenance"]["formula"]
    below = profile_of(client, "bassin_de_vie/00490")
    assert below["typology"]["basins"][0]["verdict"] == "other"
