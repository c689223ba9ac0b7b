"""Lines of totals: left out of the plan, and compared with what was read above them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from terreau.datasets.plan_files.cells import ReadCell
from terreau.datasets.plan_files.fields import AMOUNTS
from terreau.datasets.plan_files.remarks import Remark


class Sums:
    """What the columns of amounts add up to: since the beginning, and since the last total."""

    def __init__(self) -> None:
        self.whole: Counter[int] = Counter()
        self.part: Counter[int] = Counter()

    def begin(self) -> None:
        """Begin a part: after an axis or a total."""
        self.part.clear()

    def add(self, cells: Sequence[ReadCell]) -> None:
        """Add the amounts of an action."""
        for cell in cells:
            if cell.field in AMOUNTS:
                self.whole[cell.column] += cell.cents or 0
                self.part[cell.column] += cell.cents or 0

    def check(self, totals: Sequence[ReadCell], labels: Mapping[int, str]) -> list[Remark]:
        """Return what a total says that neither the whole nor the last part adds up to."""
        return [
            Remark(
                "total_differs",
                {
                    "heading": labels.get(cell.column, ""),
                    "total_cents": cell.value,
                    "sum_cents": self.whole[cell.column],
                },
            )
            for cell in totals
            if isinstance(cell.value, int)
            and cell.field in AMOUNTS
            and cell.value not in (self.whole[cell.column], self.part[cell.column])
        ]
