"""How much a remark weighs, how far an action has come, how near a day is known."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How much a remark weighs."""

    NOTE = "note"  # to know; the value is what was written
    DOUBT = "doubt"  # to look at; the value, if any, is the likeliest
    ERROR = "error"  # the cell was not understood, and gives no value


class State(StrEnum):
    """How far an action has come."""

    IDEA = "idea"
    DRAFT = "draft"
    PRESENTED = "presented"
    VALIDATED = "validated"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    ON_HOLD = "on_hold"
    ABANDONED = "abandoned"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """How near a day is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    SPAN = "span"  # from one to another, both written
