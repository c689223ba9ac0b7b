"""The code that a sheet is given where nobody wrote one."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count

LONGEST_CODE = 24
_NUMBERED = re.compile(r"^(?P<prefix>.*?)(?P<number>\d{1,6})$")


def code_key(code: str) -> str:
    """Return what codes are ordered by: their numbers count as numbers.

    Examples
    --------
    >>> sorted(["F10", "F9", "f2.1"], key=code_key)
    ['f2.1', 'F9', 'F10']
    """
    return re.sub(r"\d+", lambda number: number[0].zfill(6), code.casefold())[:80]


def next_code(taken: Collection[str]) -> str:
    """Return the code after those that a plan has, written as most of them are.

    Examples
    --------
    >>> next_code([]), next_code(["F1", "F2", "annexe"]), next_code(["CAR-08", "CAR-09"])
    ('F1', 'F3', 'CAR-10')
    """
    found = [match for code in taken if (match := _NUMBERED.match(code))]
    if not found:
        return "F1"
    prefixes = [match["prefix"] for match in found]
    prefix = max(sorted(set(prefixes)), key=prefixes.count)
    last = max((m["number"] for m in found if m["prefix"] == prefix), key=int)
    code = f"{prefix}{str(int(last) + 1).zfill(len(last))}"
    if len(code) <= LONGEST_CODE:
        return code
    return next(f"F{n}" for n in count(1) if f"F{n}" not in taken)
