"""Outlines of territories: a TopoJSON or GeoJSON file, its properties as columns of a table."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from terreau.core.errors import BadTable, Place
from terreau.datasets.reading.source import RawBatch, TableSource, listed, text_column

ENDINGS = (".topojson", ".geojson", ".json")
_AREAS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class OutlinesSource(TableSource):
    """A file of outlines that is open: one row per outline, numbered from 1.

    Parameters
    ----------
    topology : Mapping
        A TopoJSON document without its objects.
    geometries : tuple of Mapping
        One a row, as TopoJSON writes it.
    """

    topology: dict[str, Any] = field(default_factory=dict)
    geometries: tuple[dict[str, Any], ...] = ()


def open_outlines(path: Path) -> OutlinesSource:
    """Open a file of outlines.

    Raises
    ------
    BadTable
        Not JSON, neither TopoJSON nor GeoJSON, or several objects and none says which is meant.
    """
    place = Place(path.name)
    try:
        with path.open(encoding="utf-8-sig") as file:
            document = json.load(file)
    except (OSError, ValueError, RecursionError) as error:
        raise BadTable(
            place, "The file is not JSON", why=str(error), remedy="Download it again"
        ) from error
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Topology":
        topology, geometries = _of_topology(document, place)
    elif kind == "FeatureCollection":
        topology, geometries = _of_features(document.get("features"), place)
    else:
        raise BadTable(
            place,
            "The file is neither TopoJSON nor GeoJSON",
            value=kind,
            remedy="Choose one of these formats where the publisher offers several",
        )
    properties = [geometry.get("properties") or {} for geometry in geometries]
    header = tuple(dict.fromkeys(name for row in properties for name in row))

    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        arrays = {
            name: text_column([_text(row.get(name)) for row in properties]) for name in columns
        }
        yield RawBatch(arrays, np.arange(1, len(properties) + 1, dtype=np.int64))

    return OutlinesSource(
        path.name, header, None, read, topology=topology, geometries=tuple(geometries)
    )


def only(source: OutlinesSource, rows: Sequence[int]) -> OutlinesSource:
    """Return some outlines of a file, by their places; arcs that none uses stay."""
    places = np.asarray(rows, dtype=np.int64)

    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        for batch in source.read(columns):
            taken = {name: column.take(places) for name, column in batch.columns.items()}
            yield RawBatch(taken, batch.lines[places])

    geometries = tuple(source.geometries[row] for row in rows)
    return dataclasses.replace(source, read=read, geometries=geometries)


def _of_topology(
    document: dict[str, Any], place: Place
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    objects = document.get("objects") or {}
    if len(objects) != 1:
        raise BadTable(
            place,
            "A file of outlines has one object",
            why=f"This one has {listed(list(objects))}",
            remedy="Keep one kind of territory a file",
        )
    (found,) = objects.values()
    kept: dict[str, Any] = {key: document[key] for key in ("arcs", "transform") if key in document}
    return kept, _areas(found.get("geometries"), place)


def _of_features(features: Any, place: Place) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return GeoJSON as a topology in which each ring is an arc of its own."""
    arcs: list[Any] = []

    def numbered(rings: list[Any]) -> list[list[int]]:
        arcs.extend(rings)
        return [[number] for number in range(len(arcs) - len(rings), len(arcs))]

    rows = []
    for feature in features or ():
        geometry = feature.get("geometry") or {}
        places = geometry.get("coordinates") or []
        kind = geometry.get("type")
        parts = places if kind == "MultiPolygon" else [places]
        found = [numbered(part) for part in parts] if kind in _AREAS else []
        rows.append(
            {
                "type": kind,
                "arcs": found if kind == "MultiPolygon" else next(iter(found), []),
                "properties": feature.get("properties"),
            }
        )
    return {"arcs": arcs}, _areas(rows, place)


def _areas(geometries: Any, place: Place) -> list[dict[str, Any]]:
    rows = list(geometries or ())
    if not any(row.get("type") in _AREAS for row in rows):
        raise BadTable(place, "The file has no outline", remedy="Choose the one with areas")
    return rows


def _text(value: object) -> str | None:
    return None if value is None else str(value)
