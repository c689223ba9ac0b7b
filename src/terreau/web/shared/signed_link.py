"""Links by which somebody without an account answers: signed, for one purpose, until a day.

A link opens a page; it writes nothing until a button is pressed, since programs follow the links of
letters before people do. What a link is for may be closed: the object says so, not the link.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere


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
        raise NotHere(
            _("Ce lien n’ouvre rien, ou n’ouvre plus rien"),
            remedy=_("Reprenez-le entier depuis la lettre, ou répondez-y : quelqu’un la lit."),
        ) from refusal
