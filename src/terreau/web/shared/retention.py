"""How long personal data are kept: each app declares its rules, one command applies them.

The register of processing (`terreau.web.apps.home.processing`) tells the same rules to readers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from terreau.core.said import Said

_UNITS = ((365, ("year", "an")), (7, ("week", "semaine")), (1, ("day", "jour")))
_FEW = {1: ("a", "un"), 2: ("two", "deux"), 3: ("three", "trois"), 4: ("four", "quatre")}


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


def duration(days: int) -> Said:
    """Return how long a number of days is, as people say it.

    Examples
    --------
    >>> [duration(days).fr for days in (1095, 365, 90, 30, 14, 7)]
    ['trois ans', 'un an', '90 jours', '30 jours', 'deux semaines', 'une semaine']
    >>> duration(365).en, duration(1).en
    ('a year', 'a day')
    """
    size, (en, fr) = next(unit for unit in _UNITS if days % unit[0] == 0)
    count = days // size
    en_count, fr_count = _FEW.get(count, (str(count), str(count)))
    if fr == "semaine" and count == 1:
        fr_count = "une"
    plural = "" if count == 1 else "s"
    return Said(f"{en_count} {en}{plural}", f"{fr_count} {fr}{plural}")
