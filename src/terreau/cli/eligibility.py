"""``terreau eligibility``: which schemes fit which subjects, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from terreau.cli.json_lines import STANDARD, id_of, named, opened, rows_of, told
from terreau.core.errors import BadInput
from terreau.matching.eligibility.evaluate import Explained, Judge
from terreau.matching.eligibility.rules import RepeatedKeys, Rule, as_object, read_rule

_SCHEMES = 'Write a list of {"id": "a1", "rule": {"fact": "headcount", "op": "<", "value": 250}}'
_FACTS = 'Write {"id": "c1", "facts": {"headcount": 12}}'


@click.command()
@click.argument("schemes", metavar="SCHEMES.json")
@click.argument("facts", metavar="FACTS.jsonl")
def eligibility(schemes: str, facts: str) -> None:
    """Say which schemes of SCHEMES.json fit the subjects of FACTS.jsonl.

    SCHEMES.json is a list of {"id": …, "rule": …}; FACTS.jsonl holds one {"id": …, "facts": {…}} a
    line, in UTF-8; - is the standard input. The answer has one JSON object a line for each subject
    and scheme: subject, scheme, answer (yes, no, unknown), failing (the conditions that fail),
    missing (the fewest facts that could settle it).
    """
    if schemes == facts == STANDARD:
        raise BadInput("The standard input is one file", remedy="Name the other file")
    rules = _schemes(schemes)
    judge = Judge(list(rules.values()))
    # What comes after a mistake is not answered; what stood before it was.
    for subject, known in _subjects(facts):
        answers = zip(rules, judge.explained(known), strict=True)
        if lines := [_line(subject, scheme, found) for scheme, found in answers]:
            click.echo("\n".join(lines))


def _line(subject: str | int, scheme: str | int, found: Explained) -> str:
    line = {
        "subject": subject,
        "scheme": scheme,
        "answer": str(found.answer),
        "failing": found.failing,
        "missing": found.missing,
    }
    return json.dumps(line)


def _schemes(name: str) -> dict[str | int, Rule]:
    """Return the rules of a file by the id of their scheme, in its order."""
    said = named(name)
    with opened(name) as file:
        content = file.read()
    try:
        held = json.loads(content.decode("utf-8-sig"), object_pairs_hook=as_object)
    except UnicodeDecodeError as error:
        raise BadInput(f"{said} is not in UTF-8", remedy="Save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{said} is not JSON", why=str(error), remedy=_SCHEMES) from error
    if not isinstance(held, list):
        raise BadInput(f"{said} is not a list", remedy=_SCHEMES)
    rules: dict[str | int, Rule] = {}
    for number, row in enumerate(held):
        place = f"{said}, [{number}]"
        if not isinstance(row, dict) or not {"id", "rule"} <= row.keys():
            raise BadInput(f'{place} has no "id" and "rule"', value=told(row), remedy=_SCHEMES)
        if isinstance(row, RepeatedKeys):
            raise BadInput(f'{place} names "{row.key}" twice', remedy=_SCHEMES)
        scheme = id_of(row, place, _SCHEMES)
        if scheme in rules:
            raise BadInput(f"{place}: an id stands twice", value=scheme, remedy="Give each its own")
        rules[scheme] = read_rule(row["rule"], f"{place}.rule")
    return rules


def _subjects(name: str) -> Iterator[tuple[str | int, dict[str, Any]]]:
    """Yield the id and the facts of each subject, as the file is read."""
    for place, subject, row in rows_of(name, ("id", "facts"), remedy=_FACTS, hook=as_object):
        facts = row["facts"]
        if isinstance(facts, RepeatedKeys):
            raise BadInput(f'{place}: "facts" names "{facts.key}" twice', remedy=_FACTS)
        if not isinstance(facts, dict):
            raise BadInput(f'{place}: "facts" is {told(facts)}, not an object', remedy=_FACTS)
        yield subject, facts
