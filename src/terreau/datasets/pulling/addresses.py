"""Which addresses may be asked: public ones, over https, checked at the moment of connecting.

A publisher's site that was taken over, or a redirection, must not make an installation ask its own
network. So a host is resolved once, every address found is checked, and the connection goes to the
address that was checked.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from terreau.core.errors import FetchFailure
from terreau.datasets.pulling.breaks import Broken
from terreau.datasets.pulling.wanted import Limits

_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
# Older Pythons take these for public.
_NEVER = [ip_network(n) for n in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")]


def usable(address: str, limits: Limits, seen_from: str = "") -> str:
    """Return the address in ASCII, whole, once checked that it may be asked at all.

    Raises
    ------
    FetchFailure
        If it is not https, names no host, or carries a password.
    """
    try:
        parts = urlsplit(urljoin(seen_from, address))
        host, port = (parts.hostname or ""), parts.port
        plain = host if ":" in host else host.encode("idna").decode()
    except ValueError as error:
        raise FetchFailure("This is not an address", value=address, why=str(error)) from error
    if not plain or parts.scheme not in {"https", "http"} or parts.username is not None:
        raise FetchFailure(
            "This is not an address that can be asked",
            value=address,
            why="It must be https, with a host and without a password",
        )
    if parts.scheme == "http" and not (limits.loopback and plain in _THIS_MACHINE):
        raise FetchFailure(
            "This address is not protected (http) and is not asked",
            value=address,
            why="Anybody on the way could change the file",
        )
    bracketed = f"[{plain}]" if ":" in plain else plain
    netloc = bracketed if port is None else f"{bracketed}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~?[]")
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def resolved(host: str, port: int, limits: Limits) -> list[str]:
    """Return the numeric addresses of a host, all of them checked.

    Raises
    ------
    FetchFailure
        If one of them is not public.
    Broken
        If the name has no address, or nobody answers for names.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Broken(
            "The name of the site could not be resolved: the network may be down",
            why=f"{host}: {getattr(error, 'strerror', None) or error}",
            is_reached=False,
        ) from error
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    for numeric in found:
        address = ip_address(numeric)
        if not is_public(address) and not (limits.loopback and address.is_loopback):
            raise FetchFailure(
                "A private address is never asked",
                value=host,
                why=f"It leads to {numeric}, inside a network, where no official file is published",
            )
    return found


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the open internet, and so does any address hidden in it.

    Examples
    --------
    >>> [is_public(ip_address(a)) for a in ("8.8.8.8", "10.0.0.1", "100.64.0.1", "224.0.0.1")]
    [True, False, False, False]
    >>> [is_public(ip_address(a)) for a in ("64:ff9b::8.8.8.8", "64:ff9b::10.0.0.1", "::1")]
    [True, False, False]
    """
    if isinstance(address, IPv6Address):
        hidden = _hidden(address)
        if hidden is not None:
            return is_public(hidden)
        if address not in _GLOBAL_UNICAST:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _NEVER)
    )


def _hidden(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that a translator or a tunnel would reach."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
