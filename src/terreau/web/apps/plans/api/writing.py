"""A write of plans through the API: of a key that allows it, done once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.directory import idempotency
from terreau.web.apps.plans.standing import WRITE


def once(
    request: ScopedRequest, write: Callable[[], str], show: Callable[[str], dict[str, Any]]
) -> dict[str, Any]:
    """Write in plans unless the key was seen, and show what was made; as `idempotency.once`."""
    return idempotency.once(request, write, show, act=WRITE)
