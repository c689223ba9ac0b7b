"""Links by which somebody without an account answers: signed, for one purpose, until a day.

A link opens a page; it writes nothing until a button is pressed, since programs follow the links of
letters before people do. What a link is for may be closed: the object says so, not the link.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere

# A key is a positive number that any database holds.
_LONGEST_NUMBER = 18


def make_link(purpose: str, key: str) -> str:
    """Return the signed part of an address.

    Parameters
    ----------
    purpose : str
        What it allows; a link for one purpose opens no other.
    key : str
        Of the object it is about.
    """
    return signing.dumps(key, salt=f"terreau.link.{purpose}", compress=False)


def read_link(purpose: str, token: str, lasts: timedelta) -> str:
    """Return the key of the object that a link is about.

    Raises
    ------
    NotHere
        If it was not signed here, is for something else, or is too old.
    """
    try:
        return str(signing.loads(token, salt=f"terreau.link.{purpose}", max_age=lasts))
    except signing.BadSignature as refusal:
        raise _opens_nothing() from refusal


def number_in(written: str) -> int:
    """Return the key of an object that stands within what a link is about.

    A link that was signed here, for something of another shape, opens nothing either.

    Raises
    ------
    NotHere
        If it is not the number of anything.
    """
    if written.isascii() and written.isdecimal() and len(written) <= _LONGEST_NUMBER:
        return int(written)
    raise _opens_nothing()


def _opens_nothing() -> NotHere:
    return NotHere(
        _("Ce lien n’ouvre rien, ou n’ouvre plus rien"),
        remedy=_("Reprenez-le entier depuis la lettre, ou répondez-y : quelqu’un la lit."),
    )
