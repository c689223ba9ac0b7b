"""Who gives how much, in one cell: "DETR : 30 000 €, Région : 20 000 €"."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from terreau.core.text import fold
from terreau.datasets.plan_files.amounts import read_amount
from terreau.datasets.plan_files.names import read_names

_BETWEEN = re.compile(r"\n|;| \+ |,\s|\s/\s|\s-\s")
_NAMED = re.compile(r"(?P<name>[^\W\d][^:(]*?)\s*(?:[:=]|\s[-–])?\s*\(?(?P<amount>[0-9€][^()]*)\)?")


@dataclass(frozen=True)
class Share:
    """What one gives: its name, its cents."""

    name: str
    cents: int

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return asdict(self)


def read_shares(text: str, *, scale: int = 1) -> tuple[Share, ...]:
    """Return the shares that a cell tells; none unless every part of it is a name and an amount.

    Examples
    --------
    >>> [(share.name, share.cents) for share in read_shares("DETR : 30 k€, Région (20 000 €)")]
    [('DETR', 3000000), ('Région', 2000000)]
    >>> read_shares("12 000 €"), read_shares("Région : 50 %"), read_shares("CCI, Région : 12 €")
    ((), (), ())
    """
    shares: dict[str, Share] = {}
    for part in _BETWEEN.split(text):
        match = _NAMED.fullmatch(part.strip())
        names = read_names(match["name"]).names if match else ()
        amount = read_amount(match["amount"], scale=scale) if match else None
        if amount is None or amount.cents is None or amount.remarks or len(names) != 1:
            return ()
        if fold(names[0]) in shares:
            return ()
        shares[fold(names[0])] = Share(names[0], amount.cents)
    return tuple(shares.values())
