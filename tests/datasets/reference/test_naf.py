"""Activities: the levels nest, have the sizes that their names say, and answer for real codes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from terreau.core.errors import BadInput
from terreau.datasets.reference import load, naf

NESTED = ("A732", "A615", "A272", "A129", "A88", "A64", "A38", "A21", "A10", "A5")


@pytest.mark.parametrize("level", naf.LEVELS)
def test_a_level_has_as_many_codes_as_its_name_says(level: str) -> None:
    assert len(naf.bridge(level, level)) == int(level[1:])


@pytest.mark.parametrize(("finer", "coarser"), [*pairwise(NESTED), ("A38", "A17"), ("A17", "A10")])
def test_each_code_has_exactly_one_parent(finer: str, coarser: str) -> None:
    parents = naf.bridge(finer, coarser)
    assert parents.keys() == naf.bridge(finer, finer).keys()
    assert set(parents.values()) == naf.bridge(coarser, coarser).keys()


def test_bridges_compose() -> None:
    direct, first, then = (
        naf.bridge("A88", "A5"),
        naf.bridge("A88", "A38"),
        naf.bridge("A38", "A5"),
    )
    assert {code: then[first[code]] for code in first} == direct


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("AZ", "AZ"),
        ("BZ", "BE"),
        ("DZ", "BE"),
        ("FZ", "FZ"),
        ("NZ", "GU"),
        ("RZ", "GU"),
        ("SZ", "GU"),
        ("OZ", "OQ"),
        ("QB", "OQ"),
    ],
)
def test_the_coarsest_level_is_that_of_urssaf(code: str, expected: str) -> None:
    assert naf.bridge("A38", "A5")[code] == expected


@pytest.mark.parametrize(("start", "end"), [("A21", "A17"), ("A5", "A88"), ("A732", "A138")])
def test_what_does_not_nest_is_refused(start: str, end: str) -> None:
    with pytest.raises(BadInput, match=f"{start} of the activities does not nest in {end}"):
        naf.bridge(start, end)


def test_divided_activities_keep_their_division() -> None:
    assert naf.bridge("A138", "A88")["GR90M"] == naf.bridge("A138", "A88")["GR90N"] == "90"


@pytest.mark.parametrize("level", naf.LEVELS)
def test_every_code_has_a_name_in_small_letters(level: str) -> None:
    for code in naf.bridge(level, level):
        name = naf.label(level, code)
        assert name == name.strip()
        assert not name.isupper()
        assert "  " not in name
        assert "\N{REPLACEMENT CHARACTER}" not in name


def test_accents_and_english_survive_the_encoding_of_the_source() -> None:
    assert naf.label("A88", "30") == "Fabrication d’autres matériels de transport"
    assert naf.label("A88", "30", "en") == "Manufacture of other transport equipment"
    assert (
        naf.label("A732", "30.11Z", "en") == "Construction de navires et de structures flottantes"
    )
    assert len(naf.label("A88", "30", short=True)) <= 40
    assert naf.label("A21", "C") == "Industrie manufacturière"


def test_a732_belongs_to_its_own_class_and_division() -> None:
    for row in load("naf").to_pylist():
        assert row["a732"].startswith(row["a615"])
        assert row["a615"].startswith(row["a272"])
        assert row["a272"].startswith(row["a88"])
        assert row["a129"].startswith(row["a21"] + row["a88"])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("4399A", "43.99A"),
        ("43.99a", "43.99A"),
        ("0111Z", "01.11Z"),
        ("111Z", "01.11Z"),
        ("01", "01"),
        ("1", "01"),
        ("1011", "10.11"),
        (" C10A ", "C10A"),
        ("be", "BE"),
    ],
)
def test_codes_are_read_as_people_write_them(written: str, expected: str) -> None:
    assert naf.normalise(written) == expected


def test_normalised_codes_stay_as_they_are() -> None:
    for level in naf.LEVELS:
        for code in naf.bridge(level, level):
            assert naf.normalise(code) == code


def test_french_names_are_spelt_right() -> None:
    assert naf.label("A38", "JA") == "Édition, audiovisuel et diffusion"
    assert naf.label("A10", "GI").startswith("Commerce de gros et de détail")
    assert naf.label("A10", "MN").startswith("Activités spécialisées")
    assert naf.label("A21", "P") == naf.label("A38", "PZ") == "Enseignement"
    for row in load("naf_labels").to_pylist():
        french = f"{row['label_fr']} {row['short_fr'] or ''}"
        for wrong in ("'", "Edit", " detail", "specialis", "(on "):
            assert wrong not in french, row
