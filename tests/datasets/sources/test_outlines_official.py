"""Official outlines, on the real files of metropolitan France (TopoJSON)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from terreau.core.errors import BadTable
from terreau.datasets.outlines_table import StoredOutlines
from terreau.datasets.reference.outlines import outline, outlines
from terreau.datasets.sources import import_source

# Edition → the file, the kind, how many, one of them.
REAL = {
    "epci": ("epci", "epci", 1232, "244400644"),
    "zones-emploi": ("zones-emploi", "zone_emploi", 287, "0051"),
    "departements": ("departement", "departement", 96, "44"),
    "regions": ("region", "region", 13, "53"),
}


@pytest.mark.parametrize("edition", REAL)
def test_real_outlines_are_whole_and_known(edition: str, shared: Path, tmp_path: Path) -> None:
    name, kind, count, code = REAL[edition]
    file = shared / f"data/geography/nodom_{name}_2025.topojson"
    report, *others = import_source("contours", file, edition=edition, home=tmp_path)
    dataset = report.dataset
    # The file of EPCI also holds the EPT, and Paris, which is a commune.
    is_epci = edition == "epci"
    assert [(other.dataset.id, other.dataset.rows_kept) for other in others] == (
        [("contours-ept", 11)] if is_epci else []
    )
    assert (dataset.content, dataset.territory_kind) == ("outlines", kind)
    assert (dataset.rows_kept, dataset.rows_rejected) == (count, int(is_epci))
    assert not dataset.remarks
    assert all(pq.read_table(dataset.table_path)["name"].to_pylist())
    official = StoredOutlines(tmp_path)
    found = outlines(kind, official)
    assert len(found) == count
    assert not found[code].is_approximate
    for drawn in found.values():
        for rings in drawn.polygons:
            assert all(np.array_equal(ring[0], ring[-1]) for ring in rings)


def test_the_approximate_outline_lies_where_the_official_one_does(
    shared: Path, tmp_path: Path
) -> None:
    file = shared / "data/geography/nodom_departement_2025.topojson"
    import_source("contours", file, edition="departements", home=tmp_path)
    official, approximate = (
        StoredOutlines(tmp_path).outlines("departement"),
        outlines("departement"),
    )
    far = {}
    for code, drawn in official.items():
        near = approximate[code]
        centres = [
            np.concatenate([rings[0] for rings in one.polygons]).mean(axis=0)
            for one in (drawn, near)
        ]
        far[code] = float(np.abs(centres[0] - centres[1]).max())
    assert max(far.values()) < 0.5  # degrees


def test_a_file_of_another_kind_is_refused(shared: Path, tmp_path: Path) -> None:
    file = shared / "data/geography/nodom_zones-emploi_2025.topojson"
    with pytest.raises(BadTable, match="No property tells the code of a territory"):
        import_source("contours", file, edition="departements", home=tmp_path)
    assert outline("departement", "44", StoredOutlines(tmp_path)) is not None  # the bundled one


def test_a_part_of_the_country_says_so(shared: Path, tmp_path: Path) -> None:
    whole = json.loads((shared / "data/geography/nodom_region_2025.topojson").read_text())
    whole["objects"]["data"]["geometries"] = whole["objects"]["data"]["geometries"][:3]
    part = tmp_path / "regions-100m.geojson"
    part.write_text(json.dumps(whole))
    (report,) = import_source("contours", part, home=tmp_path / "home")
    assert report.dataset.remarks[0].en.startswith("3 outlines where 13 at least")
