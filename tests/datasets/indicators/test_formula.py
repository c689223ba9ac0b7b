"""Formulas: what is arithmetic on terms, what is refused, and what has no value."""

from __future__ import annotations

import math

import numpy as np
import pytest

from terreau.analytics import dunn, krugman
from terreau.core.errors import BadInput
from terreau.datasets.indicators.formula import FUNCTIONS, Quantity, read_formula

TERMS = {"a": False, "b": False, "v": True, "w": True}
nan = math.nan


def scalar(own: list[float], nation: float = nan) -> Quantity:
    return Quantity(np.array(own), np.array(nation), np.zeros(len(own)))


def vector(own: list[list[float]], nation: list[float]) -> Quantity:
    return Quantity(np.array(own), np.array(nation), np.zeros(len(own)))


def value(text: str, years: float = 1.0, **quantities: Quantity) -> list[float]:
    kinds = {name: quantity.own.ndim == 2 for name, quantity in quantities.items()}
    found = read_formula(text, kinds).value(quantities, years=years)
    return [float(x) for x in np.atleast_1d(found)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b", [5, 12]),
        ("a - b * 2", [-4, 0]),
        ("100 * (a - b) / b", [-100 / 3, 100]),
        ("-a + b", [1, -4]),
        ("b * a ** (1 / years)", [3 * 2**0.5, 4 * 8**0.5]),
        ("a / nation(a) + b", [3.2, 4.8]),
    ],
)
def test_arithmetic(text: str, expected: list[float]) -> None:
    found = value(text, years=2.0, a=scalar([2, 8], 10), b=scalar([3, 4], 7))
    assert found == pytest.approx(expected)


def test_what_has_no_value_is_nan_and_never_a_warning() -> None:
    assert np.isnan(value("a / b", a=scalar([1, 0, nan]), b=scalar([0, 0, 2]))).all()
    assert np.isnan(value("a ** 0.5", a=scalar([-1]))).all()
    assert np.isnan(value("a ** 9999", a=scalar([9e9]))).all()
    assert np.isnan(value("a * a * a", a=scalar([1e150]))).all()


def test_functions_are_those_of_the_library() -> None:
    before, after = np.array([[60.0, 40], [40, 260]]), np.array([[70.0, 30], [50, 300]])
    nation = np.array([100.0, 300]), np.array([120.0, 330])
    v, w = vector(before.tolist(), nation[0].tolist()), vector(after.tolist(), nation[1].tolist())
    assert value("krugman(v)", v=v) == pytest.approx(krugman(before, nation[0]).tolist())
    effects = dunn(before, after, *nation)
    parts = [value(f"{part}(v, w)", v=v, w=w) for part in ("macro", "structural", "local")]
    for found, part in zip(parts, ("macro", "structural", "local"), strict=True):
        assert found == pytest.approx(getattr(effects, part).sum(axis=1).tolist())
    assert np.sum(parts, axis=0) == pytest.approx((after - before).sum(axis=1))
    assert value("largest(v)", v=v) == pytest.approx([0.6, 260 / 300])
    assert value("present(v)", v=vector([[0, 3], [nan, nan]], [1, 1]))[0] == 1


def test_an_activity_that_is_not_known_is_left_out_and_a_territory_without_any_has_no_value() -> (
    None
):
    known = vector([[60, nan, 40], [nan, nan, nan]], [100, 5, 300])
    for name in FUNCTIONS:
        if name == "nation":
            continue
        count = FUNCTIONS[name][0]
        terms = {"v": known, "w": known} if count == 2 else {"v": known}
        first, second = value(f"{name}({', '.join(terms)})", **terms)
        assert math.isfinite(first), name
        assert math.isnan(second), name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a +", "cannot be read"),
        ("a + c", "c is no term"),
        ("a", "Nothing uses the term b"),
        ("a + v", "a function must use"),
        ("a + krugman(b)", "takes a term with `by`"),
        ("a + nation(v)", "takes a term without `by`"),
        ("a + local(v)", "takes 2 of the terms"),
        ("a + nation(a + b)", "takes 1 of the terms"),
        ("a + nation(x=a)", "no arithmetic"),
        ("a + open('x')", "no arithmetic"),
        ("a + b.real", "no arithmetic"),
        ("a if b else 1", "no arithmetic"),
        ("a % b", "no arithmetic"),
        ("a + True", "no arithmetic"),
        ("a + 'x'", "no arithmetic"),
        ("(a, b)", "no arithmetic"),
        ("[a for a in b]", "no arithmetic"),
        ("__import__('os')", "no arithmetic"),
        ("a + 1j", "no arithmetic"),
        ("a + " + "(" * 250 + "b" + ")" * 250, "cannot be read"),
    ],
)
def test_what_is_no_formula_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadInput, match="formula of an indicator") as refusal:
        read_formula(text, TERMS if "v" in text or "krugman" in text else {"a": False, "b": False})
    assert why in str(refusal.value)
