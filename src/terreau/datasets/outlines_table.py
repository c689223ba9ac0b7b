"""Outlines kept in the store: checked, one object a kind, and read back as a map wants them.

A version holds ``outlines.topojson`` (its object is named after the kind, its geometries carry the
code as ``id``) and ``table.parquet``: territory, name, polygons, west, south, east, north, degrees.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa

from terreau.core.errors import BadTable, Place
from terreau.core.progress import Progress
from terreau.datasets.catalogue import legible, list_datasets
from terreau.datasets.codes import known_codes, lost_zeros
from terreau.datasets.dataset import Dataset
from terreau.datasets.description import Description
from terreau.datasets.figures_table import labels_table, write_table
from terreau.datasets.reading import TableSource
from terreau.datasets.reading.outlines_file import OutlinesSource
from terreau.datasets.reference.outlines import Outline
from terreau.datasets.rejects import Rejects
from terreau.datasets.topojson import Ring, decode_arcs, polygons
from terreau.datasets.written import Contents, check_refusals, facts_without_figures

FILE = "outlines.topojson"
SCHEMA = pa.schema(
    [
        pa.field("territory", pa.string(), nullable=False),
        pa.field("name", pa.string()),
        pa.field("polygons", pa.int32(), nullable=False),
        *(
            pa.field(side, pa.float64(), nullable=False)
            for side in ("west", "south", "east", "north")
        ),
    ]
)
# A ring of fewer vertices has no area; the last repeats the first.
_FEWEST = 4
_AREAS = ("Polygon", "MultiPolygon")
_MAX_LONGITUDE, _MAX_LATITUDE = 180.0, 90.0


@dataclass(frozen=True)
class StoredOutlines:
    """The outlines that an installation holds: what `reference.outlines` prefers to its own.

    Parameters
    ----------
    home : Path or None
        Folder of the installation; ``TERREAU_HOME`` by default.
    """

    home: Path | None = None

    def outlines(self, kind: str) -> Mapping[str, Outline]:
        """Return the outlines of a kind by code, of the latest geography; empty without any."""
        held = [
            dataset
            for dataset in list_datasets(self.home, content="outlines")
            if dataset.territory_kind == kind and dataset.country == "FR"
        ]
        if not held:
            return {}
        latest = max(held, key=lambda dataset: (dataset.geography or 0, dataset.imported_at))
        with legible(latest.id):
            return _read(latest)


@lru_cache(maxsize=8)
def _read(dataset: Dataset) -> Mapping[str, Outline]:
    topology = json.loads((dataset.path / FILE).read_text(encoding="utf-8"))
    arcs = decode_arcs(topology)
    kind = dataset.territory_kind
    return MappingProxyType(
        {
            geometry["id"]: Outline(
                kind, geometry["id"], polygons(geometry, arcs), False, dataset.publisher
            )
            for geometry in topology["objects"][kind]["geometries"]
        }
    )


def write_outlines(
    folder: Path,
    source: TableSource,
    description: Description,
    home: Path | None,
    *,
    accept_rejects: bool,
    progress: Progress,
) -> Contents:
    """Write the outlines of a kind (a `Writer`).

    Raises
    ------
    BadTable
        Not a file of outlines, not in degrees, a property is missing, or a code stands twice.
    """
    place = Place(source.file)
    if not isinstance(source, OutlinesSource):
        raise BadTable(place, "This is no file of outlines", remedy="Give TopoJSON or GeoJSON")
    for role, column in description.columns.items():
        source.require(column, key=f"columns.{role}")
    progress("reading", 0, source.size)
    arcs = _arcs(source.topology, place)
    rejects = Rejects()
    rows: list[dict[str, Any]] = []
    kept: dict[str, dict[str, Any]] = {}
    known = known_codes(description.country, description.territory_kind, home)
    for line, written, name, read in _rows(source, description):
        code = _known_code(written, known, line, description, rejects)
        if code is None:
            continue
        if code in kept:
            raise BadTable(place, "The same territory stands twice", value=code)
        geometry = _without_flat_rings(read, arcs)
        broken = _fault(geometry, arcs)
        if broken:
            rejects.add("broken_outline", line=line, column="geometry", value=broken)
            continue
        kept[code] = {key: geometry[key] for key in ("type", "arcs")} | {
            "id": code,
            "properties": {"name": name},
        }
        rows.append(_row(code, name, geometry, arcs))
    check_refusals(
        source.file,
        description,
        rejects=rejects,
        read=len(source.geometries),
        kept=len(rows),
        accept_rejects=accept_rejects,
    )
    geometries = [kept[code] for code in sorted(kept)]
    objects = {description.territory_kind: {"type": "GeometryCollection", "geometries": geometries}}
    document = {"type": "Topology", **source.topology, "objects": objects}
    (folder / FILE).write_text(
        json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    rows.sort(key=lambda row: str(row["territory"]))
    write_table(pa.Table.from_pylist(rows, schema=SCHEMA), folder / "table.parquet")
    names = {row["territory"]: row["name"] for row in rows}
    write_table(labels_table(names), folder / "labels.parquet")
    return Contents(len(rows), rejects, facts_without_figures(len(rows)))


def _rows(
    source: OutlinesSource, description: Description
) -> list[tuple[int, str | None, str | None, dict[str, Any]]]:
    column, label = description.columns["territory"], description.columns.get("territory_label")
    (batch,) = source.read(tuple(filter(None, (column, label))))
    codes = batch.columns[column].to_pylist()
    names = batch.columns[label].to_pylist() if label else [None] * len(codes)
    return list(zip(batch.lines.tolist(), codes, names, source.geometries, strict=True))


def _known_code(
    code: str | None,
    known: frozenset[str] | None,
    line: int,
    description: Description,
    rejects: Rejects,
) -> str | None:
    """Return the code, or note why it is refused."""
    column, kind = description.columns["territory"], description.territory_kind
    if code is None:
        rejects.add("empty_code", line=line, column=column)
        return None
    full = lost_zeros(code, kind, known)
    if full is None and (known is None or code in known):
        return code
    remedy = f"it lost its leading zero, it was {full!r}" if full else ""
    rejects.add("unknown_territory", line=line, column=column, value=code, remedy=remedy, kind=kind)
    return None


def _arcs(topology: Mapping[str, Any], place: Place) -> list[Ring]:
    try:
        arcs = decode_arcs(topology)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadTable(
            place, "The arcs of the file cannot be read", why=str(error), remedy="Download it again"
        ) from error
    for arc in arcs:
        # Also refuses what is not finite.
        if not np.all(np.abs(arc) <= (_MAX_LONGITUDE, _MAX_LATITUDE)):
            raise BadTable(
                place,
                "Coordinates are not degrees of longitude and latitude",
                value=arc[0].tolist(),
                remedy="Choose the file in WGS 84 (EPSG:4326), not in Lambert 93",
            )
    return arcs


def _without_flat_rings(geometry: Mapping[str, Any], arcs: Sequence[Ring]) -> dict[str, Any]:
    """Leave out the islands and holes that simplifying has reduced to a line or a point."""
    kind = geometry.get("type")
    if kind not in _AREAS:
        return dict(geometry)
    found = list(geometry.get("arcs") or ())
    parts: list[list[Any]] = [found] if kind == "Polygon" else found
    sound = [
        [part[0], *(hole for hole in part[1:] if _vertices(hole, arcs) >= _FEWEST)]
        for part in parts
        if part and _vertices(part[0], arcs) >= _FEWEST
    ]
    return {"type": "MultiPolygon", "arcs": sound or parts}


def _vertices(ring: Sequence[int], arcs: Sequence[Ring]) -> int:
    """Count the vertices of a ring; what names no arc has enough, and is told as such."""
    if not _are_known(ring, arcs):
        return _FEWEST
    return sum(len(arcs[number if number >= 0 else ~number]) - 1 for number in ring) + 1


def _are_known(ring: Sequence[int], arcs: Sequence[Ring]) -> bool:
    return all(-len(arcs) <= number < len(arcs) for number in ring)


def _fault(geometry: Mapping[str, Any], arcs: Sequence[Ring]) -> str:
    """Return why a geometry is no area, "" when it is one."""
    kind, parts = geometry.get("type"), geometry.get("arcs")
    if kind not in _AREAS:
        return f"it is a {kind}" if kind else "it is empty"
    rings: list[Sequence[int]] = [ring for part in parts or () for ring in part]
    return next((fault for ring in rings or [()] if (fault := _fault_of_ring(ring, arcs))), "")


def _fault_of_ring(ring: Sequence[int], arcs: Sequence[Ring]) -> str:
    if not ring:
        return "a ring is empty"
    if not _are_known(ring, arcs):
        return "a ring names an arc that is not in the file"
    runs = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
    if any(not len(run) for run in runs):
        return "an arc is empty"
    for run, following in zip(runs, [*runs[1:], runs[0]], strict=True):
        if not np.array_equal(run[-1], following[0]):
            return "a ring does not close"
    return "a ring has no area" if _vertices(ring, arcs) < _FEWEST else ""


def _row(
    code: str, name: str | None, geometry: Mapping[str, Any], arcs: Sequence[Ring]
) -> dict[str, Any]:
    parts = polygons(geometry, arcs)
    vertices = np.concatenate([part[0] for part in parts])
    (west, south), (east, north) = vertices.min(axis=0), vertices.max(axis=0)
    sides = {"west": west, "south": south, "east": east, "north": north}
    return {"territory": code, "name": name, "polygons": len(parts), **sides}
