"""One cell read as its column says: what was written, its value, what was understood."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from terreau.core.said import Said
from terreau.core.text import fold
from terreau.datasets.plan_files.amounts import Amount, read_amount
from terreau.datasets.plan_files.blanks import clean, is_unknown
from terreau.datasets.plan_files.codes import read_code
from terreau.datasets.plan_files.days import read_day
from terreau.datasets.plan_files.enums import Level, Precision, State
from terreau.datasets.plan_files.fields import AMOUNTS, DAYS, PARTS, Field
from terreau.datasets.plan_files.names import read_names
from terreau.datasets.plan_files.remarks import Remark, euros
from terreau.datasets.plan_files.shares import Share, read_shares
from terreau.datasets.plan_files.spans import Span
from terreau.datasets.plan_files.states import read_state
from terreau.datasets.plan_files.uses import ColumnUse

_SHARED = (Field.FINANCING, Field.FINANCER)
_UNRESOLVED = re.compile(r"#(?:[A-Z0-9/]+[!?]?|N/A)|=.+|Err:[0-9]+", re.DOTALL)

_Read = tuple["Value", tuple[Remark, ...]]
Value = int | str | Span | State | tuple[str, ...] | tuple[Share, ...] | None


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell of a proposed sheet.

    Parameters
    ----------
    line, column : int
        Where it stands: line of the file from 1, column from 0.
    use : ColumnUse
        What its column is read as.
    written : str
        What the file shows.
    value : int, str, Span, State, tuple of str or of Share, or None
        Cents, a text, days, a state, names, with amounts or not; None where nothing is understood.
    tax : str
        Of an amount, "ht", "ttc" or "".
    remarks : tuple of Remark
        What there is to say.
    """

    line: int
    column: int
    use: ColumnUse
    written: str
    value: Value
    tax: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def field(self) -> Field:
        """What it holds."""
        return self.use.field

    @property
    def is_refused(self) -> bool:
        """Whether it was not understood."""
        return any(remark.level is Level.ERROR for remark in self.remarks)

    @property
    def cents(self) -> int | None:
        """What it adds to a sum of amounts."""
        return sum(s.cents for s in self.shares) if self.shares else _cents(self.value)

    @property
    def shares(self) -> tuple[Share, ...]:
        """Who gives how much, where one cell tells several."""
        held = self.value if isinstance(self.value, tuple) else ()
        return tuple(share for share in held if isinstance(share, Share))

    def understood(self) -> Said | None:
        """Return what was understood, in words; None where that is what was written, or nothing."""
        if isinstance(self.value, int):
            return Amount(self.value, self.tax).in_words()
        if isinstance(self.value, Span):
            return self.value.in_words()
        if self.shares:
            told = [(share.name, euros(share.cents)) for share in self.shares]
            return Said(*(" · ".join(f"{name}: {getattr(shown, tongue)}" for name, shown in told)
                          for tongue in ("en", "fr")))  # fmt: skip
        if isinstance(self.value, tuple):
            names = " · ".join(map(str, self.value))
            return Said(names, names)
        return None

    def saying(self, *remarks: Remark) -> ReadCell:
        """Return it without value, and with something more to say."""
        return replace(self, value=None, remarks=(*self.remarks, *remarks))

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        understood = self.understood()
        return {
            "line": self.line,
            "column": self.column,
            "use": self.use.as_dict(),
            "written": self.written,
            "value": _plain(self.value),
            "tax": self.tax,
            "understood": understood.as_dict() if understood else None,
            "remarks": [remark.as_dict() for remark in self.remarks],
        }


def read_cell(written: object, use: ColumnUse, *, line: int, column: int) -> ReadCell:
    """Read a cell as the use of its column says.

    Examples
    --------
    >>> cell = read_cell("env. 12", ColumnUse(Field.COST, scale=1000), line=4, column=2)
    >>> cell.value, cell.understood().en, cell.remarks[0].code
    (1200000, '€12,000', 'amount_about')
    """
    text = shown(written)
    if isinstance(written, str) and _UNRESOLVED.fullmatch(text):
        return ReadCell(line, column, use, text, None, remarks=(Remark("cell_formula"),))
    if use.field in _SHARED and not use.financer and (told := read_shares(text, scale=use.scale)):
        return ReadCell(line, column, use, text, told, use.tax, (Remark("amount_shared"),))
    if use.field in AMOUNTS:
        amount = read_amount(written, scale=use.scale, tax=use.tax)
        return ReadCell(line, column, use, text, amount.cents, amount.tax, amount.remarks)
    value, remarks = _READERS.get(use.field, _text)(written)
    return ReadCell(line, column, use, text, value, remarks=remarks)


def _cents(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _plain(value: Value) -> object:
    """Return a value ready for JSON."""
    if isinstance(value, tuple):
        return [part.as_dict() if isinstance(part, Share) else part for part in value]
    return value.as_dict() if isinstance(value, Span) else value


def shown(written: object) -> str:
    """Return a cell as a person reads it: a day as it is written in France, not as it is kept.

    Examples
    --------
    >>> import datetime as dt
    >>> shown(dt.date(2024, 9, 1)), shown(12.5), shown(True)
    ('01/09/2024', '12,5', 'VRAI')
    """
    if isinstance(written, bool):
        return "VRAI" if written else "FAUX"
    if isinstance(written, dt.datetime | dt.date):
        return f"{written:%d/%m/%Y}"
    if isinstance(written, float):
        return clean(written).replace(".", ",")
    return clean(written)


def _names(written: object) -> _Read:
    if not isinstance(written, str):
        return None, (Remark("names_other"),)
    read = read_names(written)
    return read.names or None, read.remarks


def _lead_first(written: object) -> _Read:
    names, remarks = _names(written)
    # One name and nothing else is no guess; "à définir / CCI", "Partenaires : CCI" are.
    if isinstance(names, tuple) and fold(shown(written)) != fold(str(names[0])):
        remarks = (*remarks, Remark("names_lead_first", {"name": str(names[0])}))
    return names, remarks


def _day(written: object) -> _Read:
    span, remarks = _period(written)
    if isinstance(span, Span) and span.precision is Precision.SPAN and not remarks:
        remarks = (Remark("day_span"),)
    return span, remarks


def _period(written: object) -> _Read:
    read = read_day(written)
    return read.span, read.remarks


def _state(written: object) -> _Read:
    read = read_state(written)
    return read.state, read.remarks


def _code(written: object) -> _Read:
    read = read_code(written)
    return read.code or None, read.remarks


def _text(written: object) -> _Read:
    text = shown(written)
    return (None, ()) if is_unknown(text) else (text or None, ())


_READERS: Mapping[Field, Callable[[object], _Read]] = MappingProxyType(
    dict.fromkeys(PARTS, _names)
    | dict.fromkeys(DAYS, _day)
    | {Field.LEAD_AND_PARTNERS: _lead_first}
    | {Field.PERIOD: _period, Field.STATE: _state, Field.CODE: _code}
)
