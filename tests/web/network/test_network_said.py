"""What the network says of its figures, and to whom it is shown."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override
from network_world import TI

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.network.models import (
    Introduction,
    Membership,
    SpaceParticipation,
    Supply,
)
from terreau.web.apps.network.page import Wanted, network_page
from terreau.web.apps.plans.models import Participation
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def test_who_acts_in_a_whole_country_finds_each_territory(ti: Perimeter) -> None:
    """A delegation has a mandate for the country: its territories are listed, not the country."""
    delegate = User.objects.get(email="delegation@exemple.terreau")
    client = Client()
    client.force_login(delegate)
    page = client.get("/annuaire/reseau/").content.decode()
    assert f'href="{TI}"' in page
    assert "Demandez un accès" not in page
    assert client.get(TI).status_code == 200


def test_a_visitor_is_told_where_to_sign_in(client: Client) -> None:
    answer = client.get(TI)
    assert answer.status_code == 404
    assert 'href="/compte/connexion/?next=%2Fannuaire%2Freseau' in answer.content.decode()


def test_a_share_is_said_beside_chance_with_its_interval(ti: Perimeter, acting: Acting) -> None:
    page = network_page(acting.scope, ti, Wanted.of("", "", ""))
    figure = page.lived.season.after.whole["bridging"]
    assert figure.value is not None
    assert figure.expected is not None
    told = next(each for each in page.lived.plain if "deux groupes" in each)
    assert "intervalle à 95" in told
    below = figure.value < figure.expected
    assert figure.p is not None
    chance = "autant" if figure.p > 0.05 else "moins que" if below else "plus que"
    assert chance in told
    assert "d’ailleurs" in " ".join(page.lived.plain)  # the two bases are said


def test_nobody_is_at_a_heart_that_does_not_stand_out(ti: Perimeter, acting: Acting) -> None:
    lived = network_page(acting.scope, ti, Wanted.of("", "", "")).lived
    hearts = [row.name for row in lived.organisations if "au cœur" in row.notes]
    stands_out = "Un cercle d’habitués se détache du reste." in lived.plain
    assert bool(hearts) is stands_out


def test_an_empty_network_asks_for_no_season(reader: Client) -> None:
    Membership.objects.all().delete()
    Supply.objects.all().delete()
    SpaceParticipation.objects.all().delete()
    Introduction.objects.all().delete()
    Participation.objects.all().delete()  # of action sheets
    page = reader.get(TI).content.decode()
    assert "Choisir la saison" not in page
    assert "Trop peu d’organisations y sont liées" in page


def test_a_territory_is_chosen_by_its_name(reader: Client) -> None:
    page = reader.get("/annuaire/reseau/espaces/ouvrir/").content.decode()
    assert "territoire_industrie 2:ti-x01" not in page
    assert "Fil d’Argent (Territoire d’industrie)" in page


def test_colours_do_not_change_with_the_language(ti: Perimeter, acting: Acting) -> None:
    def coloured() -> dict[str, int]:
        drawing = network_page(acting.scope, ti, Wanted.of("", "", "")).lived.drawing
        assert drawing is not None
        return {node.key: node.colour for node in drawing.nodes}

    said = coloured()
    with override("en"):
        assert coloured() == said
