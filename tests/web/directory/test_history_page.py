"""The history of an object is read by whoever may see it, and says no more than they may know."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from terreau.web.apps.accounts.enums import Channel, Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.history_page import ENTRIES_A_PAGE, get_history
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import NOBODY, Acting, Behalf, scope_of
from terreau.web.apps.accounts.subjects import subjects
from terreau.web.apps.directory.models import Invitation, Mandate, MandateRequest, Organisation
from terreau.web.apps.directory.services.invitations import Wish, invite, withdraw_invitation
from terreau.web.apps.directory.services.requests import answer_request, ask_mandate
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def foundry(ti: Perimeter) -> Organisation:
    commune = ti.members.order_by("commune_code")[0].commune_code
    return Organisation.objects.create(
        name="Fonderie", folded_name="fonderie", kind="company", visibility=Visibility.PUBLIC,
        seat=Perimeter.objects.get(kind="commune", code=commune),
    )  # fmt: skip


@pytest.fixture
def manager(ti: Perimeter, give) -> User:
    return give(Role.PROJECT_MANAGER, ti)


def renamed(manager: User, foundry: Organisation, behalf: Behalf | None = None) -> None:
    changes = {
        "name": ("Fondrie", "Fonderie"),
        "kind": ("plant", "company"),
        "seat": (None, foundry.seat),
    }
    record(Acting(manager, scope_of(manager), behalf), Verb.CHANGED, foundry, changes)


def address(foundry: Organisation, tail: str = "") -> str:
    return f"/historique/organisation/{foundry.pk}/{tail}"


def test_who_keeps_the_directory_reads_everything_in_words(manager, foundry) -> None:
    renamed(manager, foundry, Behalf(Channel.PHONE, organisation_id=foundry.pk))
    line = get_history(scope_of(manager), "organisation", str(foundry.pk)).lines[0]
    assert (line.what, line.who) == ("modifié", manager.name)
    assert line.behalf == "Fonderie, par téléphone"
    said = {change.field: (change.before, change.after) for change in line.changes}
    assert said == {
        "Nom": ("Fondrie", "Fonderie"),
        "Nature": ("Site de production", "Entreprise"),
        "Commune du siège": ("", foundry.seat.name),
    }
    assert [change.said for change in line.changes] == [
        "de « Site de production » à « Entreprise »",
        "de « Fondrie » à « Fonderie »",
        f"était vide, devient « {foundry.seat.name} »",
    ]


def test_a_stranger_reads_a_role_and_no_past_value(manager, foundry, client: Client) -> None:
    renamed(manager, foundry)
    line = get_history(NOBODY, "organisation", str(foundry.pk)).lines[0]
    assert line.who == "Chef de projet"
    assert [change.is_told for change in line.changes] == [False, False, False]
    page = client.get(address(foundry))
    assert page.status_code == 200
    assert "Fondrie" not in page.text
    assert manager.email not in page.text


def test_what_a_reader_may_not_see_is_not_counted(manager, foundry) -> None:
    acting = Acting(manager, scope_of(manager))
    record(acting, Verb.CHANGED, foundry, {"note": ("", "à rappeler")})
    record(acting, Verb.CHANGED, foundry, {"website": ("", "https://exemple.fr")})
    seen = get_history(NOBODY, "organisation", str(foundry.pk))
    assert seen.count == 1
    assert [c.field for line in seen.lines for c in line.changes] == ["Site"]
    assert get_history(acting.scope, "organisation", str(foundry.pk)).count == 2


def test_who_may_not_see_an_object_finds_no_history(
    manager, foundry, other_ti, give, client
) -> None:
    renamed(manager, foundry)
    Organisation.objects.update(visibility=Visibility.PRIVATE)
    client.force_login(give(Role.PROJECT_MANAGER, other_ti))
    for path in (address(foundry), address(foundry, "historique.csv"),
                 f"/api/v1/history?object=organisation:{foundry.pk}"):  # fmt: skip
        assert client.get(path).status_code == 404
    client.force_login(manager)
    assert client.get(address(foundry)).status_code == 200


@pytest.mark.parametrize("path", ["/historique/organisation/x/", "/historique/rien/1/",
                                  "/historique/organisation/99999999999999999999/"])  # fmt: skip
def test_what_has_no_history_is_a_404(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("wish", "status"), [("0", 404), ("2", 404), ("x", 400), ("²", 400)])
def test_a_page_that_is_not(wish, status, foundry, client: Client) -> None:
    assert client.get(address(foundry), {"page": wish}).status_code == status


def test_an_erased_author_is_told_as_such(manager, foundry) -> None:
    renamed(manager, foundry)
    manager.delete()
    assert (
        get_history(NOBODY, "organisation", str(foundry.pk)).lines[0].who == "une personne effacée"
    )


def test_the_file_and_the_api_say_what_the_page_says(manager, foundry, client: Client) -> None:
    renamed(manager, foundry)
    client.force_login(manager)
    rows = list(
        csv.DictReader(io.StringIO(client.get(address(foundry, "historique.csv")).text[1:]))
    )
    told = client.get(f"/api/v1/history?object=organisation:{foundry.pk}").json()
    assert [(row["field"], row["before"], row["after"]) for row in rows] == [
        (change["field"], change["before"], change["after"])
        for change in told["lines"][0]["changes"]
    ]
    assert rows[0]["who"] == told["lines"][0]["who"] == manager.name


def test_a_long_history_has_pages_and_as_many_queries(
    manager, foundry, client: Client, django_assert_num_queries
) -> None:
    renamed(manager, foundry)
    client.force_login(manager)
    client.get(address(foundry))  # what is read once a process
    with CaptureQueriesContext(connection) as short:
        client.get(address(foundry))
    for _ in range(ENTRIES_A_PAGE):
        renamed(manager, foundry)
    with django_assert_num_queries(len(short.captured_queries)):
        first = client.get(address(foundry))
    assert "?page=2" in first.text
    assert first.context["page"].count == ENTRIES_A_PAGE + 1
    assert len(client.get(address(foundry), {"page": "2"}).context["page"].lines) == 1


def test_the_history_of_a_mandate_names_its_territory(manager, ti) -> None:
    mandate = Mandate.objects.get(holder=manager)
    changes = {
        "perimeter": (None, ti),
        "valid_from": (None, mandate.valid_from),
        "holder": (None, manager),
    }
    record(Acting(manager, scope_of(manager)), Verb.GRANTED, mandate, changes)
    line = get_history(scope_of(manager), "mandate", str(mandate.pk)).lines[0]
    assert [change.after for change in line.changes] == [manager.name, ti.name, "1er janvier 2026"]


# What its history tells of a cooperation space beside its fields: who came, who left, a word.
BESIDE_FIELDS = {"space": {"participant", "left", "note"}, "contact": {"reach_visibility"}}


def test_every_field_told_is_one_of_the_model() -> None:
    for key, subject in subjects().items():
        fields = {field.name for field in subject.model._meta.concrete_fields}
        assert subject.labels.keys() <= fields | subject.words.keys() | BESIDE_FIELDS.get(
            key, set()
        )


def test_levels_chosen_field_by_field_are_told_as_changed(manager, foundry) -> None:
    acting = Acting(manager, scope_of(manager))
    record(acting, Verb.CHANGED, foundry, {"field_visibility": ({}, {"phone": "private"})})
    (change,) = get_history(acting.scope, "organisation", str(foundry.pk)).lines[0].changes
    assert (change.field, change.is_told) == ("Confidentialité champ par champ", False)


@pytest.fixture
def asked(ti: Perimeter, give, acting_as) -> MandateRequest:
    """Return a request of somebody, for the TI of the manager."""
    somebody = User.objects.create_user("quelqu-un@exemple.fr", name="Quelqu’un")
    return ask_mandate(
        acting=acting_as(somebody), role=Role.OBSERVER, about=ti, reason="Pour lire", until=None
    )


@pytest.fixture
def sent(ti: Perimeter, manager, acting_as) -> Invitation:
    """Return an invitation that the manager sent."""
    wish = Wish("invitee@exemple.fr", Role.OBSERVER)
    return invite(acting=acting_as(manager), about=ti, wish=wish, site="http://x")


def test_a_request_tells_who_asked_and_who_answered(
    asked, manager, ti, other_ti, give, acting_as, signed
) -> None:
    answer_request(
        acting=acting_as(manager), request_id=asked.pk, is_accepted=True, answer="Un mot à elle"
    )
    path = f"/historique/request/{asked.pk}/"
    answered, first = get_history(scope_of(manager), "request", str(asked.pk)).lines
    assert (answered.what, answered.who) == ("accepté", manager.name)
    states = {c.field: (c.before, c.after) for c in answered.changes}["État"]
    assert states == ("en attente de réponse", "acceptée")
    assert (first.what, first.who) == ("demandé", "Quelqu’un")
    for reader in (manager, asked.asked_by):
        page = signed(reader).get(path)
        assert (page.status_code, "Un mot à elle" in page.text) == (200, False)
        assert path in signed(reader).get(f"/annuaire/demandes/{asked.pk}/").text
    for stranger in (give(Role.PROJECT_MANAGER, other_ti), give(Role.OBSERVER, ti)):
        assert signed(stranger).get(path).status_code == 404


def test_an_invitation_tells_its_path_to_who_could_send_it(
    sent, manager, ti, other_ti, give, acting_as, signed
) -> None:
    withdraw_invitation(acting=acting_as(manager), invitation_id=sent.pk)
    path = f"/historique/invitation/{sent.pk}/"
    browser = signed(manager)
    lines = get_history(scope_of(manager), "invitation", str(sent.pk)).lines
    assert [line.what for line in lines] == ["retiré", "invité"]
    (state,) = lines[0].changes
    assert (state.before, state.after) == ("envoyée", "annulée")
    page = browser.get(path)
    assert (page.status_code, sent.email in page.text) == (200, False)
    for stranger in (give(Role.PROJECT_MANAGER, other_ti), give(Role.OBSERVER, ti)):
        assert signed(stranger).get(path).status_code == 404


def test_histories_are_reached_from_their_objects(sent, manager, ti, signed) -> None:
    page = signed(manager).get(f"/annuaire/territoires/territoire-industrie/{ti.code}/").text
    mandate = Mandate.objects.get(holder=manager)
    for path in (f"/historique/invitation/{sent.pk}/", f"/historique/mandate/{mandate.pk}/"):
        assert path in page
        assert signed(manager).get(path).status_code == 200
