"""What a register says of an establishment that may be told to everyone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# What stands in the files in place of what may not be shown.
_HIDDEN = ("[ND]", "[NON-DIFFUSIBLE]")
_SHOWN_TO_ALL = "O"
LONGEST_NAME = 200


@dataclass(frozen=True)
class Establishment:
    """An establishment, as far as anybody may know it.

    Parameters
    ----------
    siret : str
        Its number.
    name : str
        Of its legal unit, and its own sign; "" where nothing may be told, or it is not known.
    category : str
        Legal category of its unit, four digits; "" where it is not known.
    naf : str
        Activity of the current nomenclature; "" where it has none.
    commune : str
        Code of the commune where it is.
    headcount : str
        Code of its band of headcount; "" where it is not known.
    is_head : bool
        Whether it is the seat of its legal unit.
    is_masked : bool
        Whether it is a natural person, or asked not to be shown: then it has no name.
    closed_on : str
        The day it closed ("2024-03-31"); "" while it is active.
    """

    siret: str
    name: str
    category: str = ""
    naf: str = ""
    commune: str = ""
    headcount: str = ""
    is_head: bool = False
    is_masked: bool = False
    closed_on: str = ""

    @property
    def siren(self) -> str:
        """The number of its legal unit."""
        return self.siret[:9]


def is_natural_person(category: str) -> bool:
    """Whether a legal category is that of a person, who is named by their own name.

    Examples
    --------
    >>> is_natural_person("1000"), is_natural_person("5710"), is_natural_person("")
    (True, False, False)
    """
    return category.startswith("1")


def may_be_named(statuses: tuple[str | None, ...], category: str) -> bool:
    """Whether what bears these statuses of diffusion may be named; a missing status is no consent.

    Examples
    --------
    >>> may_be_named(("O", "O"), "5710"), may_be_named(("O", "P"), "5710")
    (True, False)
    >>> may_be_named(("O", "O"), "1000"), may_be_named(("O", None), "5710")
    (False, False)
    """
    is_open = all(status == _SHOWN_TO_ALL for status in statuses)
    return is_open and not is_natural_person(category)


def told(value: str | None) -> str:
    """Return what a cell says; what is hidden there says nothing.

    Examples
    --------
    >>> told("  ACME   SA "), told("[ND]"), told(None)
    ('ACME SA', '', '')
    """
    text = " ".join((value or "").split())
    return "" if text in _HIDDEN else text


def name_of(unit: Mapping[str, str], sign: str) -> str:
    """Return the name of an establishment: its unit's, and its own sign where it is another.

    Parameters
    ----------
    unit : Mapping[str, str]
        "denomination", "usual" and "acronym" of the legal unit, as `told` gives them.
    sign : str
        What the establishment is called where it is.

    Examples
    --------
    >>> name_of({"denomination": "ACME", "usual": "", "acronym": ""}, "ACME LYON")
    'ACME (ACME LYON)'
    >>> name_of({"denomination": "ACME", "usual": "", "acronym": ""}, "Acme")
    'ACME'
    """
    whole = unit["denomination"] or unit["usual"] or unit["acronym"]
    if not whole:
        return sign[:LONGEST_NAME]
    is_said = not sign or sign.casefold() == whole.casefold()
    return (whole if is_said else f"{whole} ({sign})")[:LONGEST_NAME]
