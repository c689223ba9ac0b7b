"""Many rules on the facts of many subjects at once, with the very answers of one by one.

Each condition is looked at once for all subjects, whatever the number of rules that hold it; rules
are then worked out eight subjects a byte.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from terreau.matching.eligibility.conditions import holds
from terreau.matching.eligibility.rules import (
    DAYS,
    ORDERED,
    AnyOf,
    Atom,
    Not,
    Op,
    Rule,
    atoms_of,
    bounds_of,
    day_of,
    is_number,
)

YES, NO, UNKNOWN = 1, 0, -1
Bits = NDArray[np.uint8]
Flags = NDArray[np.bool_]
# Whole numbers beyond have no exact float.
_EXACT = 2**53


def answers_of(rules: Sequence[Rule], subjects: Sequence[Mapping[str, Any]]) -> NDArray[np.int8]:
    """Return what each rule answers of each subject.

    Parameters
    ----------
    rules : sequence of Rule
        The rules.
    subjects : sequence of mapping
        The facts of each subject; absent or None is unknown.

    Returns
    -------
    NDArray[np.int8]
        Shape (subjects, rules): 1 = yes, 0 = no, -1 = cannot tell.

    Examples
    --------
    >>> from terreau.matching.eligibility.rules import read_rule
    >>> rule = read_rule({"fact": "headcount", "op": "<", "value": 250})
    >>> answers_of([rule], [{"headcount": 12}, {"headcount": 900}, {}]).tolist()
    [[1], [0], [-1]]
    """
    found = np.empty((len(rules), len(subjects)), np.int8)
    atoms = {atom for rule in rules for atom in atoms_of(rule)}
    columns = {
        fact: _Column([subject.get(fact) for subject in subjects])
        for fact in {atom.fact for atom in atoms}
    }
    bits = {atom: columns[atom.fact].bits_of(atom) for atom in atoms}
    for place, rule in enumerate(rules):
        true, false = _worked_out(rule, bits, len(subjects))
        yes = np.unpackbits(true, count=len(subjects)).view(np.int8)
        no = np.unpackbits(false, count=len(subjects)).view(np.int8)
        found[place] = yes * YES + (1 - yes - no) * UNKNOWN
    return found.T


def _worked_out(
    rule: Rule, bits: Mapping[Atom, tuple[Bits, Bits]], count: int
) -> tuple[Bits, Bits]:
    """Return of which subjects a rule is true, and of which it is false."""
    if isinstance(rule, Atom):
        return bits[rule]
    if isinstance(rule, Not):
        true, false = _worked_out(rule.part, bits, count)
        return false, true
    none, every = _packed(np.zeros(count, bool)), _packed(np.ones(count, bool))
    is_any = isinstance(rule, AnyOf)
    settled, settled_not = none, every  # by one part, by all of them
    for part in rule.parts:
        true, false = _worked_out(part, bits, count)
        settled = settled | (true if is_any else false)
        settled_not = settled_not & (false if is_any else true)
    return (settled, settled_not) if is_any else (settled_not, settled)


class _Column:
    """The values of one fact: each different one is looked at once."""

    def __init__(self, values: Sequence[Any]) -> None:
        places: dict[tuple[Any, ...], int] = {}
        self.codes = np.array([places.setdefault(_key(each), len(places)) for each in values], int)
        firsts = {code: place for place, code in reversed(list(enumerate(self.codes.tolist())))}
        self.values = [values[firsts[code]] for code in range(len(places))]
        self.places = places

    def bits_of(self, atom: Atom) -> tuple[Bits, Bits]:
        """Return of which subjects a condition holds, and of which it does not."""
        true, known = self._told(atom)
        return _packed((true & known)[self.codes]), _packed((~true & known)[self.codes])

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """Its numbers; nan for what is none, or has no exact float."""
        return np.array(
            [v if is_number(v) and not _is_beyond(v) else np.nan for v in self.values], float
        )

    @cached_property
    def days(self) -> NDArray[np.float64]:
        """Its days, as their ordinals; nan for what is none."""
        found = (day_of(value) for value in self.values)
        return np.array([day.toordinal() if day else np.nan for day in found], float)

    @cached_property
    def odd(self) -> list[int]:
        """The places of what is looked at by itself: lists, numbers without an exact float."""
        return [
            place
            for place, value in enumerate(self.values)
            if isinstance(value, list | tuple) or _is_beyond(value)
        ]

    @cached_property
    def texts(self) -> tuple[Flags, list[str], NDArray[np.intp]]:
        """Which values are texts; these in their order, and where each stands."""
        are = np.array([isinstance(value, str) for value in self.values], bool)
        held = sorted((value, place) for place, value in enumerate(self.values) if are[place])
        return are, [text for text, _ in held], np.array([place for _, place in held], np.intp)

    @cached_property
    def plain(self) -> Flags:
        """Which values are a text, a number, true or false."""
        return np.array([isinstance(v, bool | str) or is_number(v) for v in self.values], bool)

    def _told(self, atom: Atom) -> tuple[Flags, Flags]:
        """Return of which values a condition holds, and of which it can be told."""
        if any(_is_beyond(each) for _is_bool, each in atom.among):
            return self._one_by_one(atom, range(len(self.values)))
        bounds = bounds_of(atom) if atom.op is Op.WITHIN else None
        if bounds is not None:
            above = self._ordered(Op.AT_LEAST, bounds[0])
            below = self._ordered(Op.AT_MOST, bounds[1])
            true, known = above[0] & below[0], above[1] & below[1]
        elif atom.op in ORDERED or atom.op in DAYS:
            true, known = self._ordered(atom.op, atom.value)
        elif atom.op is Op.PREFIX:
            true, known = self._begun(atom), self.texts[0].copy()
        else:
            true, known = self._named(atom)
        odd_true, odd_known = self._one_by_one(atom, self.odd)
        true[self.odd], known[self.odd] = odd_true[self.odd], odd_known[self.odd]
        return true, known

    def _one_by_one(self, atom: Atom, places: Sequence[int]) -> tuple[Flags, Flags]:
        true, known = np.zeros((2, len(self.values)), bool)
        for place in places:
            found = holds(atom, self.values[place])
            true[place], known[place] = bool(found), found is not None
        return true, known

    def _ordered(self, op: Op, told: Any) -> tuple[Flags, Flags]:
        day = day_of(told)
        held = self.numbers if day is None else self.days
        than = float(told) if day is None else float(day.toordinal())
        if op in (Op.LESS, Op.BEFORE):
            true = held < than
        elif op in (Op.MORE, Op.AFTER):
            true = held > than
        else:
            true = held <= than if op is Op.AT_MOST else held >= than
        return true, ~np.isnan(held)

    def _begun(self, atom: Atom) -> Flags:
        true = np.zeros(len(self.values), bool)
        _are, texts, places = self.texts
        assert isinstance(atom.value, tuple)
        for prefix in atom.value:
            from_, to = _range_of(texts, str(prefix))
            true[places[from_:to]] = True
        return true

    def _named(self, atom: Atom) -> tuple[Flags, Flags]:
        named = atom.value if isinstance(atom.value, tuple) else (atom.value,)
        true = np.zeros(len(self.values), bool)
        for each in named:
            if (place := self.places.get(_key(each))) is not None:
                true[place] = True
        known = self.texts[0].copy() if atom.op is Op.WITHIN else self.plain.copy()
        return (~true if atom.op in (Op.UNEQUAL, Op.NOT_IN) else true), known


def _range_of(texts: Sequence[str], prefix: str) -> tuple[int, int]:
    """Return between which places of sorted texts those that begin so stand."""
    first = bisect_left(texts, prefix)
    last = bisect_left(texts, True, lo=first, key=lambda text: not text.startswith(prefix))
    return first, last


def _key(value: Any) -> tuple[Any, ...]:
    """Return what is alike for values that are one: 1 and 1.0, not 1 and true, nor "1"."""
    if isinstance(value, bool | str) or value is None or is_number(value):
        return type(value) is bool, value
    if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        return "several texts", *value
    return "by itself", id(value)


def _is_beyond(value: Any) -> bool:
    """Whether a value is a number that may have no exact float."""
    return is_number(value) and abs(value) > _EXACT


def _packed(flags: Flags) -> Bits:
    return np.packbits(flags)
