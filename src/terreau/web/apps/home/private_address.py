"""The private part of the address of a message: it shows the answer, the reference alone does not.

A reference is said aloud and stands in letters; the key is only in the address given at sending.
Nothing of it is kept: it is made again from the reference and the secret of the installation.
"""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "terreau.contact.answer"


def answer_key(reference: str) -> str:
    """Return the key that shows the answer to a message (256 bits, hexadecimal)."""
    return salted_hmac(_SALT, reference, algorithm="sha256").hexdigest()


def is_answer_key(reference: str, key: str) -> bool:
    """Whether a key is that of a message."""
    return constant_time_compare(key, answer_key(reference))
