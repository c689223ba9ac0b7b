"""Cooperation spaces: opened, joined, spoken in, left, closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from network_world import organisation

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.network.models import CooperationSpace
from terreau.web.apps.network.seen import see_network
from terreau.web.apps.network.services import spaces
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

pytestmark = pytest.mark.django_db


def test_a_space_is_joined_spoken_in_closed_and_opened_again(ti: Perimeter, acting: Acting) -> None:
    written = spaces.SpaceFields(name="Eau", purpose="En perdre moins", perimeter=ti)
    space = spaces.open_space(acting=acting, written=written)
    moulin = organisation("Moulin de la Lune")
    today = timezone.localdate()
    for _ in range(2):
        spaces.join_space(acting=acting, space_id=space.pk, organisation_id=moulin.pk, since=today)
    assert space.participations.count() == 1
    spaces.write_note(acting=acting, space_id=space.pk, text="Bonjour")
    with pytest.raises(BadInput):
        spaces.close_space(acting=acting, space_id=space.pk, reason=" ")
    spaces.close_space(acting=acting, space_id=space.pk, reason="But atteint")
    with pytest.raises(BadInput):
        spaces.write_note(acting=acting, space_id=space.pk, text="Encore")
    assert spaces.reopen_space(acting=acting, space_id=space.pk).is_open
    spaces.leave_space(acting=acting, space_id=space.pk, organisation_id=moulin.pk, on=today)
    assert space.participations.get().valid_to == today
    earlier = today - timedelta(days=30)
    spaces.join_space(acting=acting, space_id=space.pk, organisation_id=moulin.pk, since=earlier)
    spaces.leave_space(acting=acting, space_id=space.pk, organisation_id=moulin.pk, on=today)
    assert not space.participations.filter(valid_to=None).exists()


def test_nobody_took_part_while_a_space_was_closed(ti: Perimeter, acting: Acting) -> None:
    """Ties stop on the day it closed, and begin again on the day it opens."""
    today = timezone.localdate()
    began, closed, between = (today - timedelta(days=days) for days in (900, 600, 300))
    space = CooperationSpace.objects.create(
        name="Eau", purpose="En perdre moins", perimeter=ti, opened_on=began
    )
    moulin, pegase, tissages = (
        organisation(name) for name in ("Moulin de la Lune", "Mécanique Pégase", "Tissages Arachné")
    )
    for each in (moulin, pegase, tissages):
        keys = {"space_id": space.pk, "organisation_id": each.pk}
        spaces.join_space(acting=acting, **keys, since=began)
    CooperationSpace.objects.filter(pk=space.pk).update(closed_on=closed, closing_reason="Pause")
    # Who leaves it meanwhile left when it closed, and does not come back.
    keys = {"space_id": space.pk, "organisation_id": tissages.pk}
    spaces.leave_space(acting=acting, **keys, on=between)
    assert space.participations.get(organisation=tissages).valid_to == closed
    assert days_of(acting, ti, space, between) == {began, closed}
    spaces.reopen_space(acting=acting, space_id=space.pk)
    assert days_of(acting, ti, space, between) == {began, closed}
    assert days_of(acting, ti, space, today) == {began, closed, today}
    again = space.participations.filter(valid_to=None)
    assert {row.organisation_id for row in again} == {moulin.pk, pegase.pk}
    assert {row.valid_from for row in again} == {today}


def test_a_space_opened_again_on_the_day_it_closed_was_never_closed(
    ti: Perimeter, acting: Acting
) -> None:
    space = CooperationSpace.objects.filter(perimeter=ti).order_by("pk").first()
    assert space is not None
    before = list(space.participations.order_by("pk").values())
    spaces.close_space(acting=acting, space_id=space.pk, reason="Par erreur")
    spaces.reopen_space(acting=acting, space_id=space.pk)
    assert list(space.participations.order_by("pk").values()) == before


def days_of(acting: Acting, ti: Perimeter, space: CooperationSpace, on: date) -> set[date]:
    """Return the days on which somebody is known to have been in a space, on a day."""
    rows = see_network(acting.scope, ti, "lived", on).rows
    return {day for _key, thing, day in rows if thing == f"space:{space.pk}"}


def test_a_private_space_does_not_exist_for_others(ti: Perimeter, client: Client) -> None:
    space = CooperationSpace.objects.create(
        name="Secret", purpose="Se taire", perimeter=ti, visibility=Visibility.PRIVATE
    )
    assert client.get(f"/annuaire/reseau/espaces/{space.pk}/").status_code == 404
    assert client.get(f"/api/v1/cooperation-spaces/{space.pk}").status_code == 404
    assert b"Secret" not in client.get("/annuaire/reseau/espaces.csv").content
