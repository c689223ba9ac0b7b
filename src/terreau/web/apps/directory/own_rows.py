"""What the directory holds of a person, and whom their leaving would leave alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.personal import (
    OnErasure,
    PersonalRows,
    Warned,
    declare_personal,
    declare_warning,
)
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.mailing import Mailing, MailingCopy, Objection
from terreau.web.apps.directory.models import (
    Contact,
    Invitation,
    KeptAnswer,
    Mandate,
    MandateRequest,
    Message,
    Organisation,
    Solicitation,
    in_force,
)
from terreau.web.apps.directory.register import RegisterRun
from terreau.web.shared.formatting import format_day

_STATE = {"state": gettext_lazy("Où elle en est")}
_HELD = {
    "role": gettext_lazy("Rôle"),
    "perimeter__name": gettext_lazy("Territoire"),
    "organisation__name": gettext_lazy("Organisation"),
}
_MANDATE = _HELD | {
    "valid_from": gettext_lazy("Premier jour"),
    "valid_to": gettext_lazy("Dernier jour"),
    "granted_at": gettext_lazy("Donné le"),
    "end_reason": gettext_lazy("Pourquoi il a pris fin"),
}
_ANSWER = {
    "answer": gettext_lazy("Réponse"),
    "answered_at": gettext_lazy("Répondu le"),
}
_ASKED = _HELD | _STATE | {
    "reason": gettext_lazy("Pourquoi"),
    "asked_at": gettext_lazy("Demandé le"),
} | _ANSWER  # fmt: skip
_INVITED = _HELD | _STATE | {"invited_at": gettext_lazy("Invitation envoyée le")}
_PROGRAM = {
    "key": gettext_lazy("Clé de la demande"),
    "made": gettext_lazy("Ce qui a été fait"),
    "kept_at": gettext_lazy("Gardée le"),
}
_ASKED_OF_ORGANISATIONS = {
    "organisation__name": gettext_lazy("Organisation"),
    "kind": gettext_lazy("Comment"),
    "about": gettext_lazy("Sur quoi"),
    "asked_on": gettext_lazy("Le"),
}
_CONTACT = {"name": gettext_lazy("Nom"), "email": gettext_lazy("Adresse électronique")}
_AS_CONTACT = {
    "organisation__name": gettext_lazy("Organisation"),
    "role": gettext_lazy("Rôle"),
    "name": gettext_lazy("Nom"),
    "job": gettext_lazy("Fonction"),
    "email": gettext_lazy("Adresse électronique"),
    "phone": gettext_lazy("Téléphone"),
    "visibility": gettext_lazy("Qui le voit"),
    "agreed_on": gettext_lazy("Accord donné le"),
    "asked_on": gettext_lazy("Demandé par lettre le"),
}
_WRITTEN = {
    "subject": gettext_lazy("Objet"),
    "text": gettext_lazy("Texte"),
    "perimeter__name": gettext_lazy("Territoire"),
    "written_at": gettext_lazy("Écrite le"),
}
_MESSAGE = {
    "mandate__perimeter__name": gettext_lazy("Territoire"),
    "written_at": gettext_lazy("Écrit le"),
}
_REFUSED = {
    "organisation__name": gettext_lazy("Être contact de"),
    "perimeter__name": gettext_lazy("Les lettres de"),
    "said_on": gettext_lazy("Dit le"),
}


_ROWS = (
    (gettext_lazy("Mandats donnés à d’autres"), Mandate, "granted_by",
     _HELD | {"granted_at": gettext_lazy("Donné le")}, OnErasure.FORGET),
    (gettext_lazy("Demandes de mandat"), MandateRequest, "asked_by", _ASKED, OnErasure.DELETE),
    (gettext_lazy("Réponses à des demandes"), MandateRequest, "answered_by",
     _HELD | _STATE | _ANSWER, OnErasure.FORGET),
    (gettext_lazy("Invitations reçues"), Invitation, "email",
     _INVITED | {"answer": gettext_lazy("Réponse"), "expires_at": gettext_lazy("Valable jusqu’au")},
     OnErasure.DELETE),
    (gettext_lazy("Invitations envoyées"), Invitation, "invited_by", _INVITED, OnErasure.FORGET),
    (gettext_lazy("Lectures de registre demandées"), RegisterRun, "asked_by",
     {"register": gettext_lazy("Registre lu"), "created_at": gettext_lazy("Lue le")},
     OnErasure.FORGET),
    (gettext_lazy("Organisations dont votre adresse est le contact"), Organisation, "email",
     _CONTACT, OnErasure.FORGET),
    (gettext_lazy("Sollicitations d’organisations que vous avez faites"), Solicitation, "asked_by",
     _ASKED_OF_ORGANISATIONS, OnErasure.FORGET),
    (gettext_lazy("Messages que vous avez écrits"), Message, "sender", _MESSAGE, OnErasure.DELETE),
    (gettext_lazy("Messages que vous avez reçus"), Message, "reader", _MESSAGE, OnErasure.DELETE),
    (gettext_lazy("Lettres qui vont vous être envoyées"), MailingCopy, "reader",
     {"mailing__subject": gettext_lazy("Objet")}, OnErasure.DELETE),
    (gettext_lazy("Réponses gardées pour vos programmes"), KeptAnswer, "user",
     _PROGRAM, OnErasure.DELETE),
)  # fmt: skip


def declare() -> None:
    """Tell what the directory holds of a person; called once, when the app is ready."""
    declare_warning(territories_left_alone)
    declare_personal(
        PersonalRows(
            gettext_lazy("Mandats"),
            Mandate,
            "holder",
            _MANDATE,
            OnErasure.FORGET,
            before=_end,
            view="directory:own_mandates",
        )
    )
    declare_personal(
        PersonalRows(
            gettext_lazy("Organisations dont vous êtes un contact"),
            Contact,
            "email",
            _AS_CONTACT,
            OnErasure.DELETE,
            before=_write_down,
        )
    )
    declare_personal(
        PersonalRows(
            gettext_lazy("Lettres que vous avez écrites"),
            Mailing,
            "sender",
            _WRITTEN,
            OnErasure.FORGET,
            before=_empty,
            view="directory:mailings",
        )
    )
    declare_personal(
        DigestRows(
            gettext_lazy("Ce que vous avez refusé de recevoir"),
            Objection,
            "digest",
            _REFUSED,
            OnErasure.DELETE,
        )
    )
    before: dict[type, Callable[[Acting, QuerySet[Any]], None]] = {
        RegisterRun: _empty_runs,
    }
    for title, model, field, told, on_erasure in _ROWS:
        words = ("about",) if model is Solicitation else ()
        rows = PersonalRows(
            title, model, field, told, on_erasure, before=before.get(model), words=words
        )
        declare_personal(rows)


class DigestRows(PersonalRows):
    """Rows that know a person by the digest of their address alone."""

    def of(self, person: User) -> QuerySet[Any]:
        """Return the rows of a person."""
        digest = {self.field: address_digest(person.email)}
        return self.model._meta.base_manager.filter(**digest).order_by("pk")


def territories_left_alone(person: User) -> Sequence[Warned]:
    """Tell of each territory of which a person is the only project manager, today or later."""
    today = timezone.localdate()
    managed = Mandate.objects.filter(role=Role.PROJECT_MANAGER, holder__isnull=False)
    others = managed.exclude(holder=person)
    own = managed.filter(in_force(today), holder=person).order_by("perimeter__name")
    alone = own.exclude(perimeter__in=others.filter(in_force(today)).values("perimeter"))
    held = list(alone.select_related("perimeter"))
    next_day = dict(
        others.filter(perimeter__in=[mandate.perimeter_id for mandate in held])
        .filter(valid_from__gt=today)
        .order_by("-valid_from")
        .values_list("perimeter", "valid_from")
    )
    return [_left_alone(mandate, next_day.get(mandate.perimeter_id or 0)) for mandate in held]


def _left_alone(mandate: Mandate, next_day: date | None) -> Warned:
    """Tell what becomes of a territory: somebody takes over on a day, or nobody does."""
    name = mandate.perimeter.name if mandate.perimeter else ""
    if next_day is not None:
        sentence = _(
            "Votre mandat pour %(name)s est transmis : la personne qui le reprend commence le "
            "%(day)s. Si vous partez avant, le territoire n’a pas de chef de projet d’ici là."
        ) % {"name": name, "day": format_day(next_day)}
        return Warned(sentence, reverse("directory:own_mandates"), _("Voir mes mandats"))
    sentence = _("Vous êtes seul chef de projet (%(name)s) : transmettez d’abord votre mandat.")
    address = reverse("directory:mandate_hand_over", args=(mandate.pk,))
    return Warned(sentence % {"name": name}, address, _("Transmettre ce mandat"))


def _write_down(acting: Acting, standing: QuerySet[Contact]) -> None:
    """Write down that contacts go: their role alone is told."""
    for contact in standing:
        gone = {"organisation": (contact.organisation_id, None), "role": (contact.role, "")}
        record(acting, Verb.ERASED, contact, gone)


def _empty(_acting: Acting, written: QuerySet[Mailing]) -> None:
    """Empty the letters of who is erased, which they signed; what has not left does not leave."""
    MailingCopy.objects.filter(mailing__in=written).delete()
    written.update(text="")


def _empty_runs(_acting: Acting, asked: QuerySet[RegisterRun]) -> None:
    """Forget what was given to read: what came of it is in the directory, or nobody wants it."""
    asked.update(entries=[], numbers=[], rejected=[])


def _end(acting: Acting, held: QuerySet[Mandate]) -> None:
    """End the mandates of somebody who is erased: the last day is yesterday, or the first day."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for mandate in held.select_for_update().filter(Q(valid_to=None) | Q(valid_to__gt=yesterday)):
        before, mandate.valid_to = mandate.valid_to, max(yesterday, mandate.valid_from)
        mandate.save(update_fields=("valid_to",))
        record(acting, Verb.ENDED, mandate, {"valid_to": (before, mandate.valid_to)})
    held.update(end_reason="")
