"""What outreach adds below: a section to the page of an organisation, a way on from a search."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.selectors.organisations import may_change
from terreau.web.apps.directory.slots import Slot, Way, declare_slot, declare_way
from terreau.web.apps.knowhow.searching.asked import Asked
from terreau.web.apps.knowhow.searching.asking import Door, declare_door
from terreau.web.apps.outreach.permissions import kept_by
from terreau.web.apps.outreach.selectors.loads import (
    asking_of,
    list_solicitations,
    may_view_load,
)
from terreau.web.apps.outreach.selectors.questions import (
    list_asked_before,
    list_own_organisations,
    list_territories_to_ask,
)
from terreau.web.apps.outreach.selectors.visits import WantedVisits, list_visits
from terreau.web.shared.formatting import format_day

_VISITS = 5


def declare() -> None:
    """Tell lower apps what outreach adds to them; called once, when the app is ready."""
    declare_slot(Slot(60, "outreach/_organisation_section.html", section_of))
    declare_way(question_to)
    declare_door(question_about)
    declare_door(asked_before)


def section_of(scope: Scope, organisation: Organisation) -> dict[str, Any] | None:
    """Return how often an organisation was asked, its visits, what may be noted; None for others.

    To its own people, the partners and the keepers of its territory.
    """
    if not may_view_load(scope, organisation):
        return None
    visits = list_visits(scope, WantedVisits(organisation_id=organisation.pk))
    return {
        "pk": organisation.pk,
        "asking": asking_of(scope, [organisation], timezone.localdate())[organisation.pk],
        "rows": list_solicitations(scope, organisation),
        "visits": list(visits[:_VISITS]),
        "keeps": kept_by(scope).holds(organisation.seat),
        "may_limit": may_change(scope, organisation.pk),
    }


def question_to(scope: Scope, organisation: Organisation) -> Way | None:
    """Offer to ask an organisation, to whoever may ask and is none of its own people."""
    asking = asking_of(scope, [organisation], timezone.localdate())[organisation.pk]
    is_own = organisation in list_own_organisations(scope)
    if is_own or asking.refusal or organisation.closed_on or not list_territories_to_ask(scope):
        return None
    address = f"{reverse('outreach:question_ask')}?{urlencode({'organisation': organisation.pk})}"
    return Way(address, _("Lui poser une question"))


def question_about(scope: Scope, asked: Asked) -> Door | None:
    """Offer to ask the territory what a search looked for, to whoever may ask."""
    if scope.user_id is None or not asked.query or not list_territories_to_ask(scope):
        return None
    address = f"{reverse('outreach:question_ask')}?{urlencode({'q': asked.query})}"
    return Door(address, _("Demander au territoire"))


def asked_before(scope: Scope, asked: Asked) -> Door | None:
    """Lead to what was learnt when the same was asked, where it was published."""
    for question in list_asked_before(scope, asked.query)[:1]:
        terms = {
            "day": format_day(question.sent_on or question.written_at),
            "text": question.text,
        }
        said = _("Déjà demandé le %(day)s : %(text)s") % terms
        return Door(reverse("outreach:question", args=(question.pk,)), said)
    return None
