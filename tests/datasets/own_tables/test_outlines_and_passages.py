"""Own tables that hold no figure: outlines (TopoJSON, GeoJSON) and passages of communes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from terreau.core.errors import BadTable
from terreau.datasets.catalogue import read_table
from terreau.datasets.importing import import_table
from terreau.datasets.outlines_table import FILE, StoredOutlines
from terreau.datasets.reference import outlines as reference_outlines

HEAD = """
[dataset]
id = "own"
title = "Own"
publisher = "Somebody"
licence = "CC0"
vintage = "2026"
content = "{content}"
"""
OUTLINES = (
    HEAD.format(content="outlines")
    + """[columns]
territory = "code"
territory_label = "nom"
[territory]
kind = "departement"
geography = 2026
"""
)
PASSAGES = (
    HEAD.format(content="passages")
    + """[columns]
old = "before"
new = "after"
since = "day"
[territory]
kind = "commune"
"""
)


def square(west: float, south: float) -> list[list[float]]:
    east, north = west + 1, south + 1
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: str | None, rings: list[Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": f"Name of {code}"},
        "geometry": {"type": "Polygon", "coordinates": rings},
    }


def write(folder: Path, features: list[dict[str, Any]]) -> tuple[Path, Path]:
    file, describe = folder / "areas.geojson", folder / "areas.toml"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    describe.write_text(OUTLINES)
    return file, describe


def test_outlines_are_kept_and_preferred_to_the_approximate_ones(tmp_path: Path) -> None:
    features = [feature("44", [square(-2, 47)]), feature("85", [square(-2, 46)])]
    home = tmp_path / "home"
    report = import_table(*write(tmp_path, features), home=home)
    assert (report.dataset.content, report.dataset.territories) == ("outlines", 2)
    assert pq.read_table(report.dataset.table_path).to_pylist()[0] == {
        "territory": "44", "name": "Name of 44", "polygons": 1,
        "west": -2.0, "south": 47.0, "east": -1.0, "north": 48.0,
    }  # fmt: skip
    found = reference_outlines.outlines("departement", StoredOutlines(home))
    assert set(found) == {"44", "85"}
    assert not found["44"].is_approximate
    assert found["44"].attribution == "Somebody"
    assert found["44"].polygons[0][0].tolist() == square(-2, 47)
    # Of another kind there is nothing official: the approximate ones stand.
    assert reference_outlines.outlines("region", StoredOutlines(home))["53"].is_approximate


def test_topojson_with_shared_arcs(tmp_path: Path) -> None:
    """Two squares that share a side: an arc run forwards by one, backwards by the other."""
    names = {"a": {"code": "44", "nom": "a"}, "b": {"code": "85", "nom": "b"}}
    topology = {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [0, 40]},
        "arcs": [
            [[1, 0], [0, 1]],
            [[1, 1], [-1, 0], [0, -1], [1, 0]],
            [[1, 0], [1, 0], [0, 1], [-1, 0]],
        ],
        "objects": {
            "data": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "properties": names["a"]},
                    {"type": "Polygon", "arcs": [[2, ~0]], "properties": names["b"]},
                ],
            }
        },
    }  # fmt: skip
    file, describe = tmp_path / "areas.topojson", tmp_path / "areas.toml"
    file.write_text(json.dumps(topology))
    describe.write_text(OUTLINES)
    report = import_table(file, describe, home=tmp_path / "home")
    stored = json.loads((report.dataset.path / FILE).read_text())
    assert [g["id"] for g in stored["objects"]["departement"]["geometries"]] == ["44", "85"]
    outlines = StoredOutlines(tmp_path / "home").outlines("departement")
    assert outlines["85"].polygons[0][0].tolist() == [[1, 40], [2, 40], [2, 41], [1, 41], [1, 40]]


@pytest.mark.parametrize(
    ("faulty", "sentence"),
    [
        (feature("44", [square(-2, 47)[:-1]]), "a ring does not close"),
        (feature("44", [[[0, 0], [1, 1], [0, 0]]]), "a ring has no area"),
        (feature("44", []), "a ring is empty"),
        (feature(None, [square(-2, 47)]), "the code is empty"),
        (feature("4", [square(-2, 47)]), "it lost its leading zero, it was '04'"),
        (feature("444", [square(-2, 47)]), "no departement has the code '444'"),
        ({"type": "Feature", "properties": {"code": "44"}, "geometry": None}, "it is empty"),
    ],
)
def test_a_broken_outline_is_refused_with_its_reason(
    tmp_path: Path, faulty: dict[str, Any], sentence: str
) -> None:
    file, describe = write(tmp_path, [feature("85", [square(-2, 46)]), faulty])
    with pytest.raises(BadTable, match="1 of 2 values are refused") as refused:
        import_table(file, describe, home=tmp_path / "home")
    assert sentence in str(refused.value)
    report = import_table(file, describe, home=tmp_path / "home", accept_rejects=True)
    assert (report.dataset.rows_kept, report.dataset.rows_rejected) == (1, 1)


def test_metres_are_not_degrees(tmp_path: Path) -> None:
    file, describe = write(tmp_path, [feature("44", [square(355_000, 6_689_000)])])
    with pytest.raises(BadTable, match=r"not degrees .*not in Lambert 93"):
        import_table(file, describe, home=tmp_path / "home")


def test_the_same_territory_twice_is_refused(tmp_path: Path) -> None:
    file, describe = write(tmp_path, [feature("44", [square(-2, 47)])] * 2)
    with pytest.raises(BadTable, match="The same territory stands twice: '44'"):
        import_table(file, describe, home=tmp_path / "home")


def passages(folder: Path, rows: str) -> tuple[Path, Path]:
    file, describe = folder / "passages.csv", folder / "passages.toml"
    file.write_text(f"before,after,day\n{rows}")
    describe.write_text(PASSAGES)
    return file, describe


def test_passages_are_certain_where_one_commune_holds_the_whole(tmp_path: Path) -> None:
    rows = "27058,27676,2016-01-01\n14712,14712,2014\n14712,14666,2014\n"
    report = import_table(*passages(tmp_path, rows), home=tmp_path / "home")
    found = [
        (row["old"], row["new"], str(row["since"]), row["kind"], row["certain"], row["weight"])
        for row in read_table(report.dataset).to_pylist()
    ]
    assert found == [
        ("14712", "14666", "2014-01-01", "split", False, None),
        ("14712", "14712", "2014-01-01", "split", False, None),
        ("27058", "27676", "2016-01-01", "merged", True, None),
    ]


def test_a_passage_without_a_day_or_a_code_is_refused(tmp_path: Path) -> None:
    file, describe = passages(tmp_path, "27058,27676,soon\n,27676,2016\n")
    with pytest.raises(BadTable, match=r"'soon' is not a day.*the code is empty"):
        import_table(file, describe, home=tmp_path / "home")
