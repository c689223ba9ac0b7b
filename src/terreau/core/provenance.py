"""The provenance that travels with every figure, from the kernel to the page.

A number without one cannot be displayed: what is shown can be explained and
produced again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Provenance:
    """Where a number comes from and how to produce it again.

    Parameters
    ----------
    source : str
        Publisher and title of the dataset.
    dataset : str
        Identifier and checksum of the dataset ("urssaf-ze-a38@1f3a…"), or "" for the bundle.
    vintage : str
        Vintage of the dataset, as its publisher names it.
    licence : str
        Licence of the dataset, to be honoured by whoever reuses the number.
    obligation : str
        What the licence asks beyond naming the source, in words (share alike); "" for nothing.
    geography : str
        Version of the perimeter and vintage of the geography the number is computed on.
    absent : str
        What an absent cell means: "zero", "secret", "missing" or "" when none can be absent.
    coverage : str
        What the number covers and what it leaves out (secret cells, unmatched communes).
    formula : str
        How it is computed, in the field's notation.
    command : str
        The command that prints the number again.
    is_example : bool
        Whether the number belongs to the fictitious example country.
    """

    source: str
    dataset: str = ""
    vintage: str = ""
    licence: str = ""
    obligation: str = ""
    geography: str = ""
    absent: str = ""
    coverage: str = ""
    formula: str = ""
    command: str = ""
    is_example: bool = False

    def for_command(self, command: str) -> Provenance:
        """Return the provenance of a sister number: the same but for the command.

        A profile has two hundred of them; `dataclasses.replace` would be a tenth of its time.
        """
        sister = object.__new__(Provenance)
        sister.__dict__.update(self.__dict__, command=command)
        return sister

    def as_dict(self) -> dict[str, Any]:
        """Return the fields in order, for JSON and CSV."""
        return dict(self.__dict__)
