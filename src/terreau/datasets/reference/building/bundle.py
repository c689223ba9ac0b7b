"""The bundle on disk: written from the packages, checked against its manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from terreau.core.errors import TerreauError
from terreau.datasets.reference.building.administrative import (
    communes_table,
    members_table,
    perimeters_table,
    postal_codes_table,
)
from terreau.datasets.reference.building.changes import changes_table, find_changes, names_table
from terreau.datasets.reference.building.commune_points import points_table
from terreau.datasets.reference.building.nomenclature import naf_tables
from terreau.datasets.reference.building.packages import (
    ATLAS,
    DIVISIONS,
    NOMENCLATURE,
    PACKAGES,
    PLACES,
    Package,
    gather,
)
from terreau.datasets.reference.building.passages import find_passages, passages_table
from terreau.datasets.reference.building.populations import population_years, populations_table
from terreau.datasets.reference.building.vintage import Vintage, read_vintage

BUNDLE = Path(__file__).resolve().parents[1] / "bundle"
MANIFEST = "manifest.json"
# Written by hand from the documents and the licences, carried over by a build.
CURATED = ("register.json", "ATTRIBUTION.md")


def build(packages: Path, target: Path = BUNDLE, *, fetch: bool = False) -> dict[str, int]:
    """Make the bundle from the packages; the same packages give the same bytes.

    Parameters
    ----------
    packages : Path
        Folder of the package files.
    target : Path
        Folder to write in; the hand-written files of the bundle are copied to it.
    fetch : bool
        Whether to ask the registries for the missing packages.

    Returns
    -------
    dict[str, int]
        Size of each file in bytes.

    Raises
    ------
    BadInput
        If a package is absent or is not the pinned one.
    TerreauError
        If it cannot be fetched, or shapely is not installed.
    """
    shapely_version = _version_of_shapely()
    found = gather(packages, PACKAGES, fetch=fetch)
    vintages = [read_vintage(division, found[division]) for division in DIVISIONS]
    tables, years = administrative_tables(vintages)
    tables["naf"], tables["naf_labels"] = naf_tables(found[NOMENCLATURE])
    target.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_table(table, target / f"{name}.parquet")
    _write_json(target / "population_years.json", years)
    _write_outlines(target, found, vintages)
    for name in CURATED:
        if target != BUNDLE:
            (target / name).write_bytes((BUNDLE / name).read_bytes())
    return _write_manifest(target, found, vintages, f"shapely {shapely_version}")


def administrative_tables(vintages: list[Vintage]) -> tuple[dict[str, pa.Table], dict[str, Any]]:
    """Return the tables of communes and perimeters by name, and the years of the populations."""
    passages = find_passages(vintages)
    populations = populations_table(vintages, passages)
    tables = {
        "communes": communes_table(vintages),
        "postal_codes": postal_codes_table(vintages[-1]),
        "perimeters": perimeters_table(vintages),
        "members": members_table(vintages),
        "passages": passages_table(passages, vintages),
        "changes": changes_table(find_changes(vintages)),
        "names": names_table(vintages),
        "populations": populations,
    }
    return tables, population_years(vintages, populations)


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table as Parquet; the bytes depend on the table and on pyarrow's version only."""
    # Sorted codes share their beginnings: in the long tables deltas are half of a dictionary.
    deltas = {"code", "commune"} & set(table.schema.names) if table.num_rows > 1000 else set()
    others = [name for name in table.schema.names if name not in deltas]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=others,
        column_encoding=dict.fromkeys(sorted(deltas), "DELTA_BYTE_ARRAY"),
        store_schema=False,
        row_group_size=1 << 20,
    )


def check(folder: Path = BUNDLE) -> dict[str, int]:
    """Verify each file of the bundle against the manifest and return their sizes in bytes.

    Raises
    ------
    TerreauError
        If a file is absent, was altered or is not in the manifest.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    present = {path.name for path in folder.iterdir() if path.is_file()} - {MANIFEST}
    wrong = sorted(present ^ manifest["files"].keys())
    sizes = {}
    for name in sorted(present & manifest["files"].keys()):
        path = folder / name
        sizes[name] = path.stat().st_size
        if _sha256(path) != manifest["files"][name]["sha256"]:
            wrong.append(name)
    if wrong:
        raise TerreauError(
            "The bundled reference is not the one that was built",
            value=", ".join(wrong),
            remedy="Install Terreau again, or build the reference: terreau reference build.",
        )
    return sizes


def _version_of_shapely() -> str:
    try:
        return version("shapely")
    except PackageNotFoundError as absence:
        raise TerreauError(
            "The outlines are drawn with shapely, which is not installed",
            remedy="Install it: pip install shapely.",
            kept="The bundle was not touched.",
        ) from absence


def _write_outlines(target: Path, found: Mapping[Package, Path], vintages: list[Vintage]) -> None:
    # Only a build needs shapely; reading and checking the bundle go without.
    from terreau.datasets.reference.building.outlines import (  # noqa: PLC0415
        matching_of,
        outlines_of,
    )

    places = matching_of(vintages, find_passages(vintages), found[PLACES])
    write_table(points_table(places.matched), target / "points.parquet")
    topology, coverage = outlines_of(vintages[-1], places, found[ATLAS])
    packed = json.dumps(topology, ensure_ascii=False, separators=(",", ":"))
    (target / "outlines.json").write_text(packed + "\n", encoding="utf-8")
    _write_json(target / "outlines_coverage.json", coverage)


def _write_manifest(
    target: Path, found: Mapping[Package, Path], vintages: Iterable[Vintage], drawn_with: str
) -> dict[str, int]:
    files = sorted(p for p in target.iterdir() if p.is_file() and p.name != MANIFEST)
    manifest = {
        "packages": [
            {
                "registry": package.registry,
                "name": package.name,
                "version": package.version,
                "integrity": package.integrity,
            }
            for package in found
        ],
        "vintages": {
            kind: [v.year for v in vintages if any(g.kind == kind for g in v.groups)]
            for kind in ("epci", "ept", "departement", "region")
        }
        | {"commune": [v.year for v in vintages if v.communes]},
        "written_with": f"pyarrow {pa.__version__}, {drawn_with}",
        "files": {
            path.name: {"bytes": path.stat().st_size, "sha256": _sha256(path)} for path in files
        },
    }
    _write_json(target / MANIFEST, manifest)
    return {path.name: path.stat().st_size for path in files}


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
