"""What a former secret enciphered is enciphered again under that of today."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import transaction

from terreau.web.apps.accounts.enciphering import enciphered_anew
from terreau.web.apps.accounts.models import WaitingLetter

# What django-allauth keeps enciphered: the key of one-time codes, that of recovery codes.
_ENCIPHERED = ("secret", "seed")


@transaction.atomic
def encipher_anew() -> int:
    """Encipher again what a former secret enciphered; return how many rows that changed."""
    changed = 0
    for held in Authenticator.objects.select_for_update().order_by("pk"):
        anew = held.data | {
            name: _anew(held.data[name]) for name in _ENCIPHERED if name in held.data
        }
        changed += _keep(held, "data", anew)
    for waiting in WaitingLetter.objects.select_for_update():
        changed += _keep(waiting, "text", _anew(waiting.text))
    return changed


def _anew(text: str) -> str:
    try:
        return enciphered_anew(text)
    except InvalidToken:
        return text  # Its secret may come back.


def _keep(row: Authenticator | WaitingLetter, field: str, value: Any) -> bool:
    is_new = bool(getattr(row, field) != value)
    if is_new:
        setattr(row, field, value)
        row.save(update_fields=[field])
    return is_new
