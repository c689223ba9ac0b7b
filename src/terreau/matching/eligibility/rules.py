"""The rules of eligibility, read from data: a tree of conditions on facts."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from terreau.core.errors import BadInput

Scalar = str | int | float | bool
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LIKE_A_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
# A tree deeper than that is a mistake, and more than Python walks.
MOST_DEPTH = 100


class Op(StrEnum):
    """How a fact is compared with a value."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IN = "in"
    NOT_IN = "not-in"
    WITHIN = "within"
    PREFIX = "prefix"
    BEFORE = "before"
    AFTER = "after"


ORDERED = frozenset({Op.LESS, Op.AT_MOST, Op.MORE, Op.AT_LEAST})
DAYS = frozenset({Op.BEFORE, Op.AFTER})


class BadRule(BadInput):
    """A rule that cannot be read; ``path`` says where in its tree."""

    def __init__(self, what: str, path: str, value: object = None) -> None:
        self.path = path
        told = None if value is None else as_told(value)
        super().__init__(f"{path}: {what}", value=told, remedy="Correct the rule there")


@dataclass(frozen=True, eq=False)
class Atom:
    """A condition on one fact; two are one where they are written alike: true is not 1.

    Parameters
    ----------
    fact : str
        Its name.
    op : Op
        How it is compared.
    value : scalar, or tuple of scalars for ``in``, ``not-in``, ``prefix`` and ``within``
        With what; of ``within``, two bounds (numbers or days, both included), or keys of
        territories.
    """

    fact: str
    op: Op
    value: Scalar | tuple[Scalar, ...]

    @cached_property
    def written(self) -> str:
        """It, as JSON writes it."""
        return json.dumps(self.as_dict(), ensure_ascii=False)

    @cached_property
    def among(self) -> frozenset[tuple[bool, Scalar]]:
        """Its values, true apart from 1."""
        held = self.value if isinstance(self.value, tuple) else (self.value,)
        return frozenset((isinstance(each, bool), each) for each in held)

    def __eq__(self, other: object) -> bool:
        """Whether another is written alike."""
        return isinstance(other, Atom) and self.written == other.written

    def __hash__(self) -> int:
        """Return what its writing hashes to."""
        return hash(self.written)

    def as_dict(self) -> dict[str, Any]:
        """Return it as data, as it was read."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"fact": self.fact, "op": str(self.op), "value": value}


@dataclass(frozen=True)
class All:
    """Every part holds; without part it holds."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True)
class AnyOf:
    """A part holds; without part it does not."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Rule


Rule = Atom | All | AnyOf | Not


def read_rule(told: object, path: str = "rule") -> Rule:
    """Read a rule from data.

    Parameters
    ----------
    told : object
        ``{"all": […]}``, ``{"any": […]}``, ``{"not": …}`` or ``{"fact", "op", "value"}``.
    path : str
        What the place of a mistake begins with.

    Raises
    ------
    BadRule
        With the place in the tree: ``rule.all[1].not``.

    Examples
    --------
    >>> read_rule({"not": {"fact": "headcount", "op": "<", "value": 10}})
    Not(part=Atom(fact='headcount', op=<Op.LESS: '<'>, value=10))
    >>> read_rule({"all": [{"fact": "age"}]})
    Traceback (most recent call last):
      ...
    terreau.matching.eligibility.rules.BadRule: rule.all[0]: a condition has no "op", "value"...
    """
    return _read(told, path, 0)


def atoms_of(rule: Rule) -> Iterator[Atom]:
    """Yield the conditions of a rule, in its order, as often as they stand there."""
    if isinstance(rule, Atom):
        yield rule
    elif isinstance(rule, Not):
        yield from atoms_of(rule.part)
    else:
        for part in rule.parts:
            yield from atoms_of(part)


class RepeatedKeys(dict[str, Any]):
    """An object that names a key twice, which JSON allows and which means nothing."""

    def __init__(self, pairs: Sequence[tuple[str, Any]], key: str) -> None:
        super().__init__(pairs)
        self.key = key


def as_object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON; `RepeatedKeys` where it names a key twice (a hook of `json`)."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _value in pairs]
    return RepeatedKeys(pairs, next(key for key in keys if keys.count(key) > 1))


def day_of(value: object) -> date | None:
    """Return the day that a text writes as YYYY-MM-DD; None for all else."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def is_number(value: object) -> bool:
    """Whether a value is a number that a float may hold; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def as_told(value: object) -> str:
    """Return a value as JSON writes it, no longer than a message bears."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str)[:60]
    except RecursionError:
        return "…"


