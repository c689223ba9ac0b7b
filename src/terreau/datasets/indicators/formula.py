"""Formulas of indicators: arithmetic over named terms, checked before any table is read."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from terreau.analytics import dunn, entropy, hachman, herfindahl, krugman
from terreau.core.errors import BadInput

FloatArray = NDArray[np.float64]
YEARS = "years"
_LARGEST = 1e12  # of the numbers written in a formula


@dataclass(frozen=True)
class Quantity:
    """A term in the territories and in the country.

    Parameters
    ----------
    own : ndarray
        (T,), or (T, S) for a vector; NaN where it is not known.
    nation : ndarray
        () or (S,): the same in the country; NaN where the table does not cover it.
    hidden : ndarray
        (T,) share of the cells asked for that are secret or missing: they are in no sum.
    """

    own: FloatArray
    nation: FloatArray
    hidden: FloatArray


def _largest(term: Quantity) -> FloatArray:
    known = np.nan_to_num(term.own)
    return _divide(known.max(axis=1), known.sum(axis=1))


def _present(term: Quantity) -> FloatArray:
    return np.where(np.isnan(term.own).all(axis=1), np.nan, (term.own > 0).sum(axis=1))


def _effect(part: str) -> Callable[[Quantity, Quantity], FloatArray]:
    def effect(before: Quantity, after: Quantity) -> FloatArray:
        effects = dunn(before.own, after.own, before.nation, after.nation)
        cells: FloatArray = getattr(effects, part)
        return np.where(np.isnan(cells).all(axis=1), np.nan, np.nansum(cells, axis=1))

    return effect


def _divide(top: FloatArray, bottom: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = np.true_divide(top, bottom)
    return np.where(np.isfinite(found), found, np.nan)


def _power(base: FloatArray, exponent: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        found: FloatArray = np.power(base, exponent)
    return np.where(np.isfinite(found), found, np.nan)


# Name → how many terms it takes, and what it makes of them, (T,).
FUNCTIONS: Mapping[str, tuple[int, Callable[..., FloatArray]]] = MappingProxyType(
    {
        "nation": (1, lambda term: term.nation),
        "krugman": (1, lambda term: krugman(term.own, term.nation)),
        "hachman": (1, lambda term: hachman(term.own, term.nation)),
        "herfindahl": (1, lambda term: herfindahl(term.own)),
        "entropy": (1, lambda term: entropy(term.own)),
        "largest": (1, _largest),
        "present": (1, _present),
        "macro": (2, _effect("macro")),
        "structural": (2, _effect("structural")),
        "local": (2, _effect("local")),
    }
)
VECTORS = frozenset(FUNCTIONS) - {"nation"}
_BESIDE_NATION = frozenset({"nation", "krugman", "hachman", "macro", "structural", "local"})

_OPERATORS: Mapping[type[ast.operator], Callable[[FloatArray, FloatArray], FloatArray]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: _divide,
    ast.Pow: _power,
}


@dataclass(frozen=True)
class Formula:
    """A formula that has been read and checked.

    Parameters
    ----------
    text : str
        As it is written.
    terms : tuple of str
        Names of the terms it uses, sorted.
    """

    text: str
    terms: tuple[str, ...]

    @property
    def is_beside_nation(self) -> bool:
        """Whether it sets a territory beside the country: of the country, it says nothing."""
        called = {node.id for node in ast.walk(ast.parse(self.text)) if isinstance(node, ast.Name)}
        return bool(called & _BESIDE_NATION)

    def value(self, quantities: Mapping[str, Quantity], *, years: float) -> FloatArray:
        """Compute it.

        Parameters
        ----------
        quantities : Mapping[str, Quantity]
            Each term.
        years : float
            Between the oldest term and the year asked for.

        Returns
        -------
        ndarray
            (T,); NaN where a term is not known, or where the formula has no value.
        """
        tree = ast.parse(self.text, mode="eval").body
        with np.errstate(over="ignore", invalid="ignore"):
            found = _value(tree, quantities, years)
        return np.where(np.isfinite(found), found, np.nan)


def read_formula(text: str, terms: Mapping[str, bool]) -> Formula:
    """Read a formula.

    Parameters
    ----------
    text : str
        The expression.
    terms : Mapping[str, bool]
        Name of a term → whether it is a vector.

    Raises
    ------
    BadInput
        Not arithmetic, a name that is no term, a vector where a number is needed or the other way
        round, a term that nothing uses.

    Examples
    --------
    >>> read_formula("100 * industry / all", {"industry": False, "all": False}).terms
    ('all', 'industry')
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _refused(text, "It cannot be read") from error
    used: set[str] = set()
    _check(tree, text, terms, used)
    if left := sorted(set(terms) - used):
        raise _refused(text, f"Nothing uses the term {left[0]}")
    return Formula(text, tuple(sorted(used)))


def _check(node: ast.expr, text: str, terms: Mapping[str, bool], used: set[str]) -> None:
    match node:
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS:
            _check(left, text, terms, used)
            _check(right, text, terms, used)
        case ast.UnaryOp(ast.USub(), operand):
            _check(operand, text, terms, used)
        case ast.Constant(value) if _is_number(value):
            return
        case ast.Name(name):
            if name != YEARS and name not in terms:
                raise _refused(text, f"{name} is no term", remedy=f"Terms: {', '.join(terms)}")
            if terms.get(name):
                raise _refused(text, f"{name} has a number for each activity: a function must use")
            used.add(name)
        case ast.Call(ast.Name(name), arguments, []) if name in FUNCTIONS:
            count, _ = FUNCTIONS[name]
            named = [each.id for each in arguments if isinstance(each, ast.Name)]
            if len(named) != count or len(arguments) != count or not set(named) <= set(terms):
                raise _refused(text, f"{name} takes {count} of the terms")
            if any(terms[each] != (name in VECTORS) for each in named):
                kind = "with `by`" if name in VECTORS else "without `by`"
                raise _refused(text, f"{name} takes a term {kind}")
            used.update(named)
        case _:
            raise _refused(text, f"{ast.unparse(node)} is no arithmetic on terms")


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= _LARGEST


def _value(node: ast.expr, quantities: Mapping[str, Quantity], years: float) -> FloatArray:
    match node:
        case ast.BinOp(left, op, right):
            sides = (_value(side, quantities, years) for side in (left, right))
            return _OPERATORS[type(op)](*sides)
        case ast.UnaryOp(_, operand):
            return -_value(operand, quantities, years)
        case ast.Constant(value):
            return np.float64(value)  # type: ignore[arg-type,return-value]
        case ast.Name(name):
            return np.float64(years) if name == YEARS else quantities[name].own  # type: ignore[return-value]
        case ast.Call(ast.Name(name), arguments):
            terms = [quantities[each.id] for each in arguments if isinstance(each, ast.Name)]
            return FUNCTIONS[name][1](*terms)
    raise AssertionError(ast.dump(node))  # What `read_formula` let through.


def _refused(text: str, why: str, *, remedy: str = "") -> BadInput:
    return BadInput(
        "The formula of an indicator is not valid",
        value=text,
        why=why,
        remedy=remedy or "Write arithmetic on the terms: 100 * part / whole",
    )
