"""Official outlines: EPCI, employment zones, departments, regions, as GeoJSON or TopoJSON.

What tells the code and the name of a territory changes with who writes the file: the usual names
are tried in order, whatever their capitals. The files of Etalab (GeoJSON, ``code`` and ``nom``) are
fetched; INSEE gives employment zones as a shapefile only, so that edition has no address: a file
converted to one of the two formats is imported by hand.

Run on whole real files of metropolitan France, as TopoJSON: 1 244 rows of EPCI (1 232, 11 EPT and
Paris, which is in none), 287 employment zones, 96 departments, 13 regions of 2025; simplifying had
reduced islands of some to a line. Never seen: a GeoJSON of Etalab itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from terreau.core.errors import BadTable, Place
from terreau.core.said import Said, count_fr
from terreau.datasets import reference
from terreau.datasets.description import parse_description
from terreau.datasets.reading.outlines_file import only, open_outlines
from terreau.datasets.reading.source import listed
from terreau.datasets.sources.columns import plain_name
from terreau.datasets.sources.model import (
    OPEN_LICENCE,
    Described,
    Edition,
    Editions,
    Proof,
    Remark,
    Source,
    Stored,
)

_PAGE = "https://www.data.gouv.fr/datasets/contours-administratifs"
_FILES = "https://etalab-datasets.geo.data.gouv.fr/contours-administratifs/2025/geojson/"
_LARGEST = 500 << 20
# Edition → kind of territory, how many are expected at least, usual names of its code.
_KINDS = {
    "epci": ("epci", 1_200, ("code", "epci", "code_epci", "code_siren", "siren", "codgeo")),
    "zones-emploi": ("zone_emploi", 280, ("code", "ze2020", "codgeo")),
    "departements": ("departement", 90, ("code", "code_insee", "insee_dep", "code_dept", "dep")),
    "regions": ("region", 13, ("code", "code_insee", "insee_reg", "reg")),
}
_NAMES = ("nom", "nom_officiel", "epcilib", "libze2020", "nom_dep", "nom_reg", "libgeo", "libelle")
_DESCRIPTION = """
[dataset]
id = "contours-{edition}"
title = "Contours officiels : {edition}"
publisher = "Etalab, d'après IGN et Insee"
licence = "Licence Ouverte 2.0"
vintage = "{geography}"
address = "{page}"
content = "outlines"
[columns]
territory = "{code}"
territory_label = "{name}"
[territory]
kind = "{kind}"
geography = {geography}
"""


def parse(file: Path, edition: Edition) -> Iterator[Described]:
    """Give the outlines of a kind of territory, and those of EPT apart where EPCI hold them."""
    source = open_outlines(file)
    kind, _, codes = _KINDS[edition.label]
    code = _property(source.header, codes, file, "code")
    (batch,) = source.read((code,))
    written = batch.columns[code].to_pylist()
    ept = reference.known_codes("ept") if kind == "epci" else frozenset()
    is_ept = [one in ept for one in written]
    parts = [(edition.label, kind, False)] + ([("ept", "ept", True)] if any(is_ept) else [])
    for label, of_kind, apart in parts:
        text = _DESCRIPTION.format(
            edition=label,
            kind=of_kind,
            geography=edition.geography,
            page=_PAGE,
            code=code,
            name=_property(source.header, _NAMES, file, "name"),
        )
        rows = [row for row, one in enumerate(is_ept) if one == apart]
        described = parse_description(text, file=f"contours-{label}")
        yield Described(described, partial(only, source, rows), (_is_complete,))


def _property(header: Sequence[str], usual: Sequence[str], file: Path, what: str) -> str:
    written = {plain_name(name): name for name in header}
    for name in usual:
        if name in written:
            return written[name]
    raise BadTable(
        Place(file.name),
        f"No property tells the {what} of a territory",
        why=f"Looked for {', '.join(usual)}; there are {listed(header)}",
        remedy="Check that the vintage asked for (epci, zones-emploi…) is that of the file",
    )


def _is_complete(stored: Stored) -> Iterator[Remark]:
    """Tell when outlines are fewer than the country has: the others are not drawn."""
    expected = {kind: least for kind, least, _ in _KINDS.values()}
    least = expected.get(stored.description.territory_kind, 0)
    if stored.contents.rows < least:
        yield Remark(
            Said(
                f"{stored.contents.rows} outlines where {least} at least are expected: the others "
                "are not drawn on maps",
                f"{count_fr(stored.contents.rows)} contours où {count_fr(least)} au moins sont "
                "attendus : les autres ne sont pas dessinés sur les cartes",
            )
        )


SOURCE = Source(
    id="contours",
    title="Contours officiels des EPCI, zones d'emploi, départements et régions",
    publisher="Etalab, d'après IGN et Insee",
    licence=OPEN_LICENCE,
    page=_PAGE,
    editions=(
        Edition("zones-emploi", "zones-emploi-2020.geojson", geography=2025, largest=_LARGEST),
        *(
            Edition(
                label,
                f"{label}-100m.geojson",
                f"{_FILES}{label}-100m.geojson",
                geography=2025,
                largest=_LARGEST,
            )
            for label in ("regions", "departements", "epci")
        ),
    ),
    file_format=Said(
        "GeoJSON or TopoJSON in degrees (WGS 84), one object a territory",
        "GeoJSON ou TopoJSON en degrés (WGS 84), un objet par territoire",
    ),
    absent=Said(
        "A territory without outline is not drawn.",
        "Un territoire sans contour n’est pas dessiné.",
    ),
    proof=Proof.EXTRACT,
    editions_are=Editions.PARTS,
    parse=parse,
    datasets=(
        "contours-zones-emploi",
        "contours-regions",
        "contours-departements",
        "contours-epci",
        "contours-ept",
    ),
    checked=(
        Said(
            "Outlines that are fewer than expected are told: the others are not drawn on maps.",
            "Des contours moins nombreux qu’attendu sont signalés : les autres ne sont pas "
            "dessinés sur les cartes.",
        ),
    ),
    note="Remplacent les contours approchés sur les cartes, genre par genre.",
)
