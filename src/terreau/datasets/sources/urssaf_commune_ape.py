"""URSSAF: private employment and establishments by commune and activity, two columns a year.

The file is wide, one row per commune and APE. Its headers are labels ("Effectifs salariés 2022") in
the files of the site, plain names ("effectifs_salaries_2022") in those of the interface. An empty
cell is a zero: every establishment with employees is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from terreau.core.errors import BadTable, Place
from terreau.core.said import Said
from terreau.datasets.description import Format, parse_description
from terreau.datasets.reading import open_table
from terreau.datasets.sources.checks import ALL_COMMUNES, covers_the_communes
from terreau.datasets.sources.columns import with_plain_names
from terreau.datasets.sources.model import ODBL, Described, Edition, Proof, Source

_NAME = "etablissements-et-effectifs-salaries-au-niveau-commune-x-ape-last"
_PAGE = f"https://open.urssaf.fr/explore/dataset/{_NAME}/"
_JOBS = re.compile(r"effectifs_salaries_(\d{4})")
_NOTE = (
    "Emploi du secteur privé, en fin d’année, compté à l’établissement. Les intérimaires sont "
    "comptés dans leur agence, donc dans les services et là où elle est."
)
_DESCRIPTION = """
[dataset]
id = "urssaf-commune-ape"
title = "Emploi salarié privé par commune et activité (APE)"
publisher = "Urssaf Caisse nationale"
licence = "ODbL 1.0"
vintage = "{first}–{last}"
address = "{page}"
measure = "private_salaried_employment"
note = "{note}"
[columns]
territory = "code_commune"
sector = "code_ape"
value = "effectifs_salaries_{{year}}"
units = "nombre_d_etablissements_{{year}}"
[territory]
kind = "commune"
[sector]
nomenclature = "A732"
[absent]
cell = "zero"
[coverage]
nation = true
"""


def parse(file: Path, edition: Edition) -> Iterator[Described]:
    """Give the jobs and establishments of each commune, activity and year of the file."""
    table = with_plain_names(open_table(file, Format(separator=";"), ()))
    years = sorted(int(found[1]) for name in table.header if (found := _JOBS.fullmatch(name)))
    if not years:
        raise BadTable(
            Place(file.name, table.header_line),
            "No column of jobs: this is not the file by commune and APE",
            remedy=f"Take it from {_PAGE}, as CSV",
        )
    text = _DESCRIPTION.format(first=years[0], last=years[-1], page=_PAGE, note=_NOTE)
    yield Described(parse_description(text, file="urssaf-commune-ape"), lambda: table)


SOURCE = Source(
    id="urssaf-commune-ape",
    title="Établissements et effectifs salariés par commune et APE",
    publisher="Urssaf Caisse nationale",
    licence=ODBL,
    page=_PAGE,
    editions=(
        Edition(
            "last",
            f"{_NAME}.csv",
            f"https://open.urssaf.fr/api/explore/v2.1/catalog/datasets/{_NAME}/exports/csv"
            "?delimiter=%3B",
        ),
    ),
    file_format=Said(
        "CSV (;), one row per commune and APE, two columns a year",
        "CSV (;), une ligne par commune et APE, deux colonnes par année",
    ),
    absent=Said(
        "zero: every establishment with employees is counted",
        "Zéro : tout établissement employeur est compté.",
    ),
    proof=Proof.EXTRACT,
    parse=parse,
    checks=(covers_the_communes,),
    datasets=("urssaf-commune-ape",),
    checked=(ALL_COMMUNES,),
    note=_NOTE,
)
