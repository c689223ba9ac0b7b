"""A rule on a subject of which some numbers are only known between two bounds.

Registers give a headcount as a band, 10 to 19. A rule that asks for fewer than 250 is answered by
the band; one that asks for at least 15 is not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from terreau.matching.eligibility.evaluate import Answer, Explained, Facts, answer_of, explain
from terreau.matching.eligibility.rules import Rule, atoms_of, is_number

# Lowest and highest whole number that a fact may be; None: without end.
Band = tuple[int, int | None]


def explain_within(rule: Rule, facts: Facts, bands: Mapping[str, Band]) -> Explained:
    """Return what a rule answers whatever the numbers are between their bounds, and why.

    Between two numbers that a rule compares with, its answer is the same: it is looked at on each
    of them and beside.

    Parameters
    ----------
    rule : Rule
        As `read_rule` returns it.
    facts : dict
        What is known for sure; it goes before a band.
    bands : dict
        Fact → its lowest and its highest whole number.

    Examples
    --------
    >>> from terreau.matching.eligibility.rules import read_rule
    >>> bands = {"headcount": (10, 19)}
    >>> few, some = ({"fact": "headcount", "op": op, "value": value}
    ...              for op, value in (("<", 250), (">=", 15)))
    >>> [str(explain_within(read_rule(told), {}, bands).answer) for told in (few, some)]
    ['yes', 'unknown']
    """
    asked = {atom.fact for atom in atoms_of(rule)}
    open_bands = {
        fact: band for fact, band in bands.items() if fact in asked and facts.get(fact) is None
    }
    tried = [list(_looked_at(rule, fact, band)) for fact, band in open_bands.items()]
    known = [{**facts, **dict(zip(open_bands, values, strict=True))} for values in product(*tried)]
    answers = {answer_of(rule, each) for each in known}
    if len(answers) > 1:
        return Explained(Answer.UNKNOWN, missing=explain(rule, facts).missing)
    first, last = explain(rule, known[0]), explain(rule, known[-1])
    if first.missing == last.missing:
        return first
    return Explained(first.answer, missing=explain(rule, facts).missing)


def _looked_at(rule: Rule, fact: str, band: Band) -> Iterator[int]:
    """Yield the whole numbers of a band at which an answer may change."""
    low, high = band
    compared: set[Any] = set()
    for atom in atoms_of(rule):
        if atom.fact == fact:
            held = atom.value if isinstance(atom.value, tuple) else (atom.value,)
            compared.update(value for value in held if is_number(value))
    near = {math.floor(value) + step for value in compared for step in (-1, 0, 1, 2)}
    last = high if high is not None else max({low, *near}) + 1
    yield from sorted({low, last} | {value for value in near if low <= value <= last})
