"""One condition on the value of a fact: true, false, or (None) not to be told from it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from terreau.matching.eligibility.rules import DAYS, Atom, Op, bounds_of, day_of, is_number

_ORDERS: Mapping[Op, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        Op.LESS: operator.lt,
        Op.AT_MOST: operator.le,
        Op.MORE: operator.gt,
        Op.AT_LEAST: operator.ge,
        Op.BEFORE: operator.lt,
        Op.AFTER: operator.gt,
    }
)
_DENIED: Mapping[Op, Op] = MappingProxyType({Op.UNEQUAL: Op.EQUAL, Op.NOT_IN: Op.IN})


def holds(atom: Atom, value: object) -> bool | None:
    """Return whether a condition holds of the value of its fact.

    A list holds what one of its elements holds: the codes of several trades, the territories where
    a place is. What cannot be compared (a word with a number) tells nothing.

    Examples
    --------
    >>> headcount = Atom("headcount", Op.LESS, 250)
    >>> [holds(headcount, value) for value in (12, 300, "many", None)]
    [True, False, None, None]
    >>> holds(Atom("naf", Op.PREFIX, ("25", "28")), ["46.69B", "28.99B"])
    True
    """
    if atom.op in _DENIED:
        found = holds(Atom(atom.fact, _DENIED[atom.op], atom.value), value)
        return None if found is None else not found
    if isinstance(value, list | tuple):
        return _of_several([_of_one(atom, each) for each in value])
    return _of_one(atom, value)


def _of_several(found: Sequence[bool | None]) -> bool | None:
    if True in found:
        return True
    return None if None in found else False


def _of_one(atom: Atom, value: object) -> bool | None:
    if not (isinstance(value, bool | str) or is_number(value)):
        return None
    told = atom.value
    if atom.op in (Op.EQUAL, Op.IN):
        return (isinstance(value, bool), value) in atom.among
    if atom.op is Op.PREFIX:
        return value.startswith(_tuple(told)) if isinstance(value, str) else None
    if atom.op is Op.WITHIN:
        return _within(atom, value)
    return _ordered(atom.op, value, told)


def _within(atom: Atom, value: object) -> bool | None:
    bounds = bounds_of(atom)
    if bounds is None:
        return (False, value) in atom.among if isinstance(value, str) else None
    above = _ordered(Op.AT_LEAST, value, bounds[0])
    below = _ordered(Op.AT_MOST, value, bounds[1])
    return None if above is None or below is None else above and below


def _ordered(op: Op, value: object, told: object) -> bool | None:
    if is_number(value) and is_number(told) and op not in DAYS:
        return _ORDERS[op](value, told)
    day, other = day_of(value), day_of(told)
    return _ORDERS[op](day, other) if day and other else None


def _tuple(value: object) -> tuple[Any, ...]:
    assert isinstance(value, tuple)
    return value
