"""A write of plans through the API: of a key that allows it, done once."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.directory import idempotency
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.standing import WRITE


def once(
    request: ScopedRequest, write: Callable[[], str], show: Callable[[str], dict[str, Any]]
) -> dict[str, Any]:
    """Write in plans unless the key was seen, and show what was made; as `idempotency.once`.

    All of it is written, or nothing: one request may call several services.
    """
    return idempotency.once(request, transaction.atomic(write), show, act=WRITE)


def decoded(content: str) -> bytes:
    """Return what a program sends in base 64.

    Raises
    ------
    BadField
        If it is not.
    """
    try:
        return base64.b64decode(content, validate=True)
    except ValueError as error:
        raise BadField(
            "content", _("Ce contenu n’est pas écrit en base 64"), remedy=_("Corrigez-le.")
        ) from error
