"""A rule on the facts of one subject: the answer, what fails, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from terreau.matching.eligibility.conditions import holds
from terreau.matching.eligibility.logic import Truth, truth
from terreau.matching.eligibility.questions import fewest_facts
from terreau.matching.eligibility.rules import Atom, Not, Rule, atoms_of

Facts = Mapping[str, Any]
# So many different cases are kept in mind, of all rules: some 100 MB.
_REMEMBERED = 200_000


class Answer(StrEnum):
    """What a rule answers."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Explained:
    """What a rule answers of a subject, and why.

    Parameters
    ----------
    answer : Answer
        Yes, no, or cannot tell.
    failing : tuple of dict
        Of a no: the conditions that fail, each as it is written; ``{"not": …}`` for one that holds
        and should not. In an order of their own, whatever that of the rule.
    missing : tuple of str
        Of an unknown: the fewest facts that could settle it, first in the alphabet where several
        sets are as small.
    """

    answer: Answer
    failing: tuple[dict[str, Any], ...] = ()
    missing: tuple[str, ...] = ()


def answer_of(rule: Rule, facts: Facts) -> Answer:
    """Return what a rule answers, by the strong three-valued logic of Kleene (1952, § 64).

    Examples
    --------
    >>> from terreau.matching.eligibility.rules import read_rule
    >>> small = {"fact": "headcount", "op": "<", "value": 250}
    >>> rule = read_rule({"all": [small, {"fact": "listed", "op": "==", "value": False}]})
    >>> [str(answer_of(rule, facts)) for facts in ({"headcount": 300}, {"headcount": 12}, {})]
    ['no', 'unknown', 'unknown']
    """
    return _answer(truth(rule, lambda atom: holds(atom, facts.get(atom.fact))))


def explain(rule: Rule, facts: Facts) -> Explained:
    """Return what a rule answers, with what fails or what is missing."""
    return _judged(rule, {atom: holds(atom, facts.get(atom.fact)) for atom in atoms_of(rule)})


class Judge:
    """Rules on one subject after the other: what came to the same before is not worked out again.

    Examples
    --------
    >>> from terreau.matching.eligibility.rules import read_rule
    >>> judge = Judge([read_rule({"fact": "headcount", "op": "<", "value": 250})])
    >>> [found.missing for found in judge.explained({})]
    [('headcount',)]
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = [(rule, tuple(dict.fromkeys(atoms_of(rule)))) for rule in rules]
        self._atoms = {atom for _rule, atoms in self._rules for atom in atoms}
        self._known: list[dict[tuple[Truth, ...], Explained]] = [{} for _ in rules]
        self._count = 0

    def explained(self, facts: Facts) -> Iterator[Explained]:
        """Yield what each rule answers of a subject, in their order."""
        told = {atom: holds(atom, facts.get(atom.fact)) for atom in self._atoms}
        for (rule, atoms), known in zip(self._rules, self._known, strict=True):
            found = tuple(told[atom] for atom in atoms)
            if found not in known:
                self._count += 1
                if self._count > _REMEMBERED:
                    self._forget()
                known[found] = _judged(rule, told)
            yield known[found]

    def _forget(self) -> None:
        for known in self._known:
            known.clear()
        self._count = 1


def _judged(rule: Rule, told: Mapping[Atom, Truth]) -> Explained:
    answer = _answer(truth(rule, told.__getitem__))
    if answer is Answer.NO:
        found = dict(_failing(rule, told, is_wanted=True))
        return Explained(answer, failing=tuple(found[key] for key in sorted(found)))
    if answer is Answer.UNKNOWN:
        return Explained(answer, missing=fewest_facts(rule, told))
    return Explained(answer)


def _failing(
    rule: Rule, told: Mapping[Atom, Truth], *, is_wanted: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield why a rule is not as it is wanted: the conditions that make it so, as written."""
    if isinstance(rule, Atom):
        told_so = rule.as_dict()
        yield (rule.written, told_so) if is_wanted else (f"not {rule.written}", {"not": told_so})
    elif isinstance(rule, Not):
        yield from _failing(rule.part, told, is_wanted=not is_wanted)
    elif not rule.parts:  # an empty "any" never holds
        yield ("any", {"any": []}) if is_wanted else ("not all", {"not": {"all": []}})
    else:
        for part in rule.parts:
            if truth(part, told.__getitem__) is (not is_wanted):
                yield from _failing(part, told, is_wanted=is_wanted)


def _answer(found: Truth) -> Answer:
    return Answer.UNKNOWN if found is None else Answer.YES if found else Answer.NO
