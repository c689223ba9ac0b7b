"""Under what an address is known without being written."""

from __future__ import annotations

from django.utils.crypto import salted_hmac


def address_digest(email: str) -> str:
    """Return the digest of an address, made with the secret of this installation."""
    written = email.strip().lower()
    return salted_hmac("terreau.directory.address", written, algorithm="sha256").hexdigest()
