"""Approximate outlines: from places to points, from points to areas, and how far from the truth."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from terreau.core.errors import BadInput
from terreau.datasets import reference
from terreau.datasets.reference import outlines
from terreau.datasets.reference.building import packages
from terreau.datasets.reference.building.bundle import BUNDLE
from terreau.datasets.reference.building.cells import DEGREES, Plane, areas_of, merged
from terreau.datasets.reference.building.commune_points import (
    Matched,
    Place,
    known_names,
    match,
    without_strays,
)
from terreau.datasets.reference.building.outlines import draw, land_of
from terreau.datasets.reference.building.passages import find_passages
from terreau.datasets.reference.building.topology import topology_of
from terreau.datasets.reference.building.vintage import Vintage
from terreau.datasets.topojson import decode_arcs, polygons

REAL = "data/geography/nodom_epci_2025.topojson"
FRANCE = Plane(2.5, 46.5)


def found_in(country: list[Vintage], *places: Place) -> Matched:
    names = known_names(country, find_passages(country))
    return match(places, country[-1].communes, names)


# ---------------------------------------------------------------- points


def test_a_place_is_found_by_any_name_its_commune_had(small_country: list[Vintage]) -> None:
    found = found_in(
        small_country,
        Place("COS", "08000", 4.0, 49.0),
        Place("Cos le Haut", "08999", 4.1, 49.0),
        Place("Bel", "08000", 4.2, 49.0),
        Place("Paris 01", "75001", 2.3, 48.8),
    )
    assert found.communes == ("08001", "08003", "08003", "75056")
    assert found.lonlat[0].tolist() == [4.2, 49.0]
    assert (found.ambiguous, found.unknown) == ((), ())


def test_a_name_of_another_department_is_unknown(small_country: list[Vintage]) -> None:
    assert found_in(small_country, Place("Ayr", "75000", 2.0, 48.0)).unknown == ("75000 Ayr",)


def test_what_two_communes_could_claim_stands_for_neither(small_country: list[Vintage]) -> None:
    latest = small_country[-1]
    twin = replace(latest.communes["08004"], name="Ayr")
    doubled = [*small_country[:-1], replace(latest, communes={**latest.communes, "08004": twin})]
    named = found_in(doubled, Place("Ayr", "08000", 4.0, 49.0))
    assert (named.communes, named.ambiguous) == ((), ("08000 Ayr",))
    placed = found_in(
        small_country, Place("Ayr", "08000", 4.0, 49.0), Place("Dun", "08000", 4.0, 49.0)
    )
    assert (placed.communes, placed.ambiguous) == ((), ("08001 08004 (4.0, 49.0)",))


def test_a_point_among_strangers_is_left_out() -> None:
    here = [(f"a{i}", (i / 100, 45.0)) for i in range(20)]
    there = [(f"b{i}", (9 + i / 100, 45.0)) for i in range(20)]
    lost = ("b99", (0.055, 45.001))
    alone = ("c1", (0.065, 45.001))
    points = sorted([*here, *there, lost, alone])
    matched = Matched(tuple(p for p, _ in points), np.array([xy for _, xy in points]), (), ())
    kept = without_strays(matched, {p: p[0] for p, _ in points})
    assert kept.stray == ("b99 (0.055, 45.001)",)
    assert set(kept.communes) == {p for p, _ in points} - {"b99"}
    assert len(kept.lonlat) == len(kept.communes)


# ---------------------------------------------------------------- areas


def test_the_plane_keeps_distances_near_its_centre_and_comes_back() -> None:
    there = np.array([[2.5, 46.5], [2.5, 47.5], [-5.0, 42.0], [9.5, 51.0]])
    flat = FRANCE.project(there)
    assert flat[0].tolist() == [0.0, 0.0]
    # A degree of the meridian of a sphere of 6 371.0088 km.
    assert flat[1] == pytest.approx([0.0, 111.195], abs=0.01)
    assert FRANCE.unproject(flat) == pytest.approx(there, abs=1e-9)


def three_points() -> tuple[NDArray[np.float64], list[tuple[str, ...]]]:
    return np.array([[0.5, 0.5], [1.5, 0.5], [1.5, 1.5]]), [("w", "s"), ("e", "s"), ("e", "n")]


def test_cells_share_the_land_and_their_borders() -> None:
    lonlat, keys = three_points()
    land = shapely.box(0, 0, 2, 2)
    areas = areas_of(lonlat, keys, land)
    assert areas.keys() == set(keys)
    assert shapely.coverage_is_valid(list(areas.values()))
    whole = shapely.union_all(list(areas.values()))
    assert whole.area * DEGREES**2 == pytest.approx(4.0, rel=1e-3)
    # The points of the west and of the north-east are two halves of what remains.
    assert areas["w", "s"].area * DEGREES**2 == pytest.approx(1.5, rel=0.01)
    assert areas["e", "s"].area * DEGREES**2 == pytest.approx(1.0, rel=0.01)


def test_any_grouping_can_be_merged() -> None:
    areas = areas_of(*three_points(), shapely.box(0, 0, 2, 2))
    by_side, by_level = merged(areas, 0), merged(areas, 1)
    assert (list(by_side), list(by_level)) == (["e", "w"], ["n", "s"])
    assert sum(a.area for a in by_side.values()) == sum(a.area for a in by_level.values())
    assert merged({("", "s"): areas["w", "s"]}, 0) == {}


def test_an_island_without_a_point_goes_with_the_nearest_land_of_its_mass() -> None:
    lonlat, keys = three_points()
    matched = Matched(("1", "2", "3"), lonlat, (), ())
    land = [shapely.box(0, 0, 2, 2), shapely.box(2.2, 0.4, 2.3, 0.6), shapely.box(40, 0, 41, 1)]
    masses = {"1": "metro", "2": "metro", "3": "metro"}
    areas = draw(matched, dict(zip("123", keys, strict=True)), masses, land[:2])
    assert shapely.get_num_geometries(areas["e", "s"]) == 2
    assert shapely.get_num_geometries(areas["w", "s"]) == 1


def test_a_border_is_written_once_and_read_again() -> None:
    areas = areas_of(*three_points(), shapely.box(0, 0, 2, 2))
    document = topology_of(areas.values(), {"side": merged(areas, 0)}, DEGREES)
    assert document == json.loads(json.dumps(document))
    arcs = decode_arcs(document)
    drawn = {
        g["id"]: shapely.Polygon(polygons(g, arcs)[0][0])
        for g in document["objects"]["side"]["geometries"]
    }
    for code, area in merged(areas, 0).items():
        assert drawn[code].area == pytest.approx(area.area * DEGREES**2, rel=1e-12)
    uses = [i for g in document["objects"]["side"]["geometries"] for i in chain(*g["arcs"])]
    shared = {i for i in uses if ~i in uses}
    assert len(shared) == 2 * (len(uses) - len(document["arcs"])) > 0


# ---------------------------------------------------------------- what travels with the package


def areas_in(kind: str) -> dict[str, shapely.MultiPolygon]:
    return {
        code: shapely.MultiPolygon([(rings[0], rings[1:]) for rings in outline.polygons])
        for code, outline in outlines.outlines(kind).items()
    }


def test_every_outline_says_that_it_is_approximate_and_whose_it_is() -> None:
    for kind in outlines.KINDS:
        for outline in outlines.outlines(kind).values():
            assert outline.is_approximate
            assert "GeoNames (CC BY 4.0)" in outline.attribution
            assert "Natural Earth" in outline.attribution


@pytest.mark.parametrize("kind", outlines.KINDS)
def test_outlines_neither_overlap_nor_vanish(kind: str) -> None:
    areas = list(areas_in(kind).values())
    assert shapely.is_valid(areas).all()
    assert shapely.coverage_is_valid(areas)
    assert min(area.area for area in areas) > 0


def test_departments_and_regions_are_the_same_land() -> None:
    whole = {kind: sum(a.area for a in areas_in(kind).values()) for kind in outlines.KINDS}
    assert whole["departement"] == pytest.approx(whole["region"], rel=1e-9)
    # Four island communes belong to no EPCI.
    assert 0 < whole["departement"] - whole["epci"] < 0.01


def test_what_is_not_drawn_is_listed() -> None:
    account = outlines.coverage()
    latest = account["vintage"]
    perimeters = reference.load("perimeters").to_pylist()
    for kind in outlines.KINDS:
        current = {
            p["code"] for p in perimeters if (p["kind"], p["last_vintage"]) == (kind, latest)
        }
        drawn, absent = outlines.outlines(kind).keys(), account["not_drawn"][kind]
        assert drawn | set(absent) == current
        assert not drawn & set(absent)
        assert len(drawn) == account["drawn"][kind]
    assert account["not_drawn"]["epci"] == []
    without = sum(every - found for found, every in account["departements"].values())
    assert without == len(account["communes_without_point"])
    assert without < 0.01 * sum(every for _, every in account["departements"].values())


def test_outlines_are_small_enough_to_travel() -> None:
    assert (BUNDLE / "outlines.json").stat().st_size < 1_000_000


def test_an_unknown_perimeter_has_no_outline_and_an_unknown_kind_is_refused() -> None:
    assert outlines.outline("epci", "999999999") is None
    with pytest.raises(BadInput, match="No outline of that kind"):
        outlines.outlines("canton")


def test_official_outlines_are_preferred_kind_by_kind() -> None:
    official = replace(
        next(iter(outlines.outlines("epci").values())), is_approximate=False, attribution="IGN"
    )

    class Official:
        def outlines(self, kind: str) -> Mapping[str, outlines.Outline]:
            return {official.code: official} if kind == "epci" else {}

    assert outlines.outline("epci", official.code, Official()) == official
    assert outlines.outline("epci", "244400644", Official()) is None
    assert outlines.outlines("region", Official())["53"].is_approximate


# ---------------------------------------------------------------- how far from the truth


def real_areas(path: Path) -> Iterator[tuple[str, shapely.Geometry]]:
    document = json.loads(path.read_text(encoding="utf-8"))
    arcs = decode_arcs(document)
    for geometry in document["objects"]["data"]["geometries"]:
        parts = [
            shapely.make_valid(shapely.Polygon(rings[0], [h for h in rings[1:] if len(h) > 3]))
            for rings in polygons(geometry, arcs)
            if len(rings[0]) > 3
        ]
        whole = shapely.union_all(parts)
        yield geometry["properties"]["EPCI"], shapely.transform(whole, FRANCE.project)


def test_approximate_outlines_are_near_the_real_ones(shared: Path) -> None:
    drawn = {
        code: shapely.transform(area, FRANCE.project)
        for kind in ("epci", "ept")
        for code, area in areas_in(kind).items()
    }
    real = {code: area for code, area in real_areas(shared / REAL) if code in drawn}
    assert len(real) == 1243  # 1 232 EPCI and 11 EPT; Paris is drawn in none of them
    likeness, apart = np.array(
        [
            (
                area.intersection(drawn[code]).area / area.union(drawn[code]).area,
                area.centroid.distance(drawn[code].centroid),
            )
            for code, area in real.items()
        ]
    ).T
    assert np.median(likeness) > 0.82
    assert np.quantile(likeness, 0.1) > 0.72
    assert likeness.min() > 0.35
    assert np.median(apart) < 0.55  # km
    assert np.quantile(apart, 0.9) < 1.3
    every = sum(area.area for area in real.values())
    assert sum(drawn[code].area for code in real) == pytest.approx(every, rel=0.01)


@pytest.mark.slow
def test_the_outlines_cover_the_land_of_the_atlas() -> None:
    folder = os.environ.get("TERREAU_REFERENCE_PACKAGES")
    if not folder:
        pytest.skip("TERREAU_REFERENCE_PACKAGES does not say where the packages are")
    atlas = packages.read_json(Path(folder) / packages.ATLAS.file_name, "countries-10m.json")
    land = sum(piece.area for piece in land_of(atlas))
    drawn = sum(area.area for area in areas_in("departement").values())
    assert drawn == pytest.approx(land, rel=0.01)
