"""TopoJSON read: shared arcs as arrays, geometries as rings of longitude and latitude."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.float64]
Polygon = tuple[Ring, ...]


def decode_arcs(topology: Mapping[str, Any]) -> list[Ring]:
    """Return the arcs of a topology in its own coordinates.

    Parameters
    ----------
    topology : Mapping[str, Any]
        A TopoJSON document, quantised or not.

    Returns
    -------
    list[NDArray[np.float64]]
        One array (vertex, 2) an arc, columns longitude and latitude in degrees.
    """
    transform = topology.get("transform")
    if transform is None:
        return [np.asarray(arc, dtype=np.float64)[:, :2] for arc in topology["arcs"]]
    scale, translate = np.array(transform["scale"]), np.array(transform["translate"])
    return [
        np.cumsum(np.asarray(arc, dtype=np.int64), axis=0) * scale + translate
        for arc in topology["arcs"]
    ]


def polygons(geometry: Mapping[str, Any], arcs: Sequence[Ring]) -> tuple[Polygon, ...]:
    """Return the polygons of a geometry: closed rings, the outer one first, then its holes.

    Parameters
    ----------
    geometry : Mapping[str, Any]
        A Polygon or a MultiPolygon of the topology; any other type has no polygon.
    arcs : Sequence[NDArray[np.float64]]
        Its arcs, from `decode_arcs`.

    Returns
    -------
    tuple[tuple[NDArray[np.float64], ...], ...]
        Arrays (vertex, 2), degrees; the first vertex is repeated as the last.

    Examples
    --------
    >>> square = {
    ...     "arcs": [[[0, 0], [2, 0], [0, 2], [-2, 0], [0, -2]]],
    ...     "transform": {"scale": [0.5, 0.5], "translate": [1, 0]},
    ... }
    >>> found = polygons({"type": "Polygon", "arcs": [[0]]}, decode_arcs(square))
    >>> found[0][0].tolist()
    [[1.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 1.0], [1.0, 0.0]]
    """
    if geometry["type"] not in {"Polygon", "MultiPolygon"}:
        return ()
    listed = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return tuple(tuple(_ring(indices, arcs) for indices in part) for part in listed)


def _ring(indices: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    # A negative index is an arc run backwards; each arc begins where the one before ends.
    runs = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([runs[0], *(run[1:] for run in runs[1:])])
