"""Schemes that documents print: those of the folder, in two languages, without a quote."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from terreau.datasets.printed.schemes import list_schemes

ROOT = Path(__file__).parents[3]
FILES = resources.files("terreau.datasets.printed")
BUNDLED = (FILES / "schemes.json").read_text(encoding="utf-8")
WORDS = tomllib.loads((FILES / "scheme_words.toml").read_text(encoding="utf-8"))
BY_ID = {each.id: each for each in list_schemes()}
# Printed alike in both languages.
ALIKE = {
    "EUR", "%", "programme", "simulation", "public", "composites", "smart factory", "start-ups",
    "coworking", "ANCT", "Banque des Territoires", "La Fabrique de l’industrie",
    "Intercommunalités de France", "Institut pour la recherche de la Caisse des Dépôts",
}  # fmt: skip


@pytest.fixture(scope="module")
def stated(shared: Path) -> list[dict[str, Any]]:
    text = (shared / "facts/schemes.json").read_text(encoding="utf-8")
    schemes: list[dict[str, Any]] = json.loads(text)["schemes"]
    return schemes


def test_the_schemes_bundled_are_what_the_folder_gives(shared: Path, tmp_path: Path) -> None:
    script, source = ROOT / "scripts/printed_schemes.py", shared / "facts/schemes.json"
    subprocess.run([sys.executable, script, source, tmp_path / "schemes.json"], check=True)
    assert (tmp_path / "schemes.json").read_text(encoding="utf-8") == BUNDLED


def test_no_quote_is_bundled(stated: list[dict[str, Any]]) -> None:
    quotes = {each["source"]["quote"] for each in stated}
    quotes |= {other["quote"] for each in stated for other in each["other_sources"]}
    names = " ".join(each["name"] for each in stated)  # which quotes may be parts of
    long = {quote for quote in quotes if len(quote) > 40 and quote not in names}
    assert not [quote for quote in long if quote in BUNDLED]


def test_there_are_sixty_seven_and_eleven_have_a_number() -> None:
    assert len(BY_ID) == len(list_schemes()) == 67
    assert sum(bool(each.amounts) for each in list_schemes()) == 11
    assert sum(bool(each.links) for each in list_schemes()) == 20


def phrases(row: dict[str, Any]) -> set[str]:
    """Return every phrase of a scheme that is said in two languages."""
    found = {*row["beneficiaries"], *row["conditions"], *row["funders"]}
    for each in (*row["amounts"], *row["rates"]):
        found |= {each[key] for key in ("unit", "what", "per", "qualifier") if key in each}
    found |= {what for _when, what in row["dates"]} | {row["status"], row["note"]}
    return found - {""}


def test_every_phrase_is_said_in_both_languages_and_none_for_nothing() -> None:
    rows = json.loads(BUNDLED)
    told = set().union(*map(phrases, rows)) | {when for row in rows for when, _ in row["dates"]}
    listed = set(WORDS["fr"]) | set(WORDS["en"])
    days = {text for text in told if text.replace("-", "").isdigit()}
    assert told - listed == ALIKE | days
    assert listed <= told
    assert set(WORDS["kinds"]) == {row["kind"] for row in rows}
    assert set(WORDS["themes"]) < {row["theme"] for row in rows}


def test_the_help_of_a_vte_is_four_thousand_euros_by_recruitment() -> None:
    (grant,) = BY_ID["vte"].amounts
    assert (grant.value, grant.unit.fr, grant.what.fr) == (4000, "EUR", "subvention")
    assert grant.per is not None
    assert grant.per.fr == "recrutement d’un VTE"
    assert [each.fr for each in BY_ID["vte"].funders] == ["État", "Banque des Territoires"]


def test_the_region_adds_three_euros_to_a_local_one_and_its_share_is_computed() -> None:
    local, regional, share = BY_ID["fonds-regional-territoires"].amounts
    assert (local.value, regional.value, share.value) == (1, 3, 75)
    assert [each.is_derived for each in (local, regional, share)] == [False, False, True]


def test_each_says_its_document_and_its_date_where_there_is_one() -> None:
    assert all(each.document for each in list_schemes())
    assert {each.document_date[:4] for each in list_schemes()} == {"", "2019", "2020", "2022"}
