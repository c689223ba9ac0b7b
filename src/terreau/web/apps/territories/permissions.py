"""Who may do what with the territories' data. Default: nobody."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address

from django.conf import settings

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope

# What a proxy adds when it passes on somebody else's request.
_PASSED_ON = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")


def can_request_pull(meta: Mapping[str, object], scope: Scope) -> bool:
    """Whether a request may start to bring an official source.

    Parameters
    ----------
    meta : Mapping[str, object]
        What the server knows of the request (``request.META``).
    scope : Scope
        Of who asks.

    Returns
    -------
    bool
        Whether an agent of the national delegation asks, by themselves and not by a token; in a
        demo, whether it comes from this very machine.
    """
    if scope.allows is None and scope.has_role(Role.DELEGATION_AGENT):
        return True
    if not settings.PULLS_FROM_THIS_MACHINE or any(meta.get(name) for name in _PASSED_ON):
        return False
    try:
        return ip_address(str(meta.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False
