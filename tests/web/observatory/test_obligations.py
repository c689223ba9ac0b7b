"""What a licence asks follows each figure: page, API, CSV, terminal."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from terreau.datasets.licences import is_share_alike
from terreau.datasets.sources import import_source, list_sources

HEADER = "Code commune;Code APE;{};{}\n".format(
    ";".join(f"Effectifs salariés {year}" for year in (2021, 2022)),
    ";".join(f"Nombre d'établissements {year}" for year in (2021, 2022)),
)
ASKED = "donner sous la même licence (ODbL 1.0)"


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.django_db
def test_share_alike_is_said_with_the_figures(
    home: Path,
    tmp_path: Path,
    client: Client,
    terreau: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    file = tmp_path / "urssaf.csv"
    file.write_text(f"{HEADER}44184;2511Z;10;12;1;1\n44184;3011Z;90;95;2;2\n", encoding="utf-8")
    import_source("urssaf-commune-ape", file)

    answer = client.get("/api/v1/perimeters/commune/44184/profile").json()
    of_table = [f for f in answer["figures"] if f["provenance"]["dataset"]]
    assert of_table
    assert all(plain(f["provenance"]["obligation"]).startswith(ASKED) for f in of_table)
    bundled = [f for f in answer["figures"] if not f["provenance"]["dataset"]]
    assert bundled
    assert not any(f["provenance"]["obligation"] for f in bundled)

    text = client.get("/observatoire/commune/44184/profil.csv").content.decode()
    for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
        assert plain(row["obligation"]).startswith(ASKED) == bool(row["dataset"]), row["figure"]

    assert ASKED in plain(client.get("/observatoire/commune/44184/").text)
    assert ASKED in plain(terreau(home, "profile", "44184").stdout)


@pytest.mark.parametrize("source", list_sources(), ids=lambda source: source.id)
def test_a_licence_is_recognised_by_its_name(source: object) -> None:
    licence = source.licence  # type: ignore[attr-defined]
    assert is_share_alike(licence.name) == licence.is_share_alike


@pytest.mark.parametrize(
    ("licence", "asks"),
    [
        ("ODbL", True),
        ("Open Database License (ODbL)", True),
        ("CC-BY-SA 3.0 FR", True),
        ("CC BY 4.0", False),
        ("Licence Ouverte 2.0", False),
        ("Aucune : chiffres inventés", False),
    ],
)
def test_which_licences_ask_for_the_same(licence: str, asks: bool) -> None:
    assert is_share_alike(licence) is asks
