"""The strong three-valued logic of Kleene (1952, § 64): true, false, or None = cannot tell."""

from __future__ import annotations

from collections.abc import Callable

from terreau.matching.eligibility.rules import AnyOf, Atom, Not, Rule

Truth = bool | None


def truth(rule: Rule, of: Callable[[Atom], Truth]) -> Truth:
    """Return whether a rule holds where each of its conditions does, or None."""
    if isinstance(rule, Atom):
        return of(rule)
    if isinstance(rule, Not):
        found = truth(rule.part, of)
        return None if found is None else not found
    settles = isinstance(rule, AnyOf)  # what one part says that settles the whole
    is_open = False
    for part in rule.parts:
        found = truth(part, of)
        if found is settles:
            return settles
        is_open = is_open or found is None
    return None if is_open else not settles
