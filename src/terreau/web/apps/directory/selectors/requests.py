"""Requests and invitations, and what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from terreau.web.apps.accounts.awaiting import Awaited, count_awaited, list_awaited
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.enums import InvitationState, RequestState
from terreau.web.apps.directory.models import (
    About,
    Invitation,
    Mandate,
    MandateRequest,
    Organisation,
    held_for,
    in_force,
    not_over,
)
from terreau.web.apps.directory.permissions import (
    can_answer_request,
    can_manage_invitation,
    can_view_invitation,
    can_view_request,
    is_invited,
    nothing_here,
)
from terreau.web.apps.directory.rules import (
    LISTED_DAYS,
    NEWS_DAYS,
    ORGANISATION_ROLES,
    givers_of,
)
from terreau.web.apps.directory.selectors.mandates import (
    ending_soon,
    ends_soon,
    list_own_mandates,
    list_past_mandates,
    names_of,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within

# What is read with an invitation.
_WITH = ("perimeter", "organisation", "invited_by")


@dataclass(frozen=True)
class Waiting:
    """What waits for a person, the first thing that their home page shows.

    Parameters
    ----------
    requests : list of MandateRequest
        Those they may answer, the oldest first.
    invitations : list of Invitation
        Those sent to their address.
    late : list of Invitation
        Those they manage whose guest came too late and asks for another letter.
    ending : list of Mandate
        Their mandates that end soon.
    mandates : list of Mandate
        All their mandates.
    asked : list of MandateRequest
        Their own requests that wait for an answer.
    answered : list of MandateRequest
        Those of the last year that no longer do, the newest first.
    past : list of Mandate
        Their mandates that ended in the last year, and that they do not hold again.
    others : list of Awaited
        What other apps have for them.
    """

    requests: list[MandateRequest]
    invitations: list[Invitation]
    late: list[Invitation]
    ending: list[Mandate]
    mandates: list[Mandate]
    asked: list[MandateRequest]
    answered: list[MandateRequest]
    past: list[Mandate]
    others: list[Awaited]

    @property
    def count(self) -> int:
        """How many things wait for them."""
        waiting = (self.requests, self.invitations, self.late, self.ending, self.others)
        return sum(len(kind) for kind in waiting)

    @property
    def held(self) -> list[Mandate]:
        """Their mandates that have begun."""
        return [each for each in self.mandates if each.has_begun]

    @property
    def refused(self) -> list[MandateRequest]:
        """Their requests that were refused or left without an answer lately: this is news."""
        since = timezone.localdate() - timedelta(days=NEWS_DAYS)
        sad = (RequestState.REFUSED, RequestState.EXPIRED)
        return [each for each in self.answered if each.state in sad and each.closed_on >= since]

    @property
    def ended(self) -> list[Mandate]:
        """Their mandates that ended lately."""
        since = timezone.localdate() - timedelta(days=NEWS_DAYS)
        return [each for each in self.past if each.last_day >= since]


def get_waiting(scope: Scope, user: User) -> Waiting:
    """Return what waits for a person, and what they hold."""
    mandates = list_own_mandates(user)
    today = timezone.localdate()
    own = list(_requests().filter(asked_by=user, asked_at__gte=_a_year_ago()))
    asked = [each for each in own if each.state == RequestState.ASKED]
    return Waiting(
        requests=list(list_to_answer(scope)),
        invitations=list(_invitations().filter(is_invited(user), _in_time())),
        late=list(_invitations().filter(_asked_again(scope))),
        ending=[each for each in mandates if ends_soon(each, today)],
        mandates=mandates,
        asked=asked,
        answered=[each for each in own if each not in asked],
        past=list_past_mandates(user, mandates),
        others=list_awaited(scope),
    )


def count_waiting(scope: Scope, user: User) -> int:
    """Return how many things wait for a person, as `get_waiting` lists them, in one query."""
    today = timezone.localdate()
    return count_awaited(
        scope,
        list_to_answer(scope),
        Invitation.objects.filter(is_invited(user), _in_time()),
        Invitation.objects.filter(_asked_again(scope)),
        Mandate.objects.filter(not_over(today), ending_soon(today), holder=user),
    )


def list_asked(user: User, about: About) -> list[MandateRequest]:
    """Return what a person has asked about a territory or an organisation and waits for."""
    own = _requests().filter(asked_by=user, state=RequestState.ASKED, **held_for(about))
    return list(own.order_by("asked_at", "pk"))


def list_to_answer(scope: Scope) -> QuerySet[MandateRequest]:
    """Return the requests that wait for an answer of a reader, the oldest first."""
    in_time = _requests().filter(state=RequestState.ASKED, expires_on__gte=timezone.localdate())
    return in_time.filter(can_answer_request(scope)).order_by("asked_at", "pk")


def list_requests(scope: Scope) -> QuerySet[MandateRequest]:
    """Return the requests that a reader may see, the newest first."""
    return _requests().filter(can_view_request(scope)).order_by("-asked_at", "-pk")


def get_request(scope: Scope, request_id: int) -> MandateRequest:
    """Return a request that a reader may see.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    found = list_requests(scope).filter(pk=request_id).first()
    if found is None:
        raise nothing_here()
    return found