def _read(told: object, path: str, depth: int) -> Rule:
    if depth > MOST_DEPTH:
        raise BadRule(f"a rule is at most {MOST_DEPTH} deep", path)
    if not isinstance(told, Mapping):
        raise BadRule("a rule is an object", path, told)
    if isinstance(told, RepeatedKeys):
        raise BadRule(f'it names "{told.key}" twice', path)
    names = set(told)
    for name, kind in (("all", All), ("any", AnyOf)):
        if names == {name}:
            parts = told[name]
            if not isinstance(parts, list | tuple):
                raise BadRule(f'"{name}" holds a list of rules', f"{path}.{name}", parts)
            return kind(
                tuple(
                    _read(part, f"{path}.{name}[{place}]", depth + 1)
                    for place, part in enumerate(parts)
                )
            )
    if names == {"not"}:
        return Not(_read(told["not"], f"{path}.not", depth + 1))
    return _atom(told, path)


def _atom(told: Mapping[str, Any], path: str) -> Atom:
    wanted = ("fact", "op", "value")
    if not set(wanted) & set(told):
        raise BadRule('a rule is "all", "any", "not", or a condition on a "fact"', path, dict(told))
    if missing := [name for name in wanted if name not in told]:
        raise BadRule(f"a condition has no {', '.join(map(json.dumps, missing))}", path)
    if more := sorted(set(told) - set(wanted)):
        raise BadRule(f'a condition has no "{more[0]}"', path)
    fact, value = told["fact"], told["value"]
    if not isinstance(fact, str) or not fact.strip():
        raise BadRule("a fact is named by a word", f"{path}.fact", fact)
    if told["op"] not in list(Op):
        raise BadRule(f"an op is one of {' '.join(Op)}", f"{path}.op", told["op"])
    op = Op(told["op"])
    return Atom(fact, op, _value(op, value, f"{path}.value"))


def _value(op: Op, value: object, path: str) -> Scalar | tuple[Scalar, ...]:
    """Return what a fact is compared with, checked for its op."""
    if op in ORDERED and not (is_number(value) or day_of(value)):
        raise BadRule(f'"{op}" compares with a number or a day (YYYY-MM-DD)', path, value)
    if op in DAYS and not day_of(value):
        raise BadRule(f'"{op}" compares with a day (YYYY-MM-DD)', path, value)
    if op in (Op.IN, Op.NOT_IN):
        return _listed(op, value, path)
    if op is Op.WITHIN:
        return _bounds_or_keys(value, path)
    if op is Op.PREFIX:
        held = _listed(op, [value] if isinstance(value, str) else value, path)
        if not all(isinstance(each, str) for each in held):
            raise BadRule('"prefix" compares with texts', path, value)
        return held
    return _scalar(value, path)


def _bounds_or_keys(value: object, path: str) -> tuple[Scalar, ...]:
    held = _listed(Op.WITHIN, [value] if isinstance(value, str) else value, path)
    if _are_bounds(held):
        if held[0] > held[1]:  # type: ignore[operator]
            raise BadRule("the first bound is above the second", path, value)
        return held
    if not all(isinstance(each, str) and not _LIKE_A_DAY.fullmatch(each) for each in held):
        what = '"within" compares with two bounds (numbers or days), or with keys of territories'
        raise BadRule(what, path, value)
    return held


def _are_bounds(held: tuple[Scalar, ...]) -> bool:
    return len(held) == 2 and (all(map(is_number, held)) or all(map(day_of, held)))


def bounds_of(atom: Atom) -> tuple[Any, Any] | None:
    """Return the bounds of a ``within``; None where it names territories."""
    held = atom.value
    assert isinstance(held, tuple)
    return (held[0], held[1]) if _are_bounds(held) else None


def _listed(op: Op, value: object, path: str) -> tuple[Scalar, ...]:
    if not isinstance(value, list | tuple):
        raise BadRule(f'"{op}" compares with a list', path, value)
    return tuple(_scalar(each, f"{path}[{place}]") for place, each in enumerate(value))


def _scalar(value: object, path: str) -> Scalar:
    if isinstance(value, bool | str) or is_number(value):
        return value  # type: ignore[return-value]
    raise BadRule("a value is a text, a number, true or false", path, value)
