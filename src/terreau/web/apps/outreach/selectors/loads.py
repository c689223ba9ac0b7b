"""How often organisations are asked, and how often they let themselves be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
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


@dataclass(frozen=True)
class Asking:
    """Whether an organisation may be asked, and how often it was.

    Parameters
    ----------
    load : Load
        This quarter.
    a_quarter : int or None
        How many times it lets itself be asked; None: it has not said.
    not_before : date or None
        The day from which it may be asked again.
    refusal : str
        Why it is not to be asked, as `why_not_asked` says it; "" where it may be.
    """

    load: Load
    a_quarter: int | None
    not_before: date | None
    refusal: str

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
        day = {"day": date_format(self.not_before, "j F Y") if self.not_before else ""}
        said = {
            "disagrees": _("accord pour être contactée : pas encore demandé"),
            "no_address": _("n’a pas d’adresse électronique"),
            "never": _("ne veut pas être sollicitée"),
            "later": _("demande à ne pas l’être avant le %(day)s") % day,
            "enough": _("a été assez sollicitée ce trimestre"),
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


def asking_of(organisations: Collection[Organisation], today: date) -> dict[int, Asking]:
    """Return whether each organisation may be asked on a day, in two queries."""
    keys = [each.pk for each in organisations]
    loads = load_of(keys, today)
    limits = {
        limit.organisation_id: limit
        for limit in SolicitationLimit.objects.filter(organisation__in=keys)
    }
    return {
        each.pk: _asking(each, loads[each.pk], limits.get(each.pk), today) for each in organisations
    }


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

    Of those that one keeps all is counted; of the others, what one asked oneself.
    """
    kept = kept_by(scope).condition("seat")
    since = quarter_of(timezone.localdate())
    mine = Solicitation.objects.filter(asked_by=scope.user_id, asked_on__gte=since)
    this_quarter = Q(solicitations__asked_on__gte=since) & (
        kept | Q(solicitations__asked_by=scope.user_id)
    )
    answered = this_quarter & Q(solicitations__answered_on__isnull=False)
    # Who was met has answered nothing.
    answered &= ~Q(solicitations__kind=SolicitationKind.VISIT)
    seen = can_view_organisation(scope) & Exists(mine.filter(organisation=OuterRef("pk")))
    found = Organisation.objects.filter(kept | seen, closed_on=None)
    if query:
        found = found.filter(name__icontains=query)
    return (
        found.select_related("seat", "solicitation_limit")
        .annotate(
            asked=Count("solicitations", this_quarter, distinct=True),
            territories=Count("solicitations__perimeter", this_quarter, distinct=True),
            answered=Count("solicitations", answered, distinct=True),
            last_on=Max("solicitations__asked_on"),
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
