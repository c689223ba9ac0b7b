"""Who may do what with the territories' data. Default: nobody."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from django.conf import settings

# What a proxy adds when it passes on somebody else's request.
_PASSED_ON = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")


def can_request_pull(meta: Mapping[str, object]) -> bool:
    """Whether a request may start to bring an official source.

    Parameters
    ----------
    meta : Mapping[str, object]
        What the server knows of the request (``request.META``).

    Returns
    -------
    bool
        In a demo, whether it comes from this very machine; elsewhere never, as there are no
        accounts yet.
    """
    if not settings.PULLS_FROM_THIS_MACHINE or any(meta.get(name) for name in _PASSED_ON):
        return False
    try:
        return ip_address(str(meta.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False
