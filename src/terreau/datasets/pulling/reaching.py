"""Whether a publisher's site can be reached at all, before anything is asked of it."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from terreau.core.errors import FetchFailure
from terreau.datasets.pulling.addresses import resolved
from terreau.datasets.pulling.breaks import Broken
from terreau.datasets.pulling.wanted import LIMITS, Limits


def is_reachable(address: str, *, seconds: float = 3.0, limits: Limits = LIMITS) -> bool:
    """Whether the site of an address takes a connection now: one try, nothing said.

    Parameters
    ----------
    address : str
        Any address of the site.
    seconds : float
        Time given to connect.
    limits : Limits
        Which addresses may be asked.
    """
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        numeric = resolved(parts.hostname or "", port, limits)[0]
        with socket.create_connection((numeric, port), timeout=seconds):
            return True
    except (Broken, FetchFailure, OSError):
        return False
