"""Magnitudes are read as people write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.matching.dimensions import DIMENSIONS, Range, ranges_in, unmeasured_in


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("anodiser un profilé de 3 m", [("length", 3000, 3000)]),
        ("profilé de 3m", [("length", 3000, 3000)]),
        ("tôles de 2 à 6 mm d’épaisseur", [("thickness", 2, 6)]),
        ("épaisseur max 12,5 mm", [("thickness", 0, 12.5)]),
        ("Ø 500 mm, longueur 1 200 mm", [("diameter", 500, 500), ("length", 1200, 1200)]),
        ("2,5 m de long et 800 mm de large", [("length", 2500, 2500), ("width", 800, 800)]),
        ("presse jusqu’à 400 tonnes", [("force", 0, 400)]),
        ("pièces de 100 g à 80 kg", [("mass", 0.1, 80)]),
        ("cuves jusqu’à 60 m³", [("volume", 0, 60_000)]),
        ("four à 1 100 °C", [("temperature", 1100, 1100)]),
        ("tolérance de 5 µm", [("tolerance", 5, 5)]),
        ("précision 0,01 mm", [("tolerance", 10, 10)]),
        ("séries de 10 à 5 000 pièces", [("batch", 10, 5000)]),
        ("à partir de 50 pièces", [("batch", 50, math.inf)]),
        ("500 pièces par heure", [("rate", 500, 500)]),
        ("laser 6 kW", [("power", 6, 6)]),
        ("entrepôt de 12 000 m²", [("area", 12_000, 12_000)]),
        ("hauteur 4 m", [("height", 4000, 4000)]),
        ("tôles de 3000 x 1500 mm", [("length", 3000, 3000), ("width", 1500, 1500)]),
        (
            "jusqu’à 4 × 2 × 1,5 m",
            [("length", 0, 4000), ("width", 0, 2000), ("height", 0, 1500)],
        ),
        ("plus de 10 tonnes", [("mass", 10_000, math.inf)]),
        ("5-10 kg", [("mass", 5, 10)]),
        ("10 bars", [("pressure", 10, 10)]),
        ("Tôlerie épaisseur 12/10", [("thickness", 1.2, 1.2)]),
        ("tôles de 8 à 30/10", [("thickness", 0.8, 3)]),
        ("tôle 15/10e mm, longueur 3 m", [("thickness", 1.5, 1.5), ("length", 3000, 3000)]),
        ("profil 3m20 en alu", [("length", 3200, 3200)]),
        ("table longueur 2m50", [("length", 2500, 2500)]),
        ("longueur ½ m", [("length", 500, 500)]),
        ("1 ½ m de large", [("width", 1500, 1500)]),
        ("salle de 12m2 ou 300 m2", [("area", 12, 12), ("area", 300, 300)]),
        ("Stockage à -20 °C", [("temperature", -20, -20)]),
        ("de -25 à -5 °C", [("temperature", -25, -5)]),
        ("de −25 °C à +40 °C", [("temperature", -25, 40)]),
        ("chambre froide -5 à 40°C", [("temperature", -5, 40)]),
        ("acier - 20 mm", [("length", 20, 20)]),
        ("300 kg par jour", []),
        ("40 tonnes de sable usé par an", []),
        ("2 t/h, 500 kg/an, 12 m³ par heure", []),
        ("pièces de 80 kg, 500 par jour", [("mass", 80, 80)]),
        ("ISO 9001, 5 axes, depuis 1985, 40 salariés", []),
        ("", []),
    ],
)
def test_a_magnitude_is_read(text: str, ranges: list[tuple[str, float, float]]) -> None:
    assert list(ranges_in(text)) == [
        Range(dimension, pytest.approx(low), pytest.approx(high)) for dimension, low, high in ranges
    ]


@given(st.text())
def test_any_text_is_read_without_failing(text: str) -> None:
    for each in ranges_in(text):
        assert each.dimension in DIMENSIONS
        assert each.low <= each.high
        assert each.low >= 0 or each.dimension == "temperature"


def test_metres_and_millimetres_say_the_same() -> None:
    assert (
        ranges_in("longueur 3 m") == ranges_in("longueur 3000 mm") == ranges_in("longueur 300 cm")
    )


@pytest.mark.parametrize(
    "page", ["1" * 9_000 + " mm", "1 000 " * 9_000 + "m", "5 x " * 9_000, "9," * 9_000]
)
def test_a_page_of_figures_is_read_in_bounded_time(page: str) -> None:
    assert all(math.isfinite(each.low) for each in ranges_in(page))
    assert len(unmeasured_in(f"Ø {page}")) <= 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ø 20 à 150", [("diameter", 20, 150, False)]),
        ("Ø20/150", [("diameter", 20, 150, False)]),
        ("⌀ ≤ 65", [("diameter", 0, 65, False)]),
        ("Ø 20 à 150 inox", [("diameter", 20, 150, False)]),
        ("tour Ø max 300, longueurs : 1 000", [
            ("diameter", 0, 300, False), ("length", 1000, 1000, False),
        ]),
        ("épaisseur de 0,5 à 12 en inox", [("thickness", 0.5, 12, False)]),
        ("laize jusqu’à 1600, 6 couleurs", [("width", 0, 1600, False)]),
        ("diamètre à partir de 8", [("diameter", 8, math.inf, False)]),
        ("Ø 20 pouces", [("diameter", 20, 20, True)]),
        ("longueur 4 dm", [("length", 4, 4, True)]),
        ('Ø 2"', [("diameter", 2, 2, True)]),
        ("Ø 20-150 mm, longueur 3 m, diamètre : 20 x 30 mm", []),
        ("long de 5 ans, haut de gamme, 2 tours", []),
    ],
)  # fmt: skip
def test_a_length_without_unit_is_told_and_not_measured(
    text: str, found: list[tuple[str, float, float, bool]]
) -> None:
    read = [(each.numbers, each.has_other_unit) for each in unmeasured_in(text)]
    assert read == [(Range(name, low, high), other) for name, low, high, other in found]
    assert not {name for name, *_ in found} & {each.dimension for each in ranges_in(text)}


@given(st.text())
def test_any_text_is_searched_for_missing_units_without_failing(text: str) -> None:
    for each in unmeasured_in(f"Ø {text}"):
        assert 0 <= each.numbers.low <= each.numbers.high
