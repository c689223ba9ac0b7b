"""Costs and financing of an action: one line a year, a post or a financer, never counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from terreau.datasets.plan_files.cells import ReadCell
from terreau.datasets.plan_files.fields import Field
from terreau.datasets.plan_files.remarks import Remark


@dataclass(frozen=True)
class ProposedCost:
    """A cost: what it pays for ("" for the whole), its year, its cents, "ht", "ttc" or ""."""

    label: str
    year: int | None
    cents: int
    tax: str

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class ProposedFinancing:
    """A part of the financing: from whom ("" where not told), how far it has come, year, cents."""

    financer: str
    stage: str
    year: int | None
    cents: int

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return asdict(self)


def costs_of(cells: Sequence[ReadCell]) -> tuple[tuple[ProposedCost, ...], tuple[Remark, ...]]:
    """Return the costs that the cells of an action tell, and what does not add up.

    A total counts only where the columns that it adds up are empty; elsewhere it checks them.
    """
    told = _amounts(cells, Field.COST)
    parts = [cell for cell in told if cell.use.year or cell.use.label]
    totals = [cell for cell in told if not (cell.use.year or cell.use.label)]
    counted = parts or totals[:1]
    costs = tuple(
        ProposedCost(cell.use.label, cell.use.year, _cents(cell), cell.tax) for cell in counted
    )
    checks = totals if parts else totals[1:]
    return costs, _differing("cost_differs", counted, checks)


def financing_of(
    cells: Sequence[ReadCell],
) -> tuple[tuple[ProposedFinancing, ...], tuple[Remark, ...]]:
    """Return the financing that the cells of an action tell, and what does not add up."""
    told = _amounts(cells, Field.FINANCING)
    parts = [cell for cell in told if not cell.use.is_total]
    counted = parts or told
    shared = [cell for cell in cells if cell.shares]
    lines = tuple(
        ProposedFinancing(name, cell.use.stage, cell.use.year, cents)
        for cell in [*counted, *(cell for cell in shared if cell.field is Field.FINANCER)]
        for name, cents in _given(cell)
        if cents
    )
    # What an action pays itself is often in the total of its financing.
    own = sum(_cents(cell) for cell in _amounts(cells, Field.OWN_SHARE))
    checks = [cell for cell in told if cell.use.is_total] if parts else []
    return lines, _differing("financing_differs", counted, checks, also=own)


def _amounts(cells: Iterable[ReadCell], field: Field) -> list[ReadCell]:
    return [cell for cell in cells if cell.field is field and cell.cents is not None]


def _cents(cell: ReadCell) -> int:
    return cell.cents or 0


def _given(cell: ReadCell) -> list[tuple[str, int]]:
    """Return who gives how much by a cell."""
    shares = [(share.name, share.cents) for share in cell.shares]
    return shares or [(cell.use.financer, _cents(cell))]


def _differing(
    code: str, counted: Sequence[ReadCell], checks: Sequence[ReadCell], *, also: int = 0
) -> tuple[Remark, ...]:
    sums = sum(map(_cents, counted))
    return tuple(
        Remark(code, {"total_cents": _cents(check), "sum_cents": sums})
        for check in checks
        if _cents(check) not in (sums, sums + also)
    )
