"""What the home page shows: real counts, territories to start from; messages people sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.awaiting import Awaited
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.selectors.organisations import count_public
from terreau.web.apps.home.enums import ContactState
from terreau.web.apps.home.models import ContactMessage
from terreau.web.apps.home.permissions import can_answer_messages
from terreau.web.apps.observatory import selectors as observatory
from terreau.web.apps.territories import presenters
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.enums import PerimeterKind

_SHOWN = 4


def get_home() -> dict[str, Any]:
    """Return the counts of real perimeters and the examples, in a bounded number of queries."""
    counts = territories.count_current()
    examples = [presenters.as_result(p) for p in territories.list_starting_points()]
    known = [
        presenters.as_result(territories.get_perimeter(kind=kind, code=code))
        for kind, code in observatory.list_best_known(limit=_SHOWN)
    ]
    public, has_more = count_public()
    return {
        "organisations": public,
        "has_more_organisations": has_more,
        "communes": counts.get(PerimeterKind.COMMUNE, 0),
        "epci": counts.get(PerimeterKind.EPCI, 0),
        "ti": counts.get(PerimeterKind.TERRITOIRE_INDUSTRIE, 0),
        "real": known or [e for e in examples if not e.is_example][:_SHOWN],
        "fictitious": [e for e in examples if e.is_example],
        "dataset_count": observatory.count_real_tables(),
    }


def get_message(*, reference: str, is_locked: bool = False) -> ContactMessage:
    """Return a message by its reference, which only its writer and those who answer know.

    Raises
    ------
    NotHere
        If there is no such message.
    """
    messages = ContactMessage.objects.select_related("answered_by")
    if is_locked:
        messages = messages.select_for_update(of=("self",))
    message = messages.filter(reference=reference).first()
    if message is None:
        raise NotHere(_("Il n’y a pas de message de cette référence"), value=reference)
    return message


def list_messages(*, state: str) -> QuerySet[ContactMessage]:
    """Return the messages in a state, the newest first; who may see them is the caller's to ask."""
    return ContactMessage.objects.filter(state=state).select_related("answered_by")


def awaited_messages(scope: Scope) -> QuerySet[Any]:
    """Return what the contact page has for who answers it: one row, how many messages wait."""
    if not can_answer_messages(scope):
        return ContactMessage.objects.none()
    received = ContactMessage.objects.filter(state=ContactState.RECEIVED).order_by()
    return received.values("state").annotate(count=Count("pk"))


def tell_messages(row: Mapping[str, Any]) -> Awaited:
    """Tell of the messages that wait."""
    said = ngettext(
        "Un message de contact attend une réponse",
        "%(count)d messages de contact attendent une réponse",
        row["count"],
    )
    return Awaited(said % {"count": row["count"]}, reverse("home:inbox"))


def has_confirmed(user: User, email: str) -> bool:
    """Whether somebody proved that an address is theirs."""
    own = EmailAddress.objects.filter(user=user, verified=True)
    return bool(own.filter(email__iexact=email).exists())
