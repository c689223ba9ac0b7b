"""The money that a line of a spreadsheet tells: what fits the budget of a sheet, to the cent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terreau.datasets.plan_files.fields import Field
from terreau.datasets.plan_files.money import ProposedFinancing
from terreau.datasets.plan_files.proposals import ProposedSheet
from terreau.web.apps.plans.enums import Instrument, TaxBasis
from terreau.web.apps.plans.rules.lines import CostWritten, FundsWritten
from terreau.web.apps.plans.rules.money import MOST_CENTS, fault_of

FIRST_YEAR, LAST_YEAR = 2000, 2100
_MOST_LINES = 40
_TAXES = {"ht": TaxBasis.BEFORE_TAX, "ttc": TaxBasis.AFTER_TAX}


@dataclass(frozen=True)
class Unfit:
    """What the file says of a field and that no sheet can hold.

    Parameters
    ----------
    field : Field
        Which.
    why : str
        "long", "year", "many", "paid", "large" or "empty".
    most : int
        The most that is held, where there is one.
    """

    field: Field
    why: str
    most: int = 0


def costs_of(
    proposed: ProposedSheet, cost_label: str, unfit: list[Unfit]
) -> tuple[CostWritten, ...]:
    """Return the costs of a line of a file, in the cents that were read."""
    lines = tuple(
        CostWritten(" ".join(cost.label.split())[:160] or cost_label, cost.year, cost.cents)
        for cost in proposed.costs
    )
    return lines if _may_be_money(Field.COST, lines, unfit) else ()


def funds_of(proposed: ProposedSheet, unfit: list[Unfit]) -> tuple[FundsWritten, ...]:
    """Return the financing: one line a financer and a year, with how far each has come."""
    stages: dict[tuple[str, int | None], list[ProposedFinancing]] = {}
    for each in proposed.financing:
        stages.setdefault((each.financer, each.year), []).append(each)
    lines = [
        _one_fund(name, year, told) if _is_told_once(told) else None
        for (name, year), told in stages.items()
    ]
    if any(line is None or fault_of(line.funds) == "paid" for line in lines):
        unfit.append(Unfit(Field.FINANCING, "paid"))
        return ()
    held = [line for line in lines if line is not None]
    if proposed.own_share_cents is not None:
        share = FundsWritten(Instrument.OWN_SHARE.value, agreed=proposed.own_share_cents)
        held.append(share)
    return tuple(held) if _may_be_money(Field.FINANCING, held, unfit) else ()


def _is_told_once(told: list[ProposedFinancing]) -> bool:
    """Whether no step is told twice: which of the two amounts holds nobody says."""
    return len({each.stage or "requested" for each in told}) == len(told)


def _one_fund(name: str, year: int | None, told: list[ProposedFinancing]) -> FundsWritten:
    # What nobody says the step of is no more than asked for; what was paid was obtained.
    cents = {each.stage or "requested": each.cents for each in told}
    return FundsWritten(
        name=name[:200],
        year=year,
        requested=cents.get("requested"),
        agreed=cents.get("agreed"),
        obtained=cents.get("obtained", cents.get("paid")),
        paid=cents.get("paid"),
    )


def _may_be_money(
    kind: Field, lines: Iterable[CostWritten | FundsWritten], unfit: list[Unfit]
) -> bool:
    held = list(lines)
    if len(held) > _MOST_LINES:
        unfit.append(Unfit(kind, "many", _MOST_LINES))
        return False
    amounts = [
        value
        for line in held
        for name, value in vars(line).items()
        if name != "year" and isinstance(value, int)
    ]
    if not all(0 <= cents <= MOST_CENTS for cents in amounts):
        unfit.append(Unfit(kind, "large"))
        return False
    if any(line.year and not FIRST_YEAR <= line.year <= LAST_YEAR for line in held):
        unfit.append(Unfit(kind, "year"))
        return False
    return True


def tax_basis_of(proposed: ProposedSheet) -> str:
    """Return whether every cost is before or after tax; not said where they differ."""
    said = {cost.tax for cost in proposed.costs}
    return _TAXES.get(said.pop() if len(said) == 1 else "", TaxBasis.NOT_SAID)