def find_extension(mandate: Mandate) -> MandateRequest | None:
    """Return the request to prolong a mandate that waits for an answer, where there is one."""
    waiting = mandate.extensions.filter(
        state=RequestState.ASKED, expires_on__gte=timezone.localdate()
    )
    return waiting.first()


def may_answer(scope: Scope, request: MandateRequest) -> bool:
    """Whether a reader may answer a request, and it waits."""
    waits = request.state == RequestState.ASKED and request.expires_on >= timezone.localdate()
    allowed = MandateRequest.objects.filter(can_answer_request(scope), pk=request.pk)
    return waits and allowed.exists()


def answerer_name(scope: Scope, request: MandateRequest) -> str:
    """Return who answered a request; "" where the reader may not know it, or nobody did."""
    answerer = request.answered_by
    return names_of(scope, [answerer]).get(answerer.pk, "") if answerer else ""


def list_answerers(request: MandateRequest) -> list[User]:
    """Return the people who may answer a request; the nation's only where nobody nearer may."""
    role, about = Role(request.role), request.about
    held = Mandate.objects.filter(
        in_force(timezone.localdate()), role__in=givers_of(role), holder__is_active=True
    ).exclude(holder=request.asked_by)
    near: dict[int, User] = {}
    far: dict[int, User] = {}
    for mandate in held.select_related("holder", "perimeter"):
        if mandate.holder is not None and _answers_for(mandate, about):
            is_far = mandate.role == Role.DELEGATION_AGENT
            (far if is_far else near)[mandate.holder.pk] = mandate.holder
    return list((near or far).values())


def list_invitations(scope: Scope) -> QuerySet[Invitation]:
    """Return the invitations that a reader may see, whatever became of them, the newest first."""
    return _invitations().filter(can_view_invitation(scope)).order_by("-invited_at", "-pk")


def get_listed_invitation(scope: Scope, invitation_id: int) -> Invitation:
    """Return an invitation that a reader may see.

    Raises
    ------
    NotHere
        If there is none of that number for them.
    """
    return get_invitation(can_view_invitation(scope) & Q(pk=invitation_id))


def list_waiting_invitations(scope: Scope, about: About) -> list[Invitation]:
    """Return the invitations without an answer for a territory or an organisation, late or not.

    For who manages them: those that came too late may be sent again.
    """
    unanswered = Q(state__in=(InvitationState.SENT, InvitationState.EXPIRED))
    found = _invitations().filter(unanswered, can_manage_invitation(scope), **held_for(about))
    return list(found.order_by("-invited_at"))


def get_invitation(door: Q) -> Invitation:
    """Return the invitation behind a door (`holds_letter`, `is_invited`), whatever its state.

    Raises
    ------
    NotHere
        If there is none.
    """
    found = _invitations().filter(door).first()
    if found is None:
        raise nothing_here()
    return found


def _a_year_ago() -> datetime:
    return timezone.now() - timedelta(days=LISTED_DAYS)


def _requests() -> QuerySet[MandateRequest]:
    return MandateRequest.objects.select_related(
        "perimeter", "organisation__seat", "asked_by", "answered_by", "extends"
    )


def _invitations() -> QuerySet[Invitation]:
    return Invitation.objects.select_related(*_WITH)


def _in_time() -> Q:
    return Q(state=InvitationState.SENT, expires_at__gt=timezone.now())


def _asked_again(scope: Scope) -> Q:
    return can_manage_invitation(scope) & Q(asked_again_at__isnull=False)


def _answers_for(mandate: Mandate, about: About) -> bool:
    if mandate.role in ORGANISATION_ROLES:
        return isinstance(about, Organisation) and mandate.organisation_id == about.pk
    place: Perimeter | None = about.seat if isinstance(about, Organisation) else about
    return mandate.perimeter_id is not None and within([mandate.perimeter_id]).holds(place)
