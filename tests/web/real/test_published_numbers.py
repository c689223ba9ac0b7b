"""What is published of real France comes out of the product: pages, API, commands."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from terreau.web.apps.territories.models import Component, Perimeter

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("real"),
    pytest.mark.one_engine,
]
EXDECO = "data/employment/exdeco_pivot_urssaf_a38.parquet"
SERIES = "data/employment/urssaf_serie_indice100.parquet"


def figures(client: Client, kind: str, code: str, wish: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/perimeters/{kind}/{code}/profile{wish}")
    assert answer.status_code == 200, answer.text
    return {figure["key"]: figure["value"] for figure in answer.json()["figures"]}


def test_the_official_list(real: Path) -> None:
    said = (real / "said.txt").read_text(encoding="utf-8")
    assert "183" in said
    assert "641" in said
    official = Perimeter.objects.filter(origin="table:ti-phase-2")
    assert official.count() == 183
    assert all(code.startswith("2:") for code in official.values_list("code", flat=True))
    parts = Component.objects.filter(perimeter__in=official)
    assert parts.count() == 641
    assert parts.filter(part__kind="commune").count() == 12
    assert not official.filter(members=None).exists()
    # The territories of phase 1 stay themselves.
    assert Perimeter.objects.filter(code__startswith="1:").count() == 11


def test_home_counts_the_phase_in_force_and_starts_from_ordinary_ti(client: Client) -> None:
    home = client.get("/").context
    assert home["ti"] == 183
    assert len(home["real"]) == 4
    assert all(result.code.startswith("2:") for result in home["real"])
    # The largest gathers almost two million people.
    assert all(50_000 < result.population < 250_000 for result in home["real"])


def test_the_country(client: Client) -> None:
    france = figures(client, "nation", "FR", "?source=urssaf-ze-a38&level=A5")
    assert france["employment.end"] == 19_995_376
    assert france["sector.BE.end"] == 3_179_726
    assert "effects.local" not in france


def test_saint_nazaire(client: Client) -> None:
    zone = figures(client, "zone_emploi", "5219")
    assert zone["employment.end"] == 76_367
    assert (
        sum(v for k, v in zone.items() if k.startswith("sector.") and k.endswith(".start"))
        == 70_734
    )
    assert round(zone["effects.macro"], 2) == 4_702.33
    assert round(zone["effects.structural"], 2) == -950.04
    assert round(zone["effects.local"], 2) == 1_880.71
    assert round(zone["effects.without_first"], 1) == -113.0
    assert zone["effects.total"] == pytest.approx(76_367 - 70_734)
    page = client.get("/observatoire/zone-emploi/5219/").text
    assert page.count("un secteur en décide") == 1


def test_every_zone_and_every_cell(client: Client, shared: Path) -> None:
    published = pq.read_table(shared / EXDECO, columns=["code_ze", "a38", "eff_24", "is_24"])
    zones: dict[str, dict[str, tuple[int | None, float | None]]] = defaultdict(dict)
    for row in published.to_pylist():
        zones[row["code_ze"]][row["a38"]] = (row["eff_24"], row["is_24"])
    assert len(zones) == 305
    local: dict[str, float] = defaultdict(float)
    compared = 0
    for code, cells in zones.items():
        found = figures(client, "zone_emploi", code, "?from=2019&to=2024&level=A38")
        parts = sum(found[f"effects.{part}"] for part in ("macro", "structural", "local"))
        assert parts == pytest.approx(found["effects.total"], abs=1e-6)
        ends = {k: v for k, v in found.items() if k.startswith("sector.") and k.endswith(".end")}
        starts = {k: found[k.replace(".end", ".start")] for k in ends}
        change = sum(ends.values()) - sum(starts.values())
        assert found["effects.total"] == pytest.approx(change, abs=1e-6)
        for sector, (jobs, quotient) in cells.items():
            assert found.get(f"sector.{sector}.end", 0.0) == (jobs or 0)
            local[sector] += found.get(f"sector.{sector}.local", 0.0)
            if jobs and quotient is not None:
                compared += 1
                assert found[f"sector.{sector}.location_quotient"] == pytest.approx(
                    quotient, abs=0.005 + 1e-9
                ), (code, sector)
    assert compared > 9_000
    assert all(abs(total) < 1e-6 for total in local.values())


def test_the_series_of_intercommunalites(client: Client, shared: Path) -> None:
    listed = {d["id"]: d for d in client.get("/api/v1/datasets").json()}
    assert listed["urssaf-epci"]["territories"] == 1_250  # and the residual code makes 1 251
    assert listed["urssaf-epci"]["periods"] == list(range(2014, 2025))
    assert listed["urssaf-ze-a38"]["territories"] == 305
    rows = pq.read_table(shared / SERIES, filters=[("code", "=", "244400644")]).to_pylist()
    own = figures(client, "epci", "244400644", "?source=urssaf-epci")
    for row in rows:
        assert own[f"trend.jobs.{row['year']}"] == row["eff_total"]
    assert "effects.local" not in own


def test_a_territory_made_of_intercommunalites_is_their_sum(client: Client, shared: Path) -> None:
    table = pq.read_table(shared / SERIES, filters=[("echelon", "=", "epci")])
    held = set(table["code"].to_pylist())
    compared = 0
    for territory in Perimeter.objects.filter(origin="table:ti-phase-2").order_by("code")[:40]:
        codes = set(territory.components.values_list("part__code", flat=True))
        if not codes <= held:
            continue
        compared += 1
        own = figures(client, territory.kind, territory.code, "?source=urssaf-epci")
        parts = [figures(client, "epci", code, "?source=urssaf-epci") for code in codes]
        for key in ("trend.jobs.2014", "trend.jobs.2024"):
            assert own[key] == sum(part[key] for part in parts), territory.code
    assert compared > 30


def test_a_zone_known_by_its_code_says_that_its_communes_are_not(client: Client) -> None:
    answer = client.get("/api/v1/perimeters/zone_emploi/5219/profile").json()
    assert answer["name"] == "5219"
    assert client.get("/api/v1/perimeters/zone_emploi/5219").json()["versions"] == []
    page = client.get("/observatoire/zone-emploi/5219/")
    assert page.context["profile"].population == ()
    assert client.get("/territoires/zone-emploi/5219/").status_code == 200
