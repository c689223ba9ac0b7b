"""The default engine: cells are mapped, or decoded by pyarrow; NumPy counts combined codes."""

from __future__ import annotations

from terreau.datasets.scan.count import count, left_out
from terreau.datasets.scan.decode import decode, parts
from terreau.datasets.scan.mapped import answer_of, rows_of
from terreau.datasets.scan.plan import Plan
from terreau.datasets.scan.result import Aggregate

# Up to this many rows are kept between the two passes; beyond, they are decoded again.
_KEPT_ROWS = 2_000_000


def scan(plan: Plan) -> Aggregate:
    """Answer a question (see `terreau.datasets.scan.aggregate`)."""
    # A first pass finds the cells to leave out, unless rows without a value are all of them.
    needs_two = not plan.table.is_complete and (plan.paired or plan.table.absent != "zero")
    if plan.table.cells is not None:
        cells = plan.table.cells
        if plan.table.is_complete:
            return answer_of(cells, plan)
        out = left_out(rows_of(cells, plan), plan) if needs_two else None
        return count(rows_of(cells, plan), plan, out)
    chosen = parts(plan)
    if sum(part.rows for part in chosen) <= _KEPT_ROWS:
        kept = list(decode(chosen, plan, ahead=False))
        return count(kept, plan, left_out(kept, plan) if needs_two else None)
    out = left_out(decode(chosen, plan, ahead=True), plan) if needs_two else None
    return count(decode(chosen, plan, ahead=True), plan, out)
