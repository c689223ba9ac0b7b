"""An OpenID Connect provider on this machine, and ports on which nobody listens."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


def unused_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Return a function that gives a port on which nobody listens."""
    return unused_port


def wait_for_port(port: int, seconds: float = 30) -> None:
    """Wait until somebody listens on a port of this machine."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nobody listens on port {port} after {seconds} s")


# Whom the OpenID provider knows; it claims more than we ask for.
CLAIMED = (
    {
        "sub": "claire",
        "email": "Claire.Roche@dreets.example",
        "given_name": "Claire",
        "usual_name": "Roche",
        "siret": "13002526500013",
    },
    {"sub": "anne", "email": "anne@mairie.example"},
)


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """Run an OpenID Connect provider on this machine, and return its address."""
    port = unused_port()
    people = [word for one in CLAIMED for word in ("--user-claims", json.dumps(one))]
    command = [str(Path(sys.executable).with_name("oidc-provider-mock")), f"--port={port}"]
    provider = subprocess.Popen(
        [*command, *people], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        provider.terminate()
        provider.wait(10)
