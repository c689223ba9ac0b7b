"""A write of the API that bears a key is done once: asked again, its answer is given again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import KeptAnswer

HEADER = "Idempotency-Key"
_LONGEST = 80


def once(request: HttpRequest, user: User, write: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Write, and return the answer; the answer of the first time when the key was seen.

    Parameters
    ----------
    request : HttpRequest
        Its header ``Idempotency-Key`` says which write it is; without one, it is written.
    user : User
        Who writes: keys of two people are two keys.
    write : Callable[[], dict[str, Any]]
        Does it and returns what is answered.

    Raises
    ------
    BadInput
        If the key is too long, or was used for something else.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        return write()
    if len(key) > _LONGEST:
        raise BadInput(
            _("Cette clé est trop longue"),
            value=HEADER,
            remedy=_("Donnez-en une de 80 caractères au plus."),
        )
    asked = f"{request.method} {request.path}\n".encode() + request.body
    digest = hashlib.sha256(asked).hexdigest()
    with transaction.atomic():
        kept, is_new = KeptAnswer.objects.get_or_create(
            user=user, key=key, defaults={"digest": digest}
        )
        if is_new:
            kept.answer = write()
            kept.save(update_fields=["answer"])
    if kept.digest != digest:
        raise BadInput(
            _("Cette clé a déjà servi pour une autre écriture"),
            value=HEADER,
            remedy=_("Donnez une clé nouvelle à chaque écriture."),
        )
    answer: dict[str, Any] = kept.answer
    return answer
