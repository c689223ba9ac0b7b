"""Headcounts as people write them in a file, and the band of INSEE that each is in.

The heading of the column says how its figures are read: those of « Tranche » or « Code » are codes
of INSEE, where there is such a code; those of any other are employees.
"""

from __future__ import annotations

import re

from terreau.core.text import fold
from terreau.datasets.registers.choosing import BANDS
from terreau.web.apps.directory.enums import HeadcountClass

# The least number of employees of each band, the largest first.
_LEAST = (
    (10_000, "53"), (5_000, "52"), (2_000, "51"), (1_000, "42"), (500, "41"), (250, "32"),
    (200, "31"), (100, "22"), (50, "21"), (20, "12"), (10, "11"), (6, "03"), (3, "02"), (1, "01"),
    (0, "00"),
)  # fmt: skip
_THOUSANDS = re.compile(r"(?<=\d)[\s.\u00a0\u202f](?=\d{3}(?!\d))")
# Part-time employees: 12,5 is twelve and a half.
_PARTS = re.compile(r"(?<=\d)[.,]\d{1,2}(?!\d)")
_SAID = re.compile(
    r"(?:de |entre )?(\d{1,6})(?:(?: a| et| ou)? (\d{1,6}))?"
    r"(?: salaries?| salariees?| employes?| personnes?| etp| agents?)?"
)


def is_coded(heading: str) -> bool:
    """Whether a column of headcounts says by its heading that it holds codes of INSEE.

    Examples
    --------
    >>> [is_coded(h) for h in ("Tranche d’effectif", "Code effectif", "Effectif", "Salariés")]
    [True, True, False, False]
    """
    return not {"tranche", "code", "insee"}.isdisjoint(fold(heading).split())


def band_of(typed: str, *, is_coded: bool) -> str | None:
    """Return the band of a headcount; "" where none is written, None where it is not understood.

    Two numbers are a band where both are in it. A zero before a figure is a number of employees
    to nobody: it is a code, which its column does not say.

    Examples
    --------
    >>> [band_of(t, is_coded=False) for t in ("12", "20-49", "20 à 49 salariés", "1 200")]
    ['11', '12', '12', '42']
    >>> [band_of(t, is_coded=True) for t in ("12", "02", "20 à 49")]
    ['12', '02', '12']
    >>> [band_of(t, is_coded=False) for t in ("quinze", "02", "5 à 60", "")]
    [None, None, None, '']
    """
    folded = fold(typed)
    if not folded:
        return None if typed.strip() else ""
    if is_coded and folded in BANDS:
        return folded
    labels = {fold(str(each.label)): each.value for each in HeadcountClass}
    if folded in labels:
        return labels[folded]
    said = _SAID.fullmatch(fold(_PARTS.sub("", _THOUSANDS.sub("", typed))))
    if said is None or typed.lstrip().startswith("-"):
        return None
    numbers = [number for number in said.groups() if number]
    if any(len(number) > 1 and number.startswith("0") for number in numbers):
        return None
    bands = {_band(int(number)) for number in numbers}
    return bands.pop() if len(bands) == 1 else None


def _band(employees: int) -> str:
    return next(band for least, band in _LEAST if employees >= least)
