"""What the directory holds of a person, and whom their leaving would leave alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.personal import (
    OnErasure,
    PersonalRows,
    declare_personal,
    declare_warning,
)
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import (
    Invitation,
    KeptAnswer,
    Mandate,
    MandateRequest,
    Organisation,
)
from terreau.web.apps.directory.selectors.mandates import in_force

_HELD = ("role", "perimeter__name", "organisation__name")
_ROWS = (
    (gettext_lazy("Mandats donnés à d’autres"), Mandate, "granted_by",
     (*_HELD, "granted_at"), OnErasure.FORGET),
    (gettext_lazy("Demandes de mandat"), MandateRequest, "asked_by",
     (*_HELD, "reason", "state", "asked_at", "answer", "answered_at"), OnErasure.DELETE),
    (gettext_lazy("Réponses à des demandes"), MandateRequest, "answered_by",
     (*_HELD, "state", "answer", "answered_at"), OnErasure.FORGET),
    (gettext_lazy("Invitations reçues"), Invitation, "email",
     (*_HELD, "state", "answer", "invited_at", "expires_at"), OnErasure.DELETE),
    (gettext_lazy("Invitations envoyées"), Invitation, "invited_by",
     (*_HELD, "state", "invited_at"), OnErasure.FORGET),
    (gettext_lazy("Organisations dont votre adresse est le contact"), Organisation, "email",
     ("name", "email"), OnErasure.FORGET),
    (gettext_lazy("Réponses gardées pour vos programmes"), KeptAnswer, "user",
     ("key", "answer", "kept_at"), OnErasure.DELETE),
)  # fmt: skip


def declare() -> None:
    """Tell what the directory holds of a person; called once, when the app is ready."""
    declare_warning(territories_left_alone)
    declare_personal(
        PersonalRows(
            gettext_lazy("Mandats"),
            Mandate,
            "holder",
            (*_HELD, "valid_from", "valid_to", "granted_at", "end_reason"),
            OnErasure.FORGET,
            before=_end,
        )
    )
    for title, model, field, told, on_erasure in _ROWS:
        declare_personal(PersonalRows(title, model, field, told, on_erasure))


def territories_left_alone(person: User) -> Sequence[str]:
    """Return a sentence for each territory of which a person is the only project manager."""
    managed = Mandate.objects.filter(in_force(timezone.localdate()), role=Role.PROJECT_MANAGER)
    others = managed.filter(holder__isnull=False).exclude(holder=person).values("perimeter")
    own = managed.filter(holder=person).exclude(perimeter__in=others)
    names = own.order_by("perimeter__name").values_list("perimeter__name", flat=True).distinct()
    return [
        _("Vous êtes seul chef de projet de %(name)s : transmettez d’abord votre mandat.")
        % {"name": name}
        for name in names
    ]


def _end(acting: Acting, held: QuerySet[Mandate]) -> None:
    """End the mandates of somebody who is erased: the last day is yesterday, or the first day."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for mandate in held.select_for_update().filter(Q(valid_to=None) | Q(valid_to__gt=yesterday)):
        before, mandate.valid_to = mandate.valid_to, max(yesterday, mandate.valid_from)
        mandate.save(update_fields=("valid_to",))
        record(acting, Verb.ENDED, mandate, {"valid_to": (before, mandate.valid_to)})
    held.update(end_reason="")
