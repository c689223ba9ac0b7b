"""Kinds, masking and the three-way rule: tables, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.core.errors import BadInput
from terreau.core.text import fold
from terreau.datasets.registers import Establishment
from terreau.web.apps.directory.register_lists import read_numbers
from terreau.web.apps.directory.register_rules import (
    FOLLOWED,
    entry_of,
    kind_of,
    merged,
)


@pytest.mark.parametrize(
    ("category", "naf", "is_head", "kind"),
    [
        ("7346", "84.11Z", True, "epci"),
        ("7348", "84.11Z", True, "epci"),
        ("7354", "38.11Z", True, "epci"),
        ("7210", "84.11Z", True, "local_authority"),
        ("7220", "84.11Z", True, "local_authority"),
        ("7113", "84.11Z", True, "state_service"),
        ("7331", "85.31Z", True, "school"),
        ("7383", "85.42Z", True, "school"),
        ("7383", "72.19Z", True, "laboratory"),
        ("7210", "85.20Z", False, "school"),
        ("7381", "94.11Z", True, "operator"),
        ("4110", "64.19Z", True, "operator"),
        ("9220", "94.99Z", True, "association"),
        ("9220", "85.59A", True, "school"),
        ("9300", "94.99Z", True, "association"),
        ("5710", "25.11Z", True, "company"),
        ("5710", "25.11Z", False, "plant"),
        ("5710", "62.01Z", False, "company"),
        ("", "", False, "company"),
    ],
)
def test_the_kind_is_guessed(category: str, naf: str, is_head: bool, kind: str) -> None:
    assert kind_of(Establishment("", "", category, naf, is_head=is_head)) == kind


def test_a_masked_establishment_keeps_its_number_activity_and_commune_alone() -> None:
    shy = Establishment("73282932000074", "", "1000", "31.01Z", "XX001", "11", is_masked=True)
    said = dict(entry_of(shy).said)
    assert said.pop("name") == "Établissement non diffusible (31.01Z)"
    assert {name: value for name, value in said.items() if value} == {
        "siren": "732829320", "siret": "73282932000074", "naf": "31.01Z", "seat": "XX001",
    }  # fmt: skip


VALUES = st.sampled_from(["", "A", "B", "C"])
SIDE = st.fixed_dictionaries(dict.fromkeys(FOLLOWED, VALUES))


@given(held=SIDE, before=SIDE, said=SIDE)
def test_an_import_never_overwrites_what_a_person_wrote(
    held: dict[str, str], before: dict[str, str], said: dict[str, str]
) -> None:
    found = merged(held, before, said)
    for name in FOLLOWED:
        if held[name] != before[name]:
            assert name not in found.changes
        else:
            assert {**held, **{n: v[1] for n, v in found.changes.items()}}[name] == said[name]
        is_contradicted = held[name] != before[name] and said[name] not in ("", held[name])
        assert (name in found.contradicted) == is_contradicted


@given(held=SIDE, before=SIDE, said=SIDE)
def test_twice_changes_nothing(
    held: dict[str, str], before: dict[str, str], said: dict[str, str]
) -> None:
    once = merged(held, before, said)
    after = held | {name: pair[1] for name, pair in once.changes.items()}
    assert merged(after, said, said).changes == {}
    assert all(fold(after[name]) != fold(said[name]) for name in once.contradicted)


def test_a_list_is_read_whatever_is_around() -> None:
    pasted = read_numbers(
        "SIRET\n"
        "732 829 320 00074\n"
        "732829320;Acme SAS, 73282932000017\n"
        "732.829.320\u00a000074 (déjà là)\n"
        "73282932000075\n"
        "732829321\t12345\n"
        "\n"
        "sans numéro\n"
        "552100554 73282932000025\n"
    )
    assert pasted.numbers == [
        "73282932000074", "732829320", "73282932000017", "552100554", "73282932000025",
    ]  # fmt: skip
    assert [(told["line"], told["reason"]) for told in pasted.rejected] == [
        (4, "twice"), (5, "siret"), (6, "siren"), (6, "length"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n".join(["732829320"] * 10_000), "10000 lignes"),
        ("rien du tout", "Aucun numéro"),
        ("", "Aucun numéro"),
    ],
)
def test_a_hopeless_list_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_numbers(text)
