"""What the library says of data, in the two languages of the interface."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A sentence in English and in French.

    Parameters
    ----------
    en, fr : str
        The same, in each.
    """

    en: str
    fr: str

    def __str__(self) -> str:
        """Return it in English, the language of the terminal and of the documentation."""
        return self.en

    def in_language(self, code: str) -> str:
        """Return it in a language of the interface.

        Examples
        --------
        >>> Said("a zone", "une zone").in_language("fr")
        'une zone'
        """
        return self.fr if code.startswith("fr") else self.en

    def as_dict(self) -> dict[str, str]:
        """Return it ready for JSON."""
        return {"en": self.en, "fr": self.fr}


def count_fr(number: float, *, signed: bool = False) -> str:
    """Return a whole number as it is written in French, narrow spaces between thousands.

    Examples
    --------
    >>> count_fr(1234.4).split(), count_fr(-7), count_fr(7, signed=True)
    (['1', '234'], '−7', '+7')
    """
    digits = f"{abs(number):,.0f}".replace(",", "\u202f")
    if number < 0:
        return f"−{digits}"
    return f"+{digits}" if signed else digits


def some(names: list[str], limit: int) -> Said:
    """Return the first names of a list, and how many others there are.

    Examples
    --------
    >>> some(["01", "02", "03"], 2).fr
    '01, 02 et 1 autre'
    """
    shown, others = ", ".join(names[:limit]), len(names) - limit
    if others <= 0:
        return Said(shown, shown)
    plural = "s" if others > 1 else ""
    return Said(
        f"{shown} and {others} other{plural}", f"{shown} et {count_fr(others)} autre{plural}"
    )
