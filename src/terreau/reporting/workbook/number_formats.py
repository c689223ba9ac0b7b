"""The format under which a spreadsheet shows a value as a report writes it.

Read from the way it is written: decimals, sign, thousands, percent, the words after it.
"""

from __future__ import annotations

import math
import re

_WRITTEN = re.compile(
    r"(?P<sign>[+\-\u2212]?)(?P<whole>\d{1,3}(?:[\s,]\d{3})+|\d+)(?P<rest>[.,]\d+)?(?P<after>\D*)"
)
_PLAIN = "General"


def number_format(value: float, display: str) -> str:
    r"""Return the format that shows a value as it is written.

    Parameters
    ----------
    value : float
        In full precision.
    display : str
        As a report writes it ("+1 234", "12,5 %").

    Returns
    -------
    str
        Of Excel; "General" where the display is not that value (rounded to thousands, words).

    Examples
    --------
    >>> number_format(1234.4, "1\u202f234"), number_format(-0.0512, "\u22125,1\u00a0%")
    ('#,##0;"−"#,##0', '0.0"\xa0"%;"−"0.0"\xa0"%')
    """
    read = _WRITTEN.fullmatch(display.strip())
    if read is None:
        return _PLAIN
    decimals = len(read["rest"] or ".") - 1
    is_percent = read["after"].strip() == "%" and _is_shown(value * 100, read, decimals)
    if not is_percent and not _is_shown(value, read, decimals):
        return _PLAIN
    digits = "#,##0" if len(read["whole"]) > 3 or (abs(value) < 1000 and decimals == 0) else "0"
    if is_percent:
        digits = "0"
    number = digits + ("." + "0" * decimals if decimals else "") + _after(read["after"], is_percent)
    positive = f'"+"{number}' if read["sign"] == "+" else number
    zero = f";{number}" if read["sign"] == "+" else ""
    return f'{positive};"\u2212"{number}{zero}'


def _is_shown(value: float, read: re.Match[str], decimals: int) -> bool:
    """Return whether a value, rounded, is what is written."""
    written = float(re.sub(r"[\s,]", "", read["whole"]) + (read["rest"] or "").replace(",", "."))
    if read["sign"] in {"-", "\u2212"}:
        written = -written
    return math.isclose(value, written, abs_tol=0.5 * 10**-decimals + 1e-9, rel_tol=0)


def _after(words: str, is_percent: bool) -> str:
    """Return the words after a number, quoted; the sign that multiplies by 100 is not."""
    if not words:
        return ""
    before, sign, after = words.partition("%") if is_percent else (words, "", "")
    return "".join(f'"{part}"' if part != "%" else part for part in (before, sign, after) if part)
