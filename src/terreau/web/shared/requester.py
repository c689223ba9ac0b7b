"""Who asks, as far as an address tells: nothing of it is kept here."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

# A household or an office has at least this much of IPv6, and may take any address in it.
_IPV6_SHARED_BITS = 64


def is_passed_on(request: HttpRequest) -> bool:
    """Return whether a request comes through a proxy that is trusted."""
    address = _read(request.META.get("REMOTE_ADDR", ""))
    return address is not None and _is_trusted(address)


def client_of(request: HttpRequest) -> str:
    """Return the address of whoever asks, their network for IPv6; "" where it is not known.

    A proxy adds the address that it sees at the end of ``X-Forwarded-For``: the last one that is
    not a proxy of ours is the reader's, what stands before it is only what they say.
    """
    address = _read(request.META.get("REMOTE_ADDR", ""))
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while address is not None and _is_trusted(address) and told:
        before = _read(told.pop())
        if before is None:
            break
        address = before
    if isinstance(address, IPv6Address):
        return str(int(address) >> (128 - _IPV6_SHARED_BITS))
    return "" if address is None else str(address)


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    # An IPv4 reader seen by a socket of both families.
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)
