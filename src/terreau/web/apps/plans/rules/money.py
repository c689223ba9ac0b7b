"""The money of a sheet: what it costs, who pays, what is missing. Integer cents throughout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terreau.web.apps.plans.enums import Instrument

# What brings no cash does not close a plan.
CASHLESS = frozenset({Instrument.GUARANTEE, Instrument.IN_KIND})
# The largest amount of one line: a thousand billion euros is a mistake of typing.
MOST_CENTS = 10**14


@dataclass(frozen=True)
class Funds:
    """What is known of one line of a financing plan.

    Parameters
    ----------
    instrument : str
        How the money comes (`Instrument`).
    requested, agreed, obtained, paid : int or None
        Cents, ≥ 0; None = nobody said, which is not zero.
    """

    instrument: str
    requested: int | None = None
    agreed: int | None = None
    obtained: int | None = None
    paid: int | None = None

    @property
    def best_known(self) -> int:
        """Cents counted in the plan: obtained, else agreed, else requested, else none.

        Examples
        --------
        >>> Funds("grant", requested=500, obtained=0).best_known, Funds("grant", 500).best_known
        (0, 500)
        """
        known = (self.obtained, self.agreed, self.requested)
        return next((cents for cents in known if cents is not None), 0)


@dataclass(frozen=True)
class InstrumentTotal:
    """Sums of one instrument, in cents; None where nobody said anything of them."""

    instrument: Instrument
    requested: int | None
    agreed: int | None
    obtained: int | None
    paid: int | None


@dataclass(frozen=True)
class Balance:
    """Whether the financing plan of a sheet closes.

    Parameters
    ----------
    costs : int
        Planned costs, cents.
    planned : int
        What the plan brings in cash, best known of each line, own share included.
    secured : int
        What is obtained, and the own share.
    """

    costs: int
    planned: int
    secured: int

    @property
    def gap(self) -> int:
        """Cents that nobody brings; below zero, what is brought twice."""
        return self.costs - self.planned

    @property
    def is_closed(self) -> bool:
        """Whether costs and plan are equal to the cent."""
        return self.gap == 0

    @property
    def is_unfunded(self) -> bool:
        """Whether costs are planned that what is secured does not cover."""
        return self.costs > self.secured


def balance_of(costs: Iterable[int], funds: Iterable[Funds]) -> Balance:
    """Return the balance of planned costs (cents each) and of a financing plan.

    Examples
    --------
    >>> balance_of([100_00], [Funds("own_share", 20_00), Funds("grant", 50_00, obtained=30_00)]).gap
    5000
    """
    lines = [line for line in funds if line.instrument not in CASHLESS]
    own = sum(line.best_known for line in lines if line.instrument == Instrument.OWN_SHARE)
    others = [line for line in lines if line.instrument != Instrument.OWN_SHARE]
    return Balance(
        costs=sum(costs),
        planned=own + sum(line.best_known for line in others),
        secured=own + sum(line.obtained or 0 for line in others),
    )


def totals_of(funds: Iterable[Funds]) -> list[InstrumentTotal]:
    """Return the sums of each instrument that is there, in the order of `Instrument`."""
    found: dict[str, list[Funds]] = {}
    for line in funds:
        found.setdefault(line.instrument, []).append(line)
    return [_total(each, found[each]) for each in Instrument if each in found]


def _total(instrument: Instrument, lines: list[Funds]) -> InstrumentTotal:
    return InstrumentTotal(
        instrument,
        *(
            sum_said(getattr(line, name) for line in lines)
            for name in ("requested", "agreed", "obtained", "paid")
        ),
    )


def sum_said(amounts: Iterable[int | None]) -> int | None:
    """Return the sum of what was said, in cents; None where nobody said anything.

    Examples
    --------
    >>> sum_said([500, None]), sum_said([None, None]), sum_said([0])
    (500, None, 0)
    """
    said = [cents for cents in amounts if cents is not None]
    return sum(said) if said else None


def fault_of(funds: Funds) -> str:
    """Return the field of a line that cannot be true, or "".

    An amount is not negative; what is paid was obtained.

    Examples
    --------
    >>> fault_of(Funds("grant", 100, obtained=50, paid=60)), fault_of(Funds("grant", -1))
    ('paid', 'requested')
    """
    amounts: Mapping[str, int | None] = {
        "requested": funds.requested, "agreed": funds.agreed,
        "obtained": funds.obtained, "paid": funds.paid,
    }  # fmt: skip
    for name, cents in amounts.items():
        if cents is not None and not 0 <= cents <= MOST_CENTS:
            return name
    if funds.paid is not None and funds.paid > (funds.obtained or 0):
        return "paid"
    return ""
