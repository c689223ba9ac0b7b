"""How long personal data are kept: each app declares its rules, one command applies them.

The register of processing (`terreau.web.apps.home.processing`) tells the same rules to readers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Rule:
    """What is deleted once it is old enough.

    Parameters
    ----------
    name : str
        As the register of processing and the command say it.
    days : int
        How long it is kept.
    count, delete : Callable[[datetime], int]
        How many there are from before an instant; deletes them and returns how many. Both must
        look at the same rows.
    """

    name: str
    days: int
    count: Callable[[datetime], int]
    delete: Callable[[datetime], int]


_RULES: dict[str, Rule] = {}


def declare_rule(rule: Rule) -> None:
    """Add a rule; called once by each app when it is ready."""
    _RULES[rule.name] = rule


def rules() -> list[Rule]:
    """Return every rule, by name."""
    return [_RULES[name] for name in sorted(_RULES)]


def count_expired(now: datetime) -> dict[str, int]:
    """Return how much each rule would delete now."""
    return {rule.name: rule.count(now - timedelta(days=rule.days)) for rule in rules()}


def purge(now: datetime) -> dict[str, int]:
    """Delete what every rule says is too old; return how much each deleted."""
    return {rule.name: rule.delete(now - timedelta(days=rule.days)) for rule in rules()}
