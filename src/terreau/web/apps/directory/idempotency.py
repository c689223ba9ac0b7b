"""A write of the API that bears a key is done once: asked again, its answer is given again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, NotAllowed
from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import KeptAnswer
from terreau.web.apps.directory.permissions import WRITE

HEADER = "Idempotency-Key"
_LONGEST = 80


def once(request: ScopedRequest, user: User, write: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Write, and return the answer; the answer of the first time when the key was seen.

    Parameters
    ----------
    request : ScopedRequest
        Its header ``Idempotency-Key`` says which write it is; without one, it is written.
    user : User
        Who writes: keys of two people are two keys.
    write : Callable[[], dict[str, Any]]
        Does it and returns what is answered.

    Raises
    ------
    NotAllowed
        If the key by which who writes signs in does not allow it.
    BadInput
        If the key of the write is too long, or was used for something else.
    """
    if not request.scope.allows_act(WRITE):
        raise NotAllowed(
            _("Cette clé d’API ne permet pas d’écrire dans l’annuaire"),
            value=WRITE,
            remedy=_("Faites-en une qui le permet, sur la page « Clés d’API » de votre compte."),
        )
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
