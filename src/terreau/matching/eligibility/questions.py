"""The fewest facts that could settle a rule that cannot be told.

A set of facts could settle a rule where some values of them, one each, make it hold or not with
what is known. Where each of them stands in one condition, the tree gives it at once. Where some
stand in several, sets are looked for smallest first, and values of them tried, since two conditions
on one fact may exclude each other (an age under 10 and over 20).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise, product
from typing import Any

from terreau.matching.eligibility.conditions import holds
from terreau.matching.eligibility.logic import Truth, truth
from terreau.matching.eligibility.rules import AnyOf, Atom, Not, Rule, atoms_of, day_of, is_number

Facts = frozenset[str]
# A word that begins and equals nothing that a rule names.
_OTHER = "\U0010ffff"
# Of a rule whose facts stand in several conditions, so many sets and values are tried.
_MOST_STEPS = 50_000


def fewest_facts(rule: Rule, told: Mapping[Atom, Truth]) -> tuple[str, ...]:
    """Return the fewest facts that could settle a rule; the first in the alphabet of several sets.

    Parameters
    ----------
    rule : Rule
        One that cannot be told.
    told : dict
        What each of its conditions is; None where its fact is missing, or says nothing of it.

    Returns
    -------
    tuple of str
        In the alphabet. Of a rule in which so many facts stand in several conditions that some
        50 000 trials find nothing, a small set, the smallest if each stood in one.
    """
    asked = Counter(atom.fact for atom in atoms_of(rule))
    lacking = {atom.fact for atom in atoms_of(rule) if told[atom] is None}
    at_once = _least(rule, told)
    if at_once and all(asked[fact] == 1 for fact in lacking):
        return at_once
    try:
        return _Search(rule, told, lacking).smallest()
    except _TooLong:
        return at_once or tuple(sorted(lacking))


def _least(rule: Rule, told: Mapping[Atom, Truth]) -> tuple[str, ...] | None:
    """Return the fewest facts of a rule in which each stands once."""
    found = (_least_for(rule, told, is_yes=is_yes) for is_yes in (True, False))
    return min((each for each in found if each is not None), key=_order, default=None)


def _least_for(rule: Rule, told: Mapping[Atom, Truth], *, is_yes: bool) -> tuple[str, ...] | None:
    """Return the fewest facts by which a rule may come to hold, or not; None where none do."""
    if isinstance(rule, Atom):
        if told[rule] is not None:
            return () if told[rule] is is_yes else None
        return (rule.fact,) if (is_yes,) in _outcomes((rule,)) else None
    if isinstance(rule, Not):
        return _least_for(rule.part, told, is_yes=not is_yes)
    parts = [_least_for(part, told, is_yes=is_yes) for part in rule.parts]
    if isinstance(rule, AnyOf) is is_yes:  # one part is enough
        return min((part for part in parts if part is not None), key=_order, default=None)
    if None in parts:
        return None
    return tuple(sorted({fact for part in parts if part is not None for fact in part}))


def _order(facts: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return len(facts), facts


class _TooLong(Exception):
    """So many sets and values were tried that no more are."""


class _Search:
    """The sets of facts that could settle a rule, smallest first."""

    def __init__(self, rule: Rule, told: Mapping[Atom, Truth], lacking: set[str]) -> None:
        self.rule, self.lacking, self.steps = rule, lacking, 0
        # A fact that says nothing of one condition may say something of another: it is used as it
        # is, or asked again.
        self.known = {atom: told[atom] for atom in atoms_of(rule) if told[atom] is not None}
        self.atoms: dict[str, list[Atom]] = defaultdict(list)
        for atom in dict.fromkeys(atoms_of(rule)):
            self.atoms[atom.fact].append(atom)

    def smallest(self) -> tuple[str, ...]:
        """Return the first of them; all that is lacking where none could.

        Raises
        ------
        _TooLong
            If it takes more than is tried.
        """
        for size in range(1, len(self.lacking) + 1):
            sets = self._proofs(self.rule, size, is_yes=True)
            sets |= self._proofs(self.rule, size, is_yes=False)
            for facts in sorted(tuple(sorted(each)) for each in sets if len(each) == size):
                if self._may_settle(facts):
                    return facts
        return tuple(sorted(self.lacking))

    def _proofs(self, rule: Rule, most: int, *, is_yes: bool) -> set[Facts]:
        """Return the sets of at most so many facts by which a rule may come to hold, or not."""
        if isinstance(rule, Atom):
            as_it_is = {frozenset[str]()} if self.known.get(rule) is is_yes else set()
            asked = {frozenset({rule.fact})} if rule.fact in self.lacking else set()
            return as_it_is | asked
        if isinstance(rule, Not):
            return self._proofs(rule.part, most, is_yes=not is_yes)
        parts = (self._proofs(part, most, is_yes=is_yes) for part in rule.parts)
        if isinstance(rule, AnyOf) is is_yes:  # one part is enough
            return set[Facts]().union(*parts)
        sets: set[Facts] = {frozenset()}
        for part in parts:
            self._step(len(sets) * len(part))
            sets = {joined for one in sets for other in part if len(joined := one | other) <= most}
        return sets

    def _may_settle(self, facts: Sequence[str]) -> bool:
        """Whether some values of facts settle the rule."""
        asked = [atom for fact in facts for atom in self.atoms[fact]]
        for found in product(*(_outcomes(tuple(self.atoms[fact])) for fact in facts)):
            self._step(1)
            truths = (each for outcome in found for each in outcome)
            values = self.known | dict(zip(asked, truths, strict=True))
            if truth(self.rule, values.get) is not None:
                return True
        return False

    def _step(self, count: int) -> None:
        self.steps += count
        if self.steps > _MOST_STEPS:
            raise _TooLong


@lru_cache(maxsize=10_000)
def _outcomes(atoms: tuple[Atom, ...]) -> tuple[tuple[Truth, ...], ...]:
    """Return what the conditions on one fact may be together, over all its values."""
    found = {tuple(holds(atom, value) for atom in atoms) for value in values_told_apart(atoms)}
    return tuple(sorted(found, key=lambda each: [str(truth) for truth in each]))


def values_told_apart(atoms: Sequence[Atom]) -> Iterator[Any]:
    """Yield a value of every kind that conditions on one fact tell apart."""
    told = [
        value
        for atom in atoms
        for value in (atom.value if isinstance(atom.value, tuple) else (atom.value,))
    ]
    texts = list(dict.fromkeys(value for value in told if isinstance(value, str)))
    yield from (True, False)
    yield from (*texts, *(text + _OTHER for text in texts), _OTHER)
    yield from _around(sorted({value for value in told if is_number(value)}, key=float))
    days = sorted({day for value in texts if (day := day_of(value))})
    yield from (day.isoformat() for day in _days_around(days))
    if days:  # a day may also begin as a text of the rule does
        yield from (day for text in texts for day in _days_that_begin(text))


def _around(numbers: Sequence[Any]) -> Iterator[float]:
    """Yield numbers, one below all, one above all, one between each and the next."""
    yield from (numbers or [0])
    if numbers:
        yield min(numbers[0] - 1, math.nextafter(numbers[0], -math.inf))
        yield max(numbers[-1] + 1, math.nextafter(numbers[-1], math.inf))
    yield from (low / 2 + high / 2 for low, high in pairwise(numbers))


def _days_around(days: Sequence[date]) -> Iterator[date]:
    one = timedelta(days=1)
    for day in days:
        yield day
        if day > date.min:
            yield day - one
        if day < date.max:
            yield day + one


def _days_that_begin(text: str) -> Iterator[str]:
    """Yield the first and the last day that a text begins."""
    for rest in ("0001-01-01", "9999-12-31", "9999-12-30", "9999-12-28"):
        if day_of(found := text + rest[len(text) :]):
            yield found
