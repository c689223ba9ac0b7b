"""The fewest facts that could settle a rule that cannot be told.

A set of facts could settle a rule where some values of them, with what is known, make it hold or
not. Which sets may is found from the tree, smallest first; that values exist is then tried, since
two conditions on one fact may exclude each other (an age under 10 and over 20).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

from terreau.matching.eligibility.conditions import holds
from terreau.matching.eligibility.logic import Truth, truth
from terreau.matching.eligibility.rules import AnyOf, Atom, Not, Rule, atoms_of, day_of, is_number

Facts = frozenset[str]
# A word that begins and equals nothing that a rule names.
_OTHER = "\U0010ffff"


def fewest_facts(rule: Rule, told: Mapping[Atom, Truth]) -> tuple[str, ...]:
    """Return the fewest facts that could settle a rule; the first in the alphabet of several sets.

    Parameters
    ----------
    rule : Rule
        One that cannot be told.
    told : dict
        What each of its conditions is; None where its fact is missing, or says nothing of it.
    """
    own = dict.fromkeys(atoms_of(rule))
    lacking = {atom.fact for atom in own if told[atom] is None}
    open_atoms: dict[str, list[Atom]] = defaultdict(list)
    for atom in own:
        if atom.fact in lacking:
            open_atoms[atom.fact].append(atom)
    outcomes = {fact: _outcomes(atoms) for fact, atoms in open_atoms.items()}
    known = {atom: told[atom] for atom in own if told[atom] is not None}
    for size in range(1, len(lacking) + 1):
        sets = {
            *_proofs(rule, known, lacking, size, is_yes=True),
            *_proofs(rule, known, lacking, size, is_yes=False),
        }
        for facts in sorted(tuple(sorted(each)) for each in sets if len(each) == size):
            if _may_settle(rule, known, [(open_atoms[fact], outcomes[fact]) for fact in facts]):
                return facts
    return tuple(sorted(lacking))


def _proofs(
    rule: Rule, known: Mapping[Atom, Truth], lacking: Collection[str], most: int, *, is_yes: bool
) -> frozenset[Facts]:
    """Return the sets of at most so many facts by which a rule may come to hold, or not.

    A fact that says nothing of one condition may say something of another: it is used as it is, or
    asked again.
    """
    if isinstance(rule, Atom):
        as_it_is = {frozenset[str]()} if known.get(rule) is is_yes else set()
        asked = {frozenset({rule.fact})} if rule.fact in lacking else set()
        return frozenset(as_it_is | asked)
    if isinstance(rule, Not):
        return _proofs(rule.part, known, lacking, most, is_yes=not is_yes)
    parts = (_proofs(part, known, lacking, most, is_yes=is_yes) for part in rule.parts)
    if isinstance(rule, AnyOf) is is_yes:  # one part is enough
        return frozenset().union(*parts)
    sets: frozenset[Facts] = frozenset({frozenset()})
    for part in parts:
        sets = frozenset(
            joined for one in sets for other in part if len(joined := one | other) <= most
        )
        if not sets:
            break
    return sets


def _may_settle(
    rule: Rule,
    known: Mapping[Atom, Truth],
    asked: Sequence[tuple[Sequence[Atom], Sequence[Sequence[Truth]]]],
) -> bool:
    """Whether some values of facts settle a rule."""
    for found in product(*(outcomes for _atoms, outcomes in asked)):
        values = dict(known)
        for (atoms, _outcomes_of), truths in zip(asked, found, strict=True):
            values |= zip(atoms, truths, strict=True)
        if truth(rule, values.get) is not None:
            return True
    return False


def _outcomes(atoms: Sequence[Atom]) -> list[tuple[Truth, ...]]:
    """Return what the conditions on one fact may be together, over all its values."""
    found = {tuple(holds(atom, value) for atom in atoms) for value in values_told_apart(atoms)}
    return sorted(found, key=lambda each: [str(truth) for truth in each])


def values_told_apart(atoms: Sequence[Atom]) -> Iterator[Any]:
    """Yield a value of every kind that conditions tell apart."""
    told = [
        value
        for atom in atoms
        for value in (atom.value if isinstance(atom.value, tuple) else (atom.value,))
    ]
    texts = [value for value in told if isinstance(value, str)]
    yield from (True, False)
    yield from (*texts, *(text + _OTHER for text in texts), _OTHER)
    yield from _around(sorted({value for value in told if is_number(value)}, key=float))
    days = sorted({day for value in texts if (day := day_of(value))})
    yield from (day.isoformat() for day in _days_around(days))


def _around(numbers: Sequence[Any]) -> Iterator[float]:
    """Yield numbers, one below all, one above all, one between each and the next."""
    yield from (numbers or [0])
    yield from (numbers[0] - 1, numbers[-1] + 1) if numbers else ()
    yield from ((low + high) / 2 for low, high in pairwise(numbers))


def _days_around(days: Sequence[date]) -> Iterator[date]:
    one = timedelta(days=1)
    for day in days:
        yield day
        if day > date.min:
            yield day - one
        if day < date.max:
            yield day + one
