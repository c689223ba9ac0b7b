"""How long 1 000 schemes take on 10 000 companies, beside the same one by one.

Run with ``python bench/bench_eligibility.py [REPEATS]``. Schemes and companies are made by chance:
three to twelve conditions each, a third of the facts missing. The table is printed and written to
``docs/reference/eligibility-times.md``.
"""

from __future__ import annotations

import platform
import random
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from terreau.matching.eligibility.evaluate import Answer, answer_of
from terreau.matching.eligibility.many import answers_of
from terreau.matching.eligibility.rules import read_rule

PAGE = Path(__file__).resolve().parents[1] / "docs/reference/eligibility-times.md"
SCHEMES, COMPANIES, BY_ONE = 1_000, 10_000, 200
BUDGET_S = 2.0
CODES = {Answer.YES: 1, Answer.NO: 0, Answer.UNKNOWN: -1}
LETTERS = "ABCDEFGHIJKLMNOPQRSTU"


def main() -> None:
    """Measure, compare, write the page."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    chance = random.Random(20261130)
    rules = [read_rule(rule_of(chance)) for _ in range(SCHEMES)]
    companies = [company_of(chance) for _ in range(COMPANIES)]
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        found = answers_of(rules, companies)
        times.append(time.perf_counter() - start)
    start = time.perf_counter()
    by_one = [[CODES[answer_of(rule, each)] for rule in rules] for each in companies[:BY_ONE]]
    one_s = (time.perf_counter() - start) * COMPANIES / BY_ONE
    if not np.array_equal(found[:BY_ONE], np.array(by_one)):
        sys.exit("at once and one by one, the answers differ")
    write(statistics.median(times), one_s, np.bincount(found.ravel() + 1, minlength=3))


def rule_of(chance: random.Random) -> dict[str, Any]:
    """Return a rule as programmes have them: conditions on size, trade, place, age, days."""
    atoms = [atom_of(chance) for _ in range(chance.randint(3, 12))]
    cut = chance.randint(1, len(atoms))
    return {"all": [*atoms[:cut], *([{"any": atoms[cut:]}] if atoms[cut:] else [])]}


def atom_of(chance: random.Random) -> dict[str, Any]:
    """Return a condition."""
    day = f"20{chance.randint(10, 29)}-{chance.randint(1, 12):02}-01"
    communes = [f"{chance.randint(1, 95):02}{chance.randint(1, 900):03}" for _ in range(20)]
    name, op, value = chance.choice(
        [
            ("headcount", chance.choice(["<", "<=", ">="]), chance.randint(1, 5_000)),
            ("age", chance.choice(["<", ">="]), chance.randint(1, 40)),
            ("turnover", "within", sorted((chance.random() * 1e8, chance.random() * 1e8))),
            ("naf", "prefix", [f"{chance.randint(10, 33)}" for _ in range(3)]),
            ("section", chance.choice(["in", "not-in"]), chance.sample(LETTERS, 5)),
            ("commune", "within", communes),
            ("registered", chance.choice(["before", "after"]), day),
            ("listed", "==", chance.random() < 0.5),
        ]
    )
    atom = {"fact": name, "op": op, "value": value}
    return {"not": atom} if chance.random() < 0.1 else atom


def company_of(chance: random.Random) -> dict[str, Any]:
    """Return the facts of a company, a third of them missing."""
    facts = {
        "headcount": chance.randint(0, 6_000),
        "age": chance.randint(0, 60),
        "turnover": round(chance.random() * 1e8, 2),
        "naf": f"{chance.randint(1, 99):02}.{chance.randint(10, 99)}Z",
        "section": chance.choice(LETTERS),
        "commune": f"{chance.randint(1, 95):02}{chance.randint(1, 900):03}",
        "registered": f"20{chance.randint(10, 26)}-{chance.randint(1, 12):02}-15",
        "listed": chance.random() < 0.2,
    }
    return {name: value for name, value in facts.items() if chance.random() > 1 / 3}


def write(at_once_s: float, one_by_one_s: float, counts: Any) -> None:
    """Write the table where readers find it."""
    within = "yes" if at_once_s <= BUDGET_S else "**no**"
    unknown, no, yes = (int(each) for each in counts)
    PAGE.write_text(
        "# Times of eligibility\n\n"
        f"Written by `python bench/bench_eligibility.py`: {SCHEMES:,} schemes of 3 to 12 "
        f"conditions on {COMPANIES:,} companies, made by chance, a third of the facts missing: "
        f"{yes:,} yes, {no:,} no, {unknown:,} cannot tell. One by one is measured on {BY_ONE} "
        "companies, whose "
        "answers are compared with those at once. Seconds by the clock, one process, "
        f"{platform.system()}, Python {platform.python_version()}, NumPy {np.__version__}.\n\n"
        "| how | seconds | budget | in |\n| --- | ---: | ---: | --- |\n"
        f"| at once (median) | {at_once_s:.2f} | {BUDGET_S:.0f} | {within} |\n"
        f"| one by one | {one_by_one_s:.1f} | | |\n"
        f"| ratio | {one_by_one_s / at_once_s:.0f} | | |\n",
        encoding="utf-8",
    )
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
