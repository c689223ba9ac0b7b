"""Visits and promises as their readers see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.web.apps.accounts.awaiting import Awaited
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.outreach.enums import PromiseState
from terreau.web.apps.outreach.models import Promise, Visit
from terreau.web.apps.outreach.permissions import can_settle_promise, can_view_visit, kept_by

_SUGGESTED = 8


@dataclass(frozen=True)
class WantedVisits:
    """Which visits are looked for.

    Parameters
    ----------
    query : str
        Words of the name of the organisation.
    is_own : bool
        Only those that the reader noted.
    organisation_id : int or None
        Only those to one organisation.
    """

    query: str = ""
    is_own: bool = False
    organisation_id: int | None = None


def list_visits(scope: Scope, wanted: WantedVisits) -> QuerySet[Visit]:
    """Return the visits that a reader may see, the latest first, with what waits of each."""
    found = Visit.objects.filter(can_view_visit(scope))
    for word in fold(wanted.query).split():
        found = found.filter(organisation__folded_name__contains=word)
    if wanted.is_own:
        found = found.filter(noted_by=scope.user_id, noted_by__isnull=False)
    if wanted.organisation_id is not None:
        found = found.filter(organisation=wanted.organisation_id)
    needs = Count("know_how", Q(know_how__kind=KnowHowKind.SEEKS), distinct=True)
    abilities = Count("know_how", ~Q(know_how__kind=KnowHowKind.SEEKS), distinct=True)
    waiting = Count("promises", Q(promises__state=PromiseState.WAITING), distinct=True)
    return (
        found.select_related("organisation__seat", "noted_by")
        .annotate(needs=needs, abilities=abilities, waiting=waiting)
        .order_by("-visited_on", "-pk")
    )


def with_lines(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Return visits with their lines and promises, in three queries."""
    lines = Prefetch("know_how", KnowHow.objects.order_by("kind", "pk"))
    return visits.prefetch_related(
        lines, Prefetch("promises", Promise.objects.select_related("promised_by"))
    )


def get_visit(scope: Scope, visit_id: int) -> Visit:
    """Return a visit with its lines and promises.

    Raises
    ------
    NotHere
        If the reader may not see it, or there is none.
    """
    found = Visit.objects.filter(can_view_visit(scope), pk=visit_id)
    for visit in with_lines(found.select_related("organisation__seat", "noted_by")):
        return visit
    raise nothing_here()


def get_promise(scope: Scope, promise_id: int) -> Promise:
    """Return a promise that a reader may settle.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    found = Promise.objects.filter(can_settle_promise(scope), pk=promise_id)
    promise = found.select_related("visit__organisation__seat", "promised_by").first()
    if promise is None:
        raise nothing_here()
    return promise


def list_visitable(scope: Scope, query: str) -> list[Organisation]:
    """Return the organisations that one may visit and whose name holds the words typed."""
    words = fold(query).split()
    found = Organisation.objects.filter(kept_by(scope).condition("seat"))
    for word in words:
        found = found.filter(folded_name__contains=word)
    return list(found.select_related("seat")[:_SUGGESTED]) if words else []


def get_visitable(scope: Scope, organisation_id: int) -> Organisation | None:
    """Return an organisation that one may visit; None where there is none."""
    kept = Organisation.objects.filter(kept_by(scope).condition("seat"), pk=organisation_id)
    return kept.select_related("seat").first()


def awaited_promises(scope: Scope) -> QuerySet[Promise]:
    """Return the promises that somebody made and has not kept, the soonest first."""
    if scope.user_id is None:
        return Promise.objects.none()
    own = Promise.objects.filter(
        can_settle_promise(scope), promised_by=scope.user_id, state=PromiseState.WAITING
    )
    return own.select_related("visit__organisation").order_by("due_on", "pk")


def tell_promise(promise: Promise) -> Awaited:
    """Tell of a promise that waits."""
    terms = {
        "what": promise.text,
        "name": promise.visit.organisation.name,
        "day": date_format(promise.due_on, "j F"),
    }
    said = (
        _("Promis à %(name)s pour le %(day)s, passé : %(what)s")
        if promise.due_on < timezone.localdate()
        else _("Promis à %(name)s pour le %(day)s : %(what)s")
    )
    return Awaited(said % terms, reverse("outreach:promise", args=(promise.pk,)))
