"""The network of the example territory, as its tests read it and say things of it."""

from __future__ import annotations

from django.utils import timezone

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.network.models import Introduction
from terreau.web.apps.network.next_introduction import Proposal, next_introductions
from terreau.web.apps.network.rules import IntroductionFields
from terreau.web.apps.network.seen import see_network
from terreau.web.apps.network.services.introducing import note_introduction
from terreau.web.apps.territories.models import Perimeter

TI = "/annuaire/reseau/territoires/territoire-industrie/2:ti-x01/"
API = "/api/v1/perimeters/territoire_industrie/2:ti-x01/introductions"


def organisation(name: str) -> Organisation:
    """Return an organisation of the example by its name."""
    return Organisation.objects.get(name=name)


def proposals(acting: Acting, ti: Perimeter) -> list[Proposal]:
    """Return the introductions to make today."""
    network = see_network(acting.scope, ti, "lived", timezone.localdate())
    return next_introductions(acting.scope, ti, network)


def pair_of(found: Proposal | Introduction) -> set[int]:
    """Return the keys of the two."""
    return {found.offers.pk, found.seeks.pk}


def noted(acting: Acting, ti: Perimeter, outcome: IntroductionFields) -> Introduction:
    """Say something of the best introduction there is to make."""
    best = proposals(acting, ti)[0]
    return note_introduction(
        acting=acting,
        perimeter=ti,
        offered_id=best.offered.pk,
        sought_id=best.sought.pk,
        outcome=outcome,
    )
