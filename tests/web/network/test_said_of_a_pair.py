"""What came of an introduction is said once of a pair: whichever offers, wherever it is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from network_world import API, TI, noted, pair_of, proposals

from terreau.core.errors import Conflict
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import Solicitation
from terreau.web.apps.directory.rules import ASKED_ENOUGH
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.network.models import Introduction
from terreau.web.apps.network.rules import IntroductionFields
from terreau.web.apps.network.seen import see_network
from terreau.web.apps.network.selectors.introduced import list_introductions
from terreau.web.apps.network.services.introducing import note_introduction
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def swapped(row: Introduction) -> dict[str, int]:
    """Return lines by which the two of an introduction answer one another the other way round."""
    offered = KnowHow.objects.create(
        organisation=row.seeks, kind="makes", text="Anodisation", source="keeper"
    )
    sought = KnowHow.objects.create(
        organisation=row.offers, kind="seeks", text="Anodisation", source="keeper"
    )
    return {"offered_id": offered.pk, "sought_id": sought.pk}


def test_a_pair_is_one_whichever_offers(ti: Perimeter, acting: Acting) -> None:
    """Dropped one way, it is neither proposed nor noted the other way; come back, it is as said."""
    row = noted(acting, ti, IntroductionFields("dropped", None, "known"))
    say: Any = {"acting": acting, "perimeter": ti, **swapped(row)}
    made = IntroductionFields("made", timezone.localdate())
    assert pair_of(row) not in [pair_of(each) for each in proposals(acting, ti)]
    with pytest.raises(Conflict):
        note_introduction(**say, outcome=made)
    Introduction.objects.filter(pk=row.pk).update(
        state="later", reason="", again_on=timezone.localdate()
    )
    again = note_introduction(**say, outcome=made)
    assert (again.pk, again.offers_id, again.offered, again.sought) == (
        row.pk, row.seeks_id, "Anodisation", "Anodisation",
    )  # fmt: skip


def test_one_said_in_a_commune_is_of_the_territory_and_back(
    ti: Perimeter, acting: Acting, reader: Client
) -> None:
    """The same rows are of the page, the list, the file and the API, wherever they were said."""
    row = noted(acting, ti, IntroductionFields("made", timezone.localdate()))
    Introduction.objects.filter(pk=row.pk).update(perimeter=row.offers.seat)
    assert pair_of(row) not in [pair_of(each) for each in proposals(acting, ti)]
    lived = see_network(acting.scope, ti, "lived", timezone.localdate())
    tied = {what for what in lived.labels if what.startswith("introduction:")}
    told = reader.get(API).json()["introductions"]
    assert {f"introduction:{each['id']}" for each in told if each["state"] == "made"} == tied
    assert f"introduction:{row.pk}" in tied
    listed = reader.get(f"{TI}mises-en-relation.csv").content.decode()
    assert listed.count(",Faite,") == len(tied)
    seat = row.offers.seat
    assert seat is not None
    inside = {each.pk for each in list_introductions(acting.scope, seat)}
    assert row.pk in inside


def test_who_was_asked_enough_is_not_proposed(ti: Perimeter, acting: Acting) -> None:
    best = proposals(acting, ti)[0]
    for _time in range(ASKED_ENOUGH):
        Solicitation.objects.create(
            organisation=best.offers, kind="call", asked_on=timezone.localdate()
        )
    called = {key for each in proposals(acting, ti) for key in pair_of(each)}
    assert best.offers.pk not in called


def test_nothing_is_said_in_ones_place(ti: Perimeter, acting: Acting, reader: Client) -> None:
    """A reason is chosen; what is dropped says why in the list, and the way back."""
    best = proposals(acting, ti)[0]
    asked = f"{TI}mises-en-relation/{best.offered.pk}/{best.sought.pk}/ecarter/"
    assert '<option value="" selected>' in reader.get(asked).content.decode()
    refused = reader.post(asked, {"version": 0, "reason": "", "word": ""})
    assert refused.status_code == 400
    assert "choisissez une raison" in refused.content.decode()
    reader.post(asked, {"version": 0, "reason": "known", "word": ""})
    row = Introduction.objects.get(offers=best.offers, seeks=best.seeks)
    page = reader.get(f"{TI}mises-en-relation/").content.decode()
    assert f'href="/annuaire/reseau/mises-en-relation/{row.pk}/plus-tard/"' in page
    assert "Déclarer leur lien" in page
    again = reader.post(asked, {"version": 0, "reason": "other", "word": ""})
    assert again.status_code == 409
    assert "écartée (Elles se connaissent déjà)" in again.content.decode()
