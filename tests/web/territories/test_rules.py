"""Versions cut from intervals, codes of an own list, spellings: tables of cases."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.web.apps.territories.rules import (
    MAX_LISTED,
    listed_codes,
    search_names,
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("44184", ["44184"]),
        ("44184,44132", ["44132", "44184"]),
        ("44184,44184", ["44184"]),
        (" 44184 ;\n44132\t244400644 ", ["244400644", "44132", "44184"]),
        ("2a004,2B033", ["2A004", "2B033"]),
        ("xa001 X00000001", ["X00000001", "XA001"]),
        ("44184+44132", ["44132", "44184"]),
        (",,44184,,", ["44184"]),
        (",".join(f"{n:05}" for n in range(MAX_LISTED)), [f"{n:05}" for n in range(MAX_LISTED)]),
    ],
)
def test_listed_codes(text: str, codes: list[str]) -> None:
    assert listed_codes(text) == codes


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", ""),
        (" ,; ", ""),
        ("4418", "4418"),
        ("441844", "441844"),
        ("44184,saint-nazaire", "saint-nazaire"),
        ("44184,Brest", "Brest"),
        ("44184,<script>", "<script>"),
        ("44184,../../x", "../../x"),
        ("44184\x00", "44184\x00"),
        ("４４１８４", "４４１８４"),
        ("44184🏭", "44184🏭"),
        ("24440064A", "24440064A"),
        (",".join(f"{n:05}" for n in range(MAX_LISTED + 1)), ""),
    ],
)
def test_what_is_not_a_list_of_codes(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(word)}$"):
        listed_codes(text)


@given(st.text(max_size=40))
def test_a_list_has_one_address(text: str) -> None:
    try:
        codes = listed_codes(text)
    except ValueError:
        return
    assert listed_codes(",".join(codes)) == codes == sorted(set(codes))


@pytest.mark.parametrize(
    ("name", "aliases", "spellings"),
    [
        ("Nantes", [], ["nantes"]),
        ("CC du Pays d'Héricourt", [], ["cc du pays d hericourt", "pays d hericourt"]),
        ("CA de la Porte du Hainaut", [], ["ca de la porte du hainaut", "porte du hainaut"]),
        ("CC de l'Ernée", [], ["cc de l ernee", "ernee"]),
        ("Métropole de Lyon", [], ["metropole de lyon", "lyon"]),
        (
            "CA de la Région Nazairienne et de l'Estuaire (CARENE)",
            [],
            [
                "ca de la region nazairienne et de l estuaire",
                "region nazairienne et de l estuaire",
                "carene",
            ],
        ),
        ("Axe Seine", ["Axe Seine", "Vallée"], ["axe seine", "vallee"]),
        ("Caen", [], ["caen"]),  # not "CA en"
        ("()", [], []),
    ],
)
def test_search_names(name: str, aliases: list[str], spellings: list[str]) -> None:
    assert search_names(name, aliases) == spellings
