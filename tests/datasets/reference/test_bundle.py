"""What travels with the package: complete, small, attributed, unaltered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from terreau.core.errors import TerreauError
from terreau.datasets.reference.building import bundle
from terreau.datasets.reference.schemas import TABLES


def test_the_bundle_is_the_one_that_was_built() -> None:
    sizes = bundle.check()
    assert sizes.keys() == {f"{name}.parquet" for name in TABLES} | {
        "ATTRIBUTION.md",
        "outlines.json",
        "outlines_coverage.json",
        "population_years.json",
        "register.json",
    }
    assert sum(sizes.values()) < 2_000_000


@pytest.mark.parametrize("change", ["altered", "removed", "added"])
def test_a_changed_bundle_is_found_out(change: str, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    shutil.copytree(bundle.BUNDLE, folder)
    if change == "altered":
        path = folder / "members.parquet"
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
    elif change == "removed":
        (folder / "members.parquet").unlink()
    else:
        (folder / "mine.parquet").write_bytes(b"")
    expected = r"mine\.parquet" if change == "added" else r"members\.parquet"
    with pytest.raises(TerreauError, match=expected):
        bundle.check(folder)


def test_the_manifest_says_what_each_file_comes_from() -> None:
    manifest = json.loads((bundle.BUNDLE / bundle.MANIFEST).read_text(encoding="utf-8"))
    versions = {package["version"] for package in manifest["packages"]}
    divisions = {"0.7.0", "0.8.0", "1.1.1", "2.3.1", "3.1.1", "4.1.0", "5.3.0", "6.0.0"}
    assert versions == divisions | {"0.3.0", "2.0.3", "2.0.2"}
    assert all(package["integrity"].startswith("sha512-") for package in manifest["packages"])


def test_the_attribution_names_licence_and_producers() -> None:
    text = (bundle.BUNDLE / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for word in (
        "Licence Ouverte",
        "INSEE",
        "DGCL",
        "La Poste",
        "MIT",
        "GeoNames",
        "Natural Earth",
    ):
        assert word in text
    for name in (*TABLES, "outlines"):
        assert f"`{name}`" in text
