"""How often organisations are asked, and how often they let themselves be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.directory.permissions import (
    can_change_organisation,
    can_view_load,
    can_view_organisation,
    nothing_here,
)
from terreau.web.apps.directory.rules import ASKED_ENOUGH, quarter_of
from terreau.web.apps.directory.selectors.solicitations import Load, load_of
from terreau.web.apps.outreach.models import SolicitationLimit
from terreau.web.apps.outreach.permissions import kept_by
from terreau.web.apps.outreach.rules import why_not_asked
from terreau.web.shared.formatting import format_day

# What whoever reads an organisation reads on its page already; the other reasons are its own.
_KNOWN_TO_ALL = {"", "disagrees"}


@dataclass(frozen=True)
class Asking:
    """Whether an organisation may be asked, and how often it was, as one reader may know it.

    Parameters
    ----------
    load : Load
        This quarter.
    a_quarter : int or None
        How many times it lets itself be asked; None: it has not said.
    not_before : date or None
        The day from which it may be asked again.
    refusal : str
        Why it is not to be asked, as `why_not_asked` says it; "" where it may be; "not_now",
        whatever the reason, to who may not know its load.
    shows_load : bool
        Whether the reader may know how often it was asked; for the others it counts nothing.
    """

    load: Load
    a_quarter: int | None
    not_before: date | None
    refusal: str
    shows_load: bool = True

    @property
    def load_said(self) -> str:
        """Its load in words."""
        asked, places = self.load.asked, self.load.by_territories
        if not asked:
            return _("pas sollicitée ce trimestre")
        times = ngettext(
            "sollicitée %(count)d fois ce trimestre",
            "sollicitée %(count)d fois ce trimestre",
            asked,
        ) % {"count": asked}
        by = ngettext("par %(count)d territoire", "par %(count)d territoires", places)
        return f"{times} {by % {'count': places}}" if places else times

    @property
    def refusal_said(self) -> str:
        """Why it is left out, in words; "" where it may be asked."""
        day = {"day": format_day(self.not_before) if self.not_before else ""}
        said = {
            "disagrees": _("accord pour être contactée : pas encore demandé"),
            "no_address": _("n’a pas d’adresse électronique"),
            "never": _("ne veut pas être sollicitée"),
            "later": _("demande à ne pas l’être avant le %(day)s") % day,
            "enough": _("a été assez sollicitée ce trimestre"),
            "not_now": _("n’est pas à solliciter pour l’instant"),
        }
        return said.get(self.refusal, "")

    @property
    def way_on(self) -> str:
        """What may be done where it is left out, in words; "" where it is to be left in peace."""
        said = {
            "disagrees": _("Appelez-la : elle peut dire oui pour cette fois, ou pour la suite."),
            "no_address": _("Appelez-la, et notez son adresse sur sa page."),
            "later": _("Attendez ce jour, ou appelez-la si cela ne peut attendre."),
            "enough": _("Appelez-la seulement si elle est la seule à savoir faire."),
        }
        return said.get(self.refusal, "")


def asking_of(
    scope: Scope, organisations: Collection[Organisation], today: date
) -> dict[int, Asking]:
    """Return whether each organisation may be asked on a day, as a reader may know it.

    Three queries. How often it was asked, that it asked for peace, that it has no address are for
    its people and the partners of its territory: the others read that it is not to be asked now.
    """
    keys = [each.pk for each in organisations]
    close = Organisation.objects.filter(can_view_load(scope), pk__in=keys)
    known = set(close.values_list("pk", flat=True))
    loads = load_of(keys, today)
    limits = {
        limit.organisation_id: limit
        for limit in SolicitationLimit.objects.filter(organisation__in=keys)
    }
    whole = {
        each.pk: _asking(each, loads[each.pk], limits.get(each.pk), today) for each in organisations
    }
    return {key: each if key in known else _to_others(each) for key, each in whole.items()}


def _to_others(asking: Asking) -> Asking:
    """Return what is said to who may not know how often an organisation is asked."""
    refusal = asking.refusal if asking.refusal in _KNOWN_TO_ALL else "not_now"
    return replace(
        asking, load=Load(), a_quarter=None, not_before=None, refusal=refusal, shows_load=False
    )


def _asking(
    organisation: Organisation, load: Load, limit: SolicitationLimit | None, today: date
) -> Asking:
    a_quarter = limit.a_quarter if limit else None
    not_before = limit.not_before if limit else None
    refusal = why_not_asked(
        agrees=organisation.agrees_to_contact and organisation.closed_on is None,
        has_address=bool(organisation.email),
        asked=load.asked,
        enough=ASKED_ENOUGH if a_quarter is None else a_quarter,
        not_before=not_before,
        today=today,
    )
    return Asking(load, a_quarter, not_before, refusal)


def list_loads(scope: Scope, query: str = "") -> QuerySet[Organisation]:
    """Return the organisations that one keeps, or asked oneself, with their load, most asked first.

    Of those that one keeps all is counted, and what they said of how often; of the others, what
    one asked oneself.
    """
    kept = kept_by(scope).condition("seat")
    since = quarter_of(timezone.localdate())
    mine = Solicitation.objects.filter(asked_by=scope.user_id, asked_on__gte=since)
    counted = kept | Q(solicitations__asked_by=scope.user_id)
    this_quarter = Q(solicitations__asked_on__gte=since) & counted
    answered = this_quarter & Q(solicitations__answered_on__isnull=False)
    # Who was met has answered nothing.
    answered &= ~Q(solicitations__kind=SolicitationKind.VISIT)
    seen = can_view_organisation(scope) & Exists(mine.filter(organisation=OuterRef("pk")))
    found = Organisation.objects.filter(kept | seen, closed_on=None)
    if query:
        found = found.filter(name__icontains=query)
    return (
        found.select_related("seat")
        .annotate(
            asked=Count("solicitations", this_quarter, distinct=True),
            territories=Count("solicitations__perimeter", this_quarter, distinct=True),
            answered=Count("solicitations", answered, distinct=True),
            last_on=Max("solicitations__asked_on", filter=counted),
            a_quarter=Case(When(kept, then=F("solicitation_limit__a_quarter"))),
        )
        .order_by("-asked", "folded_name", "pk")
    )


def with_asked(scope: Scope, loads: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Return organisations with what each was asked this quarter, for whom and what about."""
    counted = kept_by(scope).condition("organisation__seat") | Q(asked_by=scope.user_id)
    asked = Solicitation.objects.filter(counted, asked_on__gte=quarter_of(timezone.localdate()))
    asked = asked.select_related("perimeter").order_by("-asked_on", "-pk")
    return loads.prefetch_related(Prefetch("solicitations", asked, to_attr="asked_this_quarter"))


def list_solicitations(scope: Scope, organisation: Organisation) -> list[dict[str, Any]]:
    """Return what an organisation was asked this quarter, the newest first.

    Raises
    ------
    NotHere
        If the load of that organisation is not for the reader.
    """
    if not may_view_load(scope, organisation):
        raise nothing_here()
    today = timezone.localdate()
    found = organisation.solicitations.filter(asked_on__gte=quarter_of(today))
    is_close = organisation.pk in _close(scope, organisation)
    return [
        {
            "asked_on": each.asked_on,
            "kind": each.get_kind_display(),
            "perimeter": each.perimeter.name if each.perimeter else "",
            # What it is about may say who asks: the keepers and its own people read it.
            "about": each.about if is_close else "",
        }
        for each in found.select_related("perimeter")
    ]


def may_view_load(scope: Scope, organisation: Organisation) -> bool:
    """Whether a reader may see how often an organisation was asked."""
    return Organisation.objects.filter(can_view_load(scope), pk=organisation.pk).exists()


def _close(scope: Scope, organisation: Organisation) -> set[int]:
    found = Organisation.objects.filter(can_change_organisation(scope), pk=organisation.pk)
    return set(found.values_list("pk", flat=True))
