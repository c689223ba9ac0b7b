"""A write of the API that bears a key is done once: asked again, it is answered and not done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from django.db import transaction
from django.utils.translation import gettext as _
from ninja import Header

from terreau.core.errors import BadInput, NotAllowed
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.models import KeptAnswer
from terreau.web.apps.directory.permissions import WRITE

HEADER = "Idempotency-Key"
_LONGEST = 80
Key = Annotated[
    str,
    Header(
        alias=HEADER,
        description="A key of this write: asked twice with the same key, it is done once",
    ),
]


def once(
    request: ScopedRequest,
    write: Callable[[], str],
    show: Callable[[str], dict[str, Any]],
    *,
    act: str = WRITE,
) -> dict[str, Any]:
    """Write unless the key was seen, and show what was made.

    Only the number of the object is kept: what is answered is read from it each time, with what
    who asks may read on that day.

    Parameters
    ----------
    request : ScopedRequest
        Its header ``Idempotency-Key`` says which write it is; without one, it is written. Keys of
        two people are two keys.
    write : Callable[[], str]
        Does it and returns the number of what it made.
    show : Callable[[str], dict[str, Any]]
        Returns the answer from that number.
    act : str
        What the key of the API must allow.

    Raises
    ------
    NotAllowed
        If the key of the API does not allow to write.
    BadInput
        If the key of the write is too long, or was used for something else.
    """
    if not request.scope.allows_act(act):
        raise NotAllowed(
            _("Cette clé d’API ne permet pas d’écrire ici"),
            value=act,
            remedy=_("Faites-en une qui le permet, sur la page « Clés d’API » de votre compte."),
        )
    key = request.headers.get(HEADER, "")
    return show(_done_once(request, key, write) if key else write())


def _done_once(request: ScopedRequest, key: str, write: Callable[[], str]) -> str:
    if len(key) > _LONGEST:
        raise BadInput(
            _("Cette clé est trop longue"),
            value=HEADER,
            remedy=_("Donnez-en une de 80 caractères au plus."),
        )
    asked = f"{request.method} {request.path}\n".encode() + request.body
    digest = hashlib.sha256(asked).hexdigest()
    user = acting(request).user
    assert user is not None
    with transaction.atomic():
        kept, is_new = KeptAnswer.objects.get_or_create(
            user=user, key=key, defaults={"digest": digest}
        )
        if is_new:
            kept.made = write()
            kept.save(update_fields=["made"])
    if kept.digest != digest:
        raise BadInput(
            _("Cette clé a déjà servi pour une autre écriture"),
            value=HEADER,
            remedy=_("Donnez une clé nouvelle à chaque écriture."),
        )
    return kept.made
