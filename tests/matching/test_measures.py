"""A unit that is missing is understood where the trade makes it plain, else it is told."""

from __future__ import annotations

import pytest

from terreau.matching.dimensions import Range, ranges_in
from terreau.matching.measures import measures_of


@pytest.mark.parametrize(
    ("text", "dimensions"),
    [
        ("Tournage Ø 20 à 150", {"diameter"}),
        ("Décolletage, barres de diamètre 3 à 65", {"diameter"}),
        ("cintrage de tubes Ø max 76, épaisseur 3", {"diameter", "thickness"}),
        ("Tôles épaisseur 0,5 à 12, longueur 3000", {"thickness", "length"}),
        ("Fraisage longueur 1200", {"length"}),
        ("Tour Ø max 300", {"diameter"}),
    ],
)
def test_in_a_trade_of_millimetres_they_are_understood(text: str, dimensions: set[str]) -> None:
    read = measures_of(text)
    assert read.assumed == {each.dimension for each in read.ranges} == dimensions
    assert read.unmeasured == ()


@pytest.mark.parametrize(
    "text",
    [
        "Grumes Ø 20 à 150",  # centimetres, in a forest
        "Cuves de diamètre 3",
        "Tours de refroidissement, diamètre 3",
        "Tôlerie, longueur 4",
        "Tournage Ø 2 pouces",
    ],
)
def test_elsewhere_the_unit_is_said_to_be_missing(text: str) -> None:
    read = measures_of(text)
    assert (read.ranges, read.assumed) == ((), frozenset())
    assert len(read.unmeasured) == 1


def test_a_unit_that_is_written_stands() -> None:
    text = "Tournage Ø 20 à 150 mm, longueur 3 m"
    assert measures_of(text).ranges == ranges_in(text)
    mixed = measures_of("Tournage Ø 300, longueur 3 m")
    assert mixed.ranges == (Range("length", 3000, 3000), Range("diameter", 300, 300))
    assert mixed.assumed == {"diameter"}
