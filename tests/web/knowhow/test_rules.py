"""Rules of know-how, by tables of cases, without a database."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from terreau.core.errors import BadInput
from terreau.matching.dimensions import DIMENSIONS
from terreau.matching.vocabulary import vocabulary
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.labels import DIMENSION_NAMES
from terreau.web.apps.knowhow.pasted import MOST_ROWS, as_text, kind_of, rows_of_file, rows_of_text
from terreau.web.apps.knowhow.rules import Range, is_doubted, last_held_true, unsound
from terreau.web.apps.knowhow.services.lines import KnowHowFields, reworded
from terreau.web.apps.knowhow.tags import (
    dimension_name,
    occupation_tag,
    range_words,
    term_name,
    unit_name,
)
from terreau.web.apps.knowhow.understanding import (
    range_typed,
    ranges_typed,
    tags_typed,
    understand,
)

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("low", "high", "is_sound"),
    [
        ("0", "3000", True), (None, "3000", True), ("3", None, True), ("7", "7", True),
        (None, None, False), ("8", "3", False), ("NaN", "3", False), ("1", "Infinity", False),
        ("1", "1e12", False),
    ],
)  # fmt: skip
def test_a_range_is_kept_where_it_says_something(low, high, is_sound) -> None:
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    assert (unsound([Range("length", *bounds)]) is None) == is_sound


def test_a_dimension_stands_once() -> None:
    one = Range("length", None, Decimal(3))
    assert unsound([one, Range("mass", None, Decimal(3))]) is None
    assert unsound([one, one]) is one


@pytest.mark.parametrize(
    ("days", "is_late"),
    [
        ((date(2024, 11, 29), None), False), ((date(2024, 11, 28), None), True),
        ((date(2020, 1, 1), date(2026, 1, 1)), False), ((None, None), True),
    ],
)  # fmt: skip
def test_what_nobody_has_held_true_for_two_years_is_doubted(days, is_late) -> None:
    assert is_doubted(last_held_true(days), TODAY) == is_late


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize(
    ("low", "high"), [(None, "400"), ("2.5", None), ("2", "600"), ("7", "7"), ("0.05", "12000")]
)
def test_a_range_is_read_again_as_a_form_writes_it(dimension, low, high) -> None:
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    written = Range(dimension, *bounds)
    assert ranges_typed(range_typed(written)) == ((written,), [])
    assert DIMENSIONS[dimension].unit in range_words(written)


def test_what_states_no_measure_or_states_one_twice_is_told() -> None:
    read, lost = ranges_typed("longueur : jusqu’à 3000 mm\nlongueur : jusqu’à 4 m\nune licorne")
    assert [each.dimension for each in read] == ["length"]
    assert lost == ["longueur : jusqu’à 4 m", "une licorne"]


def test_tags_are_typed_by_words_and_by_codes() -> None:
    found, lost = tags_typed("soudure, 2562a, schtroumpf")
    assert found.terms
    assert (found.naf, lost) == (("25.62A",), ["schtroumpf"])


def test_other_words_take_away_what_was_read_in_the_former() -> None:
    text = "Soudure de profilés jusqu’à 3 m"
    read = understand(text)
    assert read.terms
    held = KnowHowFields(
        "makes", text, terms=read.terms, naf=("25.62A",),
        capacities=(*read.ranges, Range("mass", None, Decimal(80))),
    )  # fmt: skip
    after = reworded(held, "Pliage de tôles jusqu’à 2 t")
    assert not set(read.terms) & set(after.terms)
    assert "25.62A" in after.naf  # chosen by a person
    assert "length" not in {each.dimension for each in after.capacities}


def test_a_table_is_read_by_the_names_of_its_columns_or_their_order() -> None:
    named = rows_of_text("Texte;SIREN;Sorte\nTournage;732829320;sait faire\n")
    plain = rows_of_text("732829320;sait faire;Tournage")
    assert [(r.organisation, r.kind, r.text) for r in named] == [
        (r.organisation, r.kind, r.text) for r in plain
    ]
    assert (named[0].line, plain[0].line) == (2, 1)


def test_a_table_is_sent_again_as_it_was_read() -> None:
    rows = rows_of_text('a\tsait faire\t"Tour ""5 axes"", et plus"\nb\t\t=1+1')
    again = rows_of_text(as_text(rows))
    assert [(r.organisation, r.kind, r.text) for r in again] == [
        (r.organisation, r.kind, r.text) for r in rows
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vide.csv", b"  \n", "vide"),
        ("image.csv", b"\x89PNG\x00\x01", "ne se lit pas"),
        ("faux.xlsx", b"PK\x03\x04rien", "ne se lit pas"),
        ("lourd.csv", b"a;b;c\n" * 400_000, "trop lourd"),
        ("colonnes.csv", b"organisation;chose\nx;y\n", "manque une colonne"),
        ("long.csv", b"x;makes;y\n" * (MOST_ROWS + 1), "on en relit"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(name, content, said) -> None:
    with pytest.raises(BadInput) as refusal:
        rows_of_file(name, content)
    assert said in refusal.value.sentence()


def test_kinds_are_named_as_people_do() -> None:
    named = {"Sait faire", "machine", "Matière travaillée", "CHERCHE", "référence"}
    assert None not in {kind_of(name) for name in named}
    assert kind_of("seeks") is KnowHowKind.SEEKS
    assert kind_of("licorne") is None


@pytest.mark.parametrize("code", DIMENSIONS)
def test_a_dimension_is_named_in_english_and_typed_again(code: str) -> None:
    ranges = (Range(code, Decimal(2), Decimal(5)), Range(code, None, Decimal(5)))
    with override("en"):
        assert dimension_name(code).isascii()
        for each in ranges:
            typed = range_typed(each)
            assert not {"jusqu", "à"} & set(re.split(r"\W", typed))
            assert ranges_typed(typed) == ((each,), [])
            assert ranges_typed(in_french(each)) == ((each,), [])
    assert DIMENSION_NAMES.keys() == DIMENSIONS.keys()


def in_french(each: Range) -> str:
    with override("fr"):
        return range_typed(each)


def test_no_name_that_is_shown_is_french_in_english() -> None:
    with override("en"):
        assert term_name("turning") == "turning"
        assert range_words(Range("length", None, Decimal(3000))) == "length up to 3,000 mm"
        for code in vocabulary():
            assert term_name(code) == vocabulary()[code].english
        assert "turning" in occupation_tag("H2903")
        units = {unit_name(code) for code in DIMENSIONS}
    assert not {"pièces", "pièces/h"} & units
