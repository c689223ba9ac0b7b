"""SIREN and SIRET: the numbers of organisations and of their establishments, and their key."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[\s.\u00a0\u202f-]")
# Its establishments are too many for the ordinary key: theirs is a multiple of five.
_LA_POSTE = "356000000"


def without_spaces(text: str) -> str:
    """Return a number as it is kept: digits alone, whatever people put between them.

    Examples
    --------
    >>> without_spaces("732 829 320")
    '732829320'
    """
    return _BETWEEN.sub("", text)


def is_siren(number: str) -> bool:
    """Whether nine digits are a SIREN: their key holds.

    Examples
    --------
    >>> is_siren("732829320"), is_siren("732829321"), is_siren("73282932")
    (True, False, False)
    """
    return _is_digits(number, 9) and _luhn(number)


def is_siret(number: str) -> bool:
    """Whether fourteen digits are a SIRET: its SIREN and its own key hold.

    Examples
    --------
    >>> is_siret("73282932000074"), is_siret("73282932000075")
    (True, False)

    Of La Poste, whose establishments outnumber the key:

    >>> is_siret("35600000049837"), is_siret("35600000049838")
    (True, False)
    """
    if not (_is_digits(number, 14) and is_siren(number[:9])):
        return False
    if number.startswith(_LA_POSTE) and sum(map(int, number)) % 5 == 0:
        return True
    return _luhn(number)


def _is_digits(number: str, length: int) -> bool:
    return len(number) == length and number.isascii() and number.isdigit()


def _luhn(number: str) -> bool:
    """Whether the sum of the digits, each second one from the right doubled, ends in zero."""
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(number)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
