"""Value chains: who is in one and why, of what the reader may see."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from network_world import organisation

from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.network.chains import get_chain
from terreau.web.apps.network.models import CooperationSpace, SpaceParticipation
from terreau.web.apps.network.selectors.chain_actors import chain_actors, explained
from terreau.web.apps.network.views import home
from terreau.web.shared.visibility import Visibility

pytestmark = pytest.mark.django_db


def test_each_actor_of_a_chain_says_why_it_is_there(acting: Acting, reader: Client) -> None:
    """By its activity or by a space of the chain that the reader sees; nothing once it is left."""
    energy = get_chain("energie")
    found = explained(acting.scope, energy, list(chain_actors(acting.scope, energy)))
    assert all(actor.reasons for actor in found)
    said = {actor.organisation.name: actor.reasons for actor in found}
    assert any("(35.30Z)" in reason for reason in said["Chaleur du Pays Inventé"])
    assert said["Laiterie des Fées"] == ("participe à « Chaleur perdue, chaleur utile »",)
    page = reader.get("/annuaire/reseau/filieres/energie/").content.decode()
    assert page.count('class="finding-point"') > 1
    SpaceParticipation.objects.filter(organisation=organisation("Laiterie des Fées")).update(
        valid_to=timezone.localdate()
    )
    again = chain_actors(acting.scope, energy)
    assert organisation("Laiterie des Fées") not in again


def test_a_space_that_is_not_seen_brings_nobody_into_a_chain(acting: Acting) -> None:
    energy = get_chain("energie")
    laiterie = organisation("Laiterie des Fées")
    CooperationSpace.objects.filter(chain="energie").update(visibility=Visibility.PRIVATE)
    assert laiterie in chain_actors(acting.scope, energy)  # its keeper sees it
    assert laiterie not in chain_actors(NOBODY, energy)


def test_what_is_not_seen_takes_no_place_in_a_chain(
    acting: Acting, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many lines are hidden before it, a line that is seen brings its organisation."""
    energy, tissages = get_chain("energie"), organisation("Tissages Arachné")
    hidden = {"kind": "makes", "text": "Biomasse", "visibility": Visibility.PRIVATE}
    KnowHow.objects.bulk_create(
        KnowHow(organisation=organisation("Usinage des Sirènes"), **hidden) for _ in range(2_001)
    )
    KnowHow.objects.create(
        organisation=tissages, kind="makes", text="Biomasse", visibility=Visibility.PUBLIC
    )
    assert tissages in chain_actors(NOBODY, energy)
    assert organisation("Usinage des Sirènes") not in chain_actors(NOBODY, energy)
    monkeypatch.setattr(home, "_MOST", 2)
    page = reader.get("/annuaire/reseau/filieres/energie/").content.decode()
    assert "Les 2 premières, par nom" in page


def test_who_supplies_whom_is_said_and_no_number_is_cut(acting: Acting, reader: Client) -> None:
    plant = organisation("Chaleur du Pays Inventé")
    text = "Chaleur fatale récupérée de fours de fonderie et de séchoirs à bois, raccordée sous 4"
    KnowHow.objects.create(
        organisation=plant, kind="makes", text=f"{text}8 heures ouvrées partout", source="keeper"
    )
    page = reader.get("/annuaire/reseau/filieres/energie/").content.decode()
    assert "Plaquettes de bois" in page
    assert "raccordée…" in page
    assert "sous 4" not in page
