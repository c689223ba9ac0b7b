"""The one place that opens connections: httpcore, on a network backend of our own.

The backend connects to addresses that `addresses` checked and watches how fast bytes come. No
proxy, no cookie, no redirection followed by itself, nothing read from the environment but the
certificates an administrator trusts (``SSL_CERT_FILE``, ``SSL_CERT_DIR``). Loaded by the first
fetch, since httpcore belongs to the extra ``data``.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpcore

from terreau.core.errors import FetchFailure
from terreau.datasets.pulling.addresses import resolved
from terreau.datasets.pulling.answers import Answer
from terreau.datasets.pulling.breaks import Broken
from terreau.datasets.pulling.patience import Patience

_LOOK_EVERY = 0.5  # seconds between two looks at whether the fetch must stop


@contextmanager
def ask(address: str, headers: Mapping[str, str], patience: Patience) -> Iterator[Answer]:
    """Send one request and give its answer, whose body is read as it comes.

    Raises
    ------
    Broken
        If the network or the site fails, before the answer or within its body.
    FetchFailure
        If the site is not one to ask, or is not who it says.
    """
    limits, sent = patience.limits, list(headers.items())
    times = {"connect": limits.connect_seconds, "write": limits.read_seconds}
    times |= {"read": limits.read_seconds, "pool": limits.connect_seconds}
    backend = _CheckedNetwork(patience)
    try:
        with (
            httpcore.ConnectionPool(max_keepalive_connections=0, network_backend=backend) as pool,
            pool.stream("GET", address, headers=sent, extensions={"timeout": times}) as response,
        ):
            yield Answer(response.status, _headers(response.headers), response.iter_stream())
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        raise _said(error, address) from error


class _CheckedNetwork(httpcore.NetworkBackend):
    """Connects to addresses checked just before, and to those very ones."""

    def __init__(self, patience: Patience) -> None:
        self._patience, self._plain = patience, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a connection to the first address of the host that answers."""
        failure: Exception = httpcore.ConnectError("no address")
        for numeric in resolved(host, port, self._patience.limits):
            try:
                stream = self._plain.connect_tcp(
                    numeric, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _WatchedStream(stream, self._patience)
        raise failure


class _TooSlow(httpcore.ReadTimeout):
    """Bytes come, and so few that the fetch would never end."""


class _WatchedStream(httpcore.NetworkStream):
    """A connection on which a trickle counts as silence, and that ends when the fetch must.

    The wait for the first bytes is left out: some sites build the file before they answer.
    """

    def __init__(self, stream: httpcore.NetworkStream, patience: Patience) -> None:
        self._stream, self._patience = stream, patience
        self._has_begun, self._waited, self._received = False, 0.0, 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes."""
        began = time.monotonic()
        found = self._next(max_bytes, timeout or 0.0)
        if self._has_begun:
            self._waited += time.monotonic() - began
            self._received += len(found)
        self._has_begun = True
        limits = self._patience.limits
        if self._waited > limits.rate_seconds:
            if self._received < limits.least_rate * self._waited:
                raise _TooSlow
            self._waited, self._received = 0.0, 0
        return found

    def _next(self, max_bytes: int, seconds: float) -> bytes:
        until = time.monotonic() + seconds
        while True:
            self._patience.check()
            left = until - time.monotonic()
            try:
                return self._stream.read(max_bytes, max(0.001, min(left, _LOOK_EVERY)))
            except httpcore.ReadTimeout:
                if left <= _LOOK_EVERY:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Protect the connection; the name checked is the site's, not the number's."""
        protected = self._stream.start_tls(ssl_context, server_hostname, timeout)
        return _WatchedStream(protected, self._patience)

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks of a connection."""
        return self._stream.get_extra_info(info)


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1").strip()
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _said(error: Exception, address: str) -> Exception:
    """Return the same in words."""
    behind = error.__cause__ or error.__context__  # httpcore hides the first, not the second
    if isinstance(behind, ssl.SSLCertVerificationError):
        return FetchFailure(
            "The site could not prove who it is",
            value=address,
            why=f"Its certificate is refused: {behind.verify_message}",
            remedy="If your network opens protected traffic, set SSL_CERT_FILE to its certificate",
        )
    if isinstance(error, _TooSlow):
        return Broken("The site sends so slowly that it counts as hanging")
    if isinstance(error, (httpcore.ConnectError, httpcore.ConnectTimeout)):
        why = str(error) or "no answer in time"
        return Broken("The site could not be reached", why=why, is_reached=False)
    if isinstance(error, httpcore.TimeoutException):
        return Broken("The site stopped answering")
    return Broken("The site broke off in the middle of the file", why=str(error))
