"""A row of a sheet as people write it, and what becomes of it where two wrote it at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Generic, Self, TypeVar

from terreau.web.apps.plans.enums import Instrument
from terreau.web.apps.plans.rules.money import Funds


@dataclass(frozen=True)
class Line:
    """What is said of a row, cents for amounts."""

    def marked(self) -> str:
        """Return the line as a page gives it to be given back: it says what was read."""
        return json.dumps(list(asdict(self).values()), ensure_ascii=False, default=str)

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: an instrument alone is nothing."""
        return not any(held for name, held in vars(self).items() if name != "instrument")

    @classmethod
    def read_back(cls) -> Mapping[str, Callable[[str], Any]]:
        """Return how what a mark holds as text is read back: days, decimals."""
        return {}

    @classmethod
    def read_from(cls, mark: str) -> Self | None:
        """Return what was read, from `marked`; None where it says nothing that holds."""
        names = [each.name for each in fields(cls)]
        try:
            held = json.loads(mark)
            if not isinstance(held, list) or len(held) != len(names):
                return None
            found = dict(zip(names, held, strict=True))
            for name, read in cls.read_back().items():
                if found[name] is not None:
                    found[name] = read(found[name])
        except (ValueError, TypeError, ArithmeticError):
            return None
        return cls(**found)


@dataclass(frozen=True)
class CostWritten(Line):
    """A line and a year of what a sheet costs."""

    label: str = ""
    year: int | None = None
    planned: int | None = None
    committed: int | None = None
    spent: int | None = None


@dataclass(frozen=True)
class FundsWritten(Line):
    """Who pays a part of a sheet, by which instrument, and how far it is."""

    instrument: str = Instrument.GRANT.value
    name: str = ""
    scheme: str = ""
    year: int | None = None
    requested: int | None = None
    agreed: int | None = None
    obtained: int | None = None
    paid: int | None = None

    @property
    def funds(self) -> Funds:
        """Its amounts, as the rules of money read them."""
        return Funds(self.instrument, self.requested, self.agreed, self.obtained, self.paid)


W = TypeVar("W", bound=Line)


@dataclass(frozen=True)
class Entry(Generic[W]):
    """What is to become of a line.

    Parameters
    ----------
    written : CostWritten or FundsWritten or None
        What it is to say; None = it is taken out.
    line_id : int or None
        Which line; None = a new one.
    read : CostWritten or FundsWritten or None
        What it said when it was read; None = whatever it said.
    """

    written: W | None
    line_id: int | None = None
    read: W | None = None


@dataclass(frozen=True)
class Merged(Generic[W]):
    """What a line is to say, and the fields that two people wrote, each otherwise."""

    written: W
    clashes: tuple[str, ...] = ()


def merged(mine: W, read: W | None, now: W) -> Merged[W]:
    """Return what a line is to say: of each field what was changed, mine or theirs.

    Examples
    --------
    >>> read = CostWritten("Machines", 2026, 100)
    >>> merged(CostWritten("Four", 2026, 100), read, CostWritten("Machines", 2026, 200)).written
    CostWritten(label='Four', year=2026, planned=200, committed=None, spent=None)
    """
    if read is None:
        return Merged(mine)
    taken: dict[str, Any] = {}
    clashes = []
    for each in fields(mine):
        own, before, theirs = (getattr(line, each.name) for line in (mine, read, now))
        if own == before:
            taken[each.name] = theirs
        elif theirs not in (before, own):
            clashes.append(each.name)
    return Merged(replace(mine, **taken), tuple(clashes))
