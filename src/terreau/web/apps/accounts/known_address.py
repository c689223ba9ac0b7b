"""An address that a secret letter has proved: an account made with it is not written to again.

Kept in the session of the browser where the letter was opened, and of no use for another address.
"""

from __future__ import annotations

from django.http import HttpRequest

_KEY = "known_address"


def remember_address(request: HttpRequest, email: str) -> None:
    """Remember the address at which whoever uses this browser received a letter."""
    request.session[_KEY] = email


def known_address(request: HttpRequest) -> str:
    """Return that address; "" where there is none."""
    return str(request.session.get(_KEY, ""))
