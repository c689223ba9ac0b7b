"""Days and spans as people write them: "01/09/24", "T3 2024", "fin 2024", or 45536 in Excel."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from terreau.core.text import fold
from terreau.datasets.plan_files.blanks import clean, is_unknown
from terreau.datasets.plan_files.enums import Precision
from terreau.datasets.plan_files.remarks import Parameter, Remark
from terreau.datasets.plan_files.spans import Read, Span, half_of, month_of, quarter_of

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_EPOCH = dt.date(1899, 12, 30)  # day 0 of Excel, as it counts them since March 1900
_SERIALS = range(32_874, 73_416)  # 1990-01-01 to 2100-12-31

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("janvier janv jan january", "fevrier fevr fev feb february", "mars mar march",
         "avril avr apr april", "mai may", "juin jun june", "juillet juil jul july",
         "aout aou aug august", "septembre sept sep september", "octobre oct october",
         "novembre nov november", "decembre dec december"), 1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20|21)[0-9]{2})"
_SHORT_YEAR = r"(?P<year>(?:19|20|21)[0-9]{2}|[0-9]{2})"
_DAY = r"(?P<day>[0-9]{1,2})"
_WITHIN = r"(?:(?:debut|mi|milieu|fin|courant|en|depuis)(?: de)? )?"
_RANK = r"(?:er|ere|e|eme|nd|nde)?"
# On folded text: small letters without accent, one space for whatever stood between.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("quarter", rf"(?:t|q|trim|trimestre) ?(?P<n>[1-4]) {_SHORT_YEAR}"),
    ("quarter", rf"(?P<n>[1-4]) ?{_RANK} ?(?:t|q|trim|trimestre)(?: de)? ?{_SHORT_YEAR}"),
    ("quarter", rf"{_YEAR} ?(?:t|q|trim|trimestre) ?(?P<n>[1-4])"),
    ("half", rf"(?:s|sem|semestre) ?(?P<n>[12]) {_SHORT_YEAR}"),
    ("half", rf"(?P<n>[12]) ?{_RANK} ?(?:s|sem|semestre)(?: de)? ?{_SHORT_YEAR}"),
    ("half", rf"{_YEAR} ?(?:s|sem|semestre) ?(?P<n>[12])"),
    ("part", rf"(?P<part>debut|mi|milieu|fin)(?: d annee| annee| de| d)? ?{_YEAR}"),
    ("season", rf"(?P<season>printemps|ete|automne|hiver|rentree)(?: de)? {_YEAR}"),
    ("month", rf"{_WITHIN}(?P<month>{_MONTH}) ?{_SHORT_YEAR}"),
    ("day", rf"(?:le )?(?P<day>[0-3]?[0-9])(?: ?er)? (?P<month>{_MONTH}) ?{_SHORT_YEAR}"),
    ("year", rf"(?:en |courant |annee |depuis )?{_YEAR}"),
)  # fmt: skip
# On what was written, where the sign between numbers tells them apart.
_NUMERIC: tuple[tuple[str, str], ...] = (
    ("iso", rf"{_YEAR}[-/.](?P<month>[0-9]{{1,2}})[-/.](?P<day>[0-9]{{1,2}})(?:[T ][0-9:.Z+]+)?"),
    (
        "french",
        rf"{_DAY}[-/. ](?P<month>[0-9]{{1,2}})[-/. ]{_SHORT_YEAR}(?: [0-9]{{1,2}}[:h][0-9:]*)?",
    ),
    ("months", rf"(?P<month>[0-9]{{1,2}})[-/.]{_YEAR}"),
    ("months", rf"{_YEAR}[-/.](?P<month>0[1-9]|1[0-2])"),
)
_BETWEEN = re.compile(r"-|–|—|/|→|>|\bà\b|\bau\b|\bet\b")
_YEARLESS = re.compile(rf"(?:[ts] ?[1-4]|[1-4] ?{_RANK} ?(?:trimestre|semestre)|{_MONTH})")


def read_day(written: object) -> Read:
    """Read a day, or the span that stands for it.

    Parameters
    ----------
    written : object
        A cell: a date of the spreadsheet, a serial number of Excel, or a text.

    Examples
    --------
    >>> for text in ("01/09/24", "T3 2024", "sept. 2024", "fin 2024", "S1 2025", 45536):
    ...     span = read_day(text).span
    ...     print(span.first, span.last, span.precision)
    2024-09-01 2024-09-01 day
    2024-07-01 2024-09-30 quarter
    2024-09-01 2024-09-30 month
    2024-10-01 2024-12-31 quarter
    2025-01-01 2025-06-30 half_year
    2024-09-01 2024-09-01 day
    >>> read_day("31/02/2024").remarks[0].code, read_day("à définir").span is None
    ('day_impossible', True)
    """
    if isinstance(written, bool | dt.time | dt.timedelta):
        return _refused("day_none")
    if isinstance(written, dt.datetime):
        written = written.date()
    if isinstance(written, dt.date):
        return _within(Span(written, written, Precision.DAY))
    if isinstance(written, int | float):
        return _of_number(written)
    text = " ".join(clean(written).split())
    if not text:
        return Read(None)
    if is_unknown(text):
        return Read(None, (Remark("day_unknown"),))
    return _of_text(text)


@lru_cache(maxsize=1024)
def _of_text(text: str) -> Read:
    bare = text.rstrip("? ").strip()
    doubt = () if bare == text else (Remark("day_question"),)
    if re.fullmatch(r"[0-9]{5}(?:[.,]0)?", bare):
        return _of_number(float(bare.replace(",", ".")))
    found = _single(bare) or _range(bare)
    if found is None:
        code = "day_yearless" if _YEARLESS.fullmatch(fold(bare)) else "day_none"
        return _refused(code)
    return Read(found.span, (*doubt, *found.remarks))


def _single(text: str) -> Read | None:
    """Return what one of the ways to write a day says; None where none fits."""
    for kind, pattern in _NUMERIC:
        if match := re.fullmatch(pattern, text):
            return _of_digits(kind, match)
    folded = fold(text)
    for kind, pattern in _PATTERNS:
        if match := re.fullmatch(pattern, folded):
            return _KINDS[kind](match)
    return None


def _range(text: str) -> Read | None:
    """Return the span from one day to another; the first may leave its year to the second."""
    for match in _BETWEEN.finditer(text):
        first = re.sub(r"^(?:du|de|d['’]|entre)\s*", "", text[: match.start()]).strip()
        last = _single(text[match.end() :].strip())
        if not first or last is None or last.span is None:
            continue
        start = _single(first) or _single(f"{first} {last.span.last.year}")
        if start is None or start.span is None:
            continue
        if start.span.first > last.span.last:
            return _refused("day_backwards")
        return Read(
            Span(start.span.first, last.span.last, Precision.SPAN),
            (*start.remarks, *last.remarks),
        )
    return None


def _of_number(number: float) -> Read:
    if not 0 <= number <= _SERIALS.stop:
        return _refused("day_none")
    if number == int(number) and _FIRST_YEAR <= number <= _LAST_YEAR:
        return _within(Span.of_year(int(number)))
    if int(number) in _SERIALS:
        day = _EPOCH + dt.timedelta(days=int(number))
        return Read(Span(day, day, Precision.DAY), (Remark("day_serial"),))
    return _refused("day_none")


def _of_digits(kind: str, match: re.Match[str]) -> Read:
    year, month = _full_year(match["year"]), int(match["month"])
    if kind == "months":
        return _within(month_of(year, month)) if 1 <= month <= 12 else _refused("day_impossible")
    day = int(match["day"])
    if kind == "french" and month > 12 and day <= 12:
        return _day(year, day, month, Remark("day_american"))
    return _day(year, month, day)


def _of_part(match: re.Match[str]) -> Read:
    year, part = int(match["year"]), match["part"]
    if part in ("mi", "milieu"):
        span = Span(dt.date(year, 6, 1), dt.date(year, 7, 31), Precision.SPAN)
    else:
        span = quarter_of(year, 1 if part == "debut" else 4)
    return _within(span, Remark("day_part", {"part": part}))


def _of_season(match: re.Match[str]) -> Read:
    year, season = int(match["year"]), match["season"]
    doubt = Remark("day_part", {"part": season})
    if season == "rentree":
        return _within(month_of(year, 9), doubt)
    quarters = {"hiver": 1, "printemps": 2, "ete": 3, "automne": 4}
    return _within(quarter_of(year, quarters[season]), doubt)


_KINDS: dict[str, Callable[[re.Match[str]], Read]] = {
    "quarter": lambda match: _within(quarter_of(_full_year(match["year"]), int(match["n"]))),
    "half": lambda match: _within(half_of(_full_year(match["year"]), int(match["n"]))),
    "part": _of_part,
    "season": _of_season,
    "month": lambda match: _within(month_of(_full_year(match["year"]), _MONTHS[match["month"]])),
    "day": lambda match: _day(
        _full_year(match["year"]), _MONTHS[match["month"]], int(match["day"])
    ),
    "year": lambda match: _within(Span.of_year(int(match["year"]))),
}


def _day(year: int, month: int, day: int, *remarks: Remark) -> Read:
    try:
        on = dt.date(year, month, day)
    except ValueError:
        return _refused("day_impossible")
    return _within(Span(on, on, Precision.DAY), *remarks)


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _within(span: Span, *remarks: Remark) -> Read:
    if not _FIRST_YEAR <= span.first.year <= _LAST_YEAR:
        return _refused("day_far", year=span.first.year)
    return Read(span, remarks)


def _refused(code: str, **parameters: Parameter) -> Read:
    return Read(None, (Remark(code, parameters),))
