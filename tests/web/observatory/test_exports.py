"""The CSV of a profile: no cell of anybody's is run by a spreadsheet, numbers stay numbers."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.web.apps.observatory.numbers_export import as_csv
from terreau.web.apps.observatory.profile import Profile

PROVENANCE = Provenance(source="Insee", vintage="2023", geography="Commune", formula="somme")
PROFILE = Profile(
    kind="commune", kind_label="Commune", code="XA001", name="Port", context="",
    version_label="", is_example=True, sentence="", choice=None,
)  # fmt: skip


def row(profile: Profile, number: Number) -> dict[str, str]:
    text = as_csv(replace(profile, population=(number,)))
    (only,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    return only


@pytest.mark.parametrize(
    "words", ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "-3 rivières", "@SUM(A1)", "\t=1", "\n=1"]
)
def test_words_are_never_a_formula(words: str) -> None:
    provenance = replace(PROVENANCE, source=words, licence=words, formula=words)
    number = Number("k", words, 1.0, "jobs", "1", provenance)
    found = row(replace(PROFILE, name=words, code=words), number)
    for column in ("territory", "territory_code", "label", "source", "licence", "formula"):
        assert found[column].startswith("'"), column
        assert found[column].replace("'", "") == words.replace("'", ""), column


def test_numbers_keep_their_sign() -> None:
    found = row(PROFILE, Number("k", "Effet", -950.04, "jobs", "+4", PROVENANCE))
    assert (found["value"], found["display"], found["territory"]) == ("-950.04", "+4", "Port")
