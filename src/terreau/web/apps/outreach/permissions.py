"""Who may see and do what with visits, promises and questions. Default: nobody."""

from __future__ import annotations

from django.db.models import Q

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.permissions import WRITE
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.outreach.enums import QuestionState
from terreau.web.apps.outreach.models import AskedOrganisation
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import Reach

_NOBODY = Q(pk__in=[])


def kept_by(scope: Scope) -> Reach:
    """Return where a scope keeps the directory, to read it."""
    return standing_of(scope).keeps


def can_view_visit(scope: Scope) -> Q:
    """Return the condition of the visits that may be seen.

    What a company told was told to its territory: who noted it and left reads it no more, who
    comes after does.
    """
    return kept_by(scope).condition("organisation__seat")


def can_change_visit(scope: Scope) -> Q:
    """Return the condition of the visits that may be noted, changed."""
    return can_view_visit(scope) if scope.allows_act(WRITE) else _NOBODY


def can_settle_promise(scope: Scope) -> Q:
    """Return the condition of the promises that may be kept, moved, dropped, handed over."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    return kept_by(scope).condition("visit__organisation__seat")


def can_ask(scope: Scope, perimeter: Perimeter) -> bool:
    """Whether a question may be asked for a territory: by its keepers, by members who sit there."""
    if not scope.allows_act(WRITE):
        return False
    standing = standing_of(scope)
    return standing.keeps.holds(perimeter) or (
        bool(standing.own) and standing.territory.holds(perimeter)
    )


def _is_asker(scope: Scope) -> Q:
    """Return the condition of the questions that are one's own.

    Those of an organisation are its members'; those of a territory's team its keepers', whoever
    of them asked: a question is read after who asked it has left, by who comes after.
    """
    if scope.user_id is None:
        return _NOBODY
    standing = standing_of(scope)
    of_team = Q(asked_by=scope.user_id) | Q(organisation=None) & ~Q(state=QuestionState.DRAFT)
    return Q(organisation__in=standing.own) | standing.keeps.condition("perimeter") & of_team


def can_view_question(scope: Scope) -> Q:
    """Return the condition of the questions that may be seen.

    By who asked, by the keepers of the territory it is asked for once it is sent, by the members of
    those it was sent to, by everyone where it was published.
    """
    published = Q(is_published=True, state=QuestionState.CLOSED)
    kept = kept_by(scope).condition("perimeter") & ~Q(state=QuestionState.DRAFT)
    return published | kept | is_asked(scope) | _is_asker(scope)


def is_asked(scope: Scope) -> Q:
    """Return the condition of the questions that were sent to an organisation of one's own."""
    received = AskedOrganisation.objects.filter(organisation__in=standing_of(scope).own)
    return Q(pk__in=received.values("question"))


def can_read_answers(scope: Scope) -> Q:
    """Return the condition of the questions whose answers are read: those one asked oneself."""
    return _is_asker(scope)


def can_change_question(scope: Scope) -> Q:
    """Return the condition of the questions that may be sent, closed: one's own."""
    return _is_asker(scope) if scope.allows_act(WRITE) else _NOBODY


def can_withdraw_consent(scope: Scope) -> Q:
    """Return the condition of the organisations asked whose consents one takes back: one's own."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    return Q(organisation__in=standing_of(scope).own)
