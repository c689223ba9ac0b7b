"""The sources Terreau knows: adding one is a module and a line here."""

from __future__ import annotations

import difflib

from terreau.core.errors import BadInput
from terreau.datasets.sources import (
    anct_ti,
    insee_census,
    insee_flores,
    insee_passages,
    insee_poles,
    insee_unemployment,
    insee_zones,
    outlines_official,
    sirene_stock,
    urssaf_commune_ape,
)
from terreau.datasets.sources.model import Source

_SOURCES = (
    anct_ti.SOURCE,
    urssaf_commune_ape.SOURCE,
    insee_flores.A38,
    insee_flores.A88,
    insee_zones.SOURCE,
    insee_poles.SOURCE,
    insee_census.SOURCE,
    sirene_stock.SOURCE,
    outlines_official.SOURCE,
    insee_passages.SOURCE,
    insee_unemployment.SOURCE,
)


def list_sources() -> tuple[Source, ...]:
    """Return every source, in the order a reader wants them."""
    return _SOURCES


def get_source(source_id: str) -> Source:
    """Return one source.

    Raises
    ------
    BadInput
        If there is none of that name; the message lists those there are.
    """
    known = {source.id: source for source in _SOURCES}
    if source_id in known:
        return known[source_id]
    near = difflib.get_close_matches(source_id, known, n=1)
    raise BadInput(
        "No source has this name",
        value=source_id,
        why=f"Known: {', '.join(known)}",
        remedy=f"Did you mean {near[0]!r}?" if near else "`terreau data status` shows them",
    )
