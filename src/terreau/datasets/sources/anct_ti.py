"""ANCT: the official list of Territoires d'industrie, one row per territory and member.

Official identifiers are used again from phase to phase with other labels: a territory is keyed by
phase and identifier, and both phases are held side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from terreau.core.said import Said
from terreau.datasets.description import parse_description
from terreau.datasets.layout import named_columns
from terreau.datasets.reading import open_table
from terreau.datasets.sources.model import OPEN_LICENCE, Described, Edition, Editions, Proof, Source

_DESCRIPTION = """
[dataset]
id = "ti-phase-{phase}"
title = "Territoires d'industrie, phase {phase}"
publisher = "Agence nationale de la cohésion des territoires"
licence = "Licence Ouverte 2.0"
vintage = "phase {phase}"
content = "perimeters"
[columns]
perimeter = "id_ti"
name = "lib_ti"
member = "siren_groupement"
member_label = "lib_groupement"
[perimeter]
kind = "territoire_industrie"
phase = "{phase}"
{geography}member_kind = ["epci", "ept", "commune"]
"""


def parse(file: Path, edition: Edition) -> Iterator[Described]:
    """Give the members of the territories of a phase."""
    geography = f"geography = {edition.geography}\n" if edition.geography else ""
    text = _DESCRIPTION.format(phase=edition.label, geography=geography)
    described = parse_description(text, file=f"official list, phase {edition.label}")
    yield Described(described, lambda: open_table(file, described.format, named_columns(described)))


SOURCE = Source(
    id="ti",
    title="Programme Territoires d'industrie",
    publisher="Agence nationale de la cohésion des territoires",
    licence=OPEN_LICENCE,
    page="https://www.data.gouv.fr/datasets/programme-territoires-dindustrie",
    editions=(
        Edition("1", "territoires-industrie-phase-1.csv"),
        Edition("2", "territoires-industrie-phase-2.csv", geography=2024),
    ),
    file_format=Said(
        "CSV: id_ti, lib_ti, siren_groupement, lib_groupement, one row a member",
        "CSV : id_ti, lib_ti, siren_groupement, lib_groupement, une ligne par membre",
    ),
    absent=Said(
        "A territory or a member that is not listed is not in the programme.",
        "Qui n’est pas dans la liste n’est pas dans le programme.",
    ),
    proof=Proof.OFFICIAL,
    editions_are=Editions.PARTS,
    parse=parse,
    note="La lecture a été éprouvée sur la liste entière de la phase 2 ; aucune de la phase 1 n’a "
    "encore été lue.",
    datasets=("ti-phase-1", "ti-phase-2"),
)
