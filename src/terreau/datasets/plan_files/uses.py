"""What each column is read as: plain data, which a person may change and an app may remember."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from terreau.datasets.plan_files.fields import Field
from terreau.datasets.plan_files.remarks import BadPlanFile, Remark

SCALES = (1, 1_000, 1_000_000)
TAXES = ("", "ht", "ttc")
STAGES = ("", "requested", "agreed", "obtained", "paid")
_MOST_LETTERS = 200


@dataclass(frozen=True)
class ColumnUse:
    """What a column is read as.

    Parameters
    ----------
    field : Field
        What it holds.
    year : int or None
        The year of its amounts.
    scale : int
        What its numbers count: 1 for euros, 1 000 for k€, 1 000 000 for M€.
    tax : str
        "ht", "ttc", or "" where nothing says it.
    stage : str
        How far a grant has come: "requested", "agreed", "obtained", "paid" or "".
    financer : str
        Who gives the amounts of a column of financing.
    label : str
        What the amounts of a column of costs pay for.
    is_total : bool
        Whether it adds up other columns: then it checks them, and counts where they are empty.
    """

    field: Field
    year: int | None = None
    scale: int = 1
    tax: str = ""
    stage: str = ""
    financer: str = ""
    label: str = ""
    is_total: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON, what it does not say left out."""
        said = {name: getattr(self, name) for name in _UNSAID}
        found = {name: value for name, value in said.items() if value != _UNSAID[name]}
        return {"field": str(self.field), **found}


_UNSAID = {option.name: option.default for option in fields(ColumnUse) if option.name != "field"}
Uses = Mapping[int, ColumnUse]


def uses_as_dict(uses: Uses) -> dict[str, dict[str, Any]]:
    """Return the uses of columns ready for JSON: column, from 0, as text → use.

    Examples
    --------
    >>> uses_as_dict({2: ColumnUse(Field.COST, year=2024, scale=1000)})
    {'2': {'field': 'cost', 'year': 2024, 'scale': 1000}}
    """
    return {str(column): use.as_dict() for column, use in sorted(uses.items())}


def uses_from_dict(given: object) -> dict[int, ColumnUse]:
    """Return the uses that a person or an app gives.

    Raises
    ------
    BadPlanFile
        If a column, a field or an option is unknown.

    Examples
    --------
    >>> uses_from_dict({"2": {"field": "title"}})[2].field
    <Field.TITLE: 'title'>
    """
    if not isinstance(given, Mapping):
        raise _refusal(given)
    return {_column(column): _use(use) for column, use in given.items()}


def _column(given: object) -> int:
    text = str(given)
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise _refusal(given)
    return int(text)


def _use(given: object) -> ColumnUse:
    if not isinstance(given, Mapping) or not set(given) <= {"field", *_UNSAID}:
        raise _refusal(given)
    try:
        field = Field(str(given.get("field")))
    except ValueError as error:
        raise _refusal(given) from error
    if not all(_is_sound(name, value) for name, value in given.items()):
        raise _refusal(given)
    return ColumnUse(**{**given, "field": field})


def _is_sound(name: str, value: object) -> bool:
    match name:
        case "year":
            return value is None or (type(value) is int and 1990 <= value <= 2100)
        case "scale":
            return type(value) is int and value in SCALES
        case "is_total":
            return isinstance(value, bool)
        case "tax" | "stage":
            return value in (TAXES if name == "tax" else STAGES)
        case _:
            return isinstance(value, str) and len(value) <= _MOST_LETTERS


def _refusal(what: object) -> BadPlanFile:
    return BadPlanFile(Remark("mapping_bad", {"what": str(what)[:_MOST_LETTERS]}))
