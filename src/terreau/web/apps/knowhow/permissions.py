"""Who may see and do what with know-how. Default: nobody.

A line is read at its own level, never wider than its organisation.
"""

from __future__ import annotations

from django.db.models import Q

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import WRITE, can_change_organisation
from terreau.web.apps.directory.permissions import audience as audience_of_organisation
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.shared.visibility import Visibility

_PATH = "organisation__"


def audience(scope: Scope, know_how: KnowHow) -> Visibility:
    """Return where a scope stands towards one line: as towards its organisation."""
    return audience_of_organisation(scope, know_how.organisation)


def can_view_know_how(scope: Scope) -> Q:
    """Return the condition of the lines that may be read, ended or not."""
    standing = standing_of(scope)
    return standing.condition(_PATH) & standing.condition(_PATH, "visibility")


def can_note_know_how(scope: Scope) -> Q:
    """Return the condition of the organisations of which lines may be written."""
    return can_change_organisation(scope)


def can_change_know_how(scope: Scope) -> Q:
    """Return the condition of the lines that may be changed, confirmed, ended."""
    return Q(organisation__in=Organisation.objects.filter(can_note_know_how(scope)))


def can_verify_of(scope: Scope) -> Q:
    """Return the condition of the organisations of which lines may be verified, not one's own."""
    if not scope.allows_act(WRITE):
        return Q(pk__in=[])
    standing = standing_of(scope)
    return standing.keeps.condition("seat") & ~Q(pk__in=standing.own)


def can_verify_know_how(scope: Scope) -> Q:
    """Return the condition of the lines that may be verified: nobody verifies their own."""
    return Q(organisation__in=Organisation.objects.filter(can_verify_of(scope)))
