"""One figure as it is shown, with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from terreau.core.provenance import Provenance


@dataclass(frozen=True)
class Number:
    """One figure as it is shown.

    Parameters
    ----------
    key : str
        Its name everywhere ("employment.end", "sector.CL.local"); unique on a page.
    label : str
        What it is, in the reader's language.
    value : float or None
        Full precision; None where it is not known.
    unit : str
        "jobs", "inhabitants", "ratio", "times", "index"…, as machines read it.
    display : str
        As written in the reader's language.
    provenance : Provenance
        Where it comes from and how to produce it again.
    period : str
        "2024", or "2019-2024".
    lower, upper : float or None
        Bounds of an interval, full precision; None where there is none.
    """

    key: str
    label: str
    value: float | None
    unit: str
    display: str
    provenance: Provenance
    period: str = ""
    lower: float | None = None
    upper: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "key": self.key,
            "label": self.label,
            "period": self.period,
            "value": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "unit": self.unit,
            "display": self.display,
            "provenance": self.provenance.as_dict(),
        }
