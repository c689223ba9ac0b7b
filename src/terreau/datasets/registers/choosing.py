"""Which establishments of a register are kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from terreau.core.errors import BadInput
from terreau.datasets.reference.naf import bridge

# Bands of headcount, the smallest first; an establishment without a band has no employee known.
BANDS = (
    "00", "01", "02", "03", "11", "12", "21", "22", "31", "32", "41", "42", "51", "52", "53",
)  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """Which establishments are kept: the active ones of a perimeter, and those already known.

    Parameters
    ----------
    communes : frozenset[str]
        Codes of the communes of the perimeter.
    naf : frozenset[str]
        Activities kept (see `activities`); empty = all.
    least : str
        Smallest band of headcount kept ("11"); "" = all, also those whose band is not known.
    known : frozenset[str]
        SIRET kept wherever they are and whatever they have become: closed, moved, of other work.
    """

    communes: frozenset[str]
    naf: frozenset[str] = frozenset()
    least: str = ""
    known: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.least and self.least not in BANDS:
            raise BadInput(
                "There is no such band of headcount",
                value=self.least,
                remedy=f"Choose among {', '.join(BANDS)}",
            )

    @property
    def bands(self) -> tuple[str, ...]:
        """The bands of headcount kept; empty = all."""
        return BANDS[BANDS.index(self.least) :] if self.least else ()

    @property
    def digest(self) -> str:
        """What tells this choice from another."""
        parts = [sorted(self.communes), sorted(self.naf), self.least, sorted(self.known)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def activities(choices: Iterable[str]) -> frozenset[str]:
    """Return the activities that sections ("C"), divisions ("25") or activities ("25.11Z") name.

    Raises
    ------
    BadInput
        If one of them is none of these.

    Examples
    --------
    >>> sorted(activities(["09", "08.91Z"]))
    ['08.91Z', '09.10Z', '09.90Z']
    """
    sections = bridge("A732", "A21")
    kept: set[str] = set()
    for choice in choices:
        wanted = choice.strip().upper()
        found = {
            code
            for code, section in sections.items()
            if wanted and (section == wanted or code.startswith(wanted))
        }
        if not found:
            raise BadInput(
                "No activity has this code",
                value=choice,
                remedy="Write a section (C), a division (25) or an activity (25.11Z)",
            )
        kept |= found
    return frozenset(kept)
