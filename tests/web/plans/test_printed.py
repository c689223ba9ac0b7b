"""The plans that documents print, in the database of a newcomer: once, and left to people since."""

from __future__ import annotations

from itertools import combinations

import pytest
from django.test import Client

from terreau.datasets.printed.organisations import organisations_by_name
from terreau.datasets.printed.plans import PrintedPlan, list_plans
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Scope, scope_of
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.network.page import Wanted, network_page
from terreau.web.apps.network.ties import tie_sources
from terreau.web.apps.plans.enums import Part, SheetState
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Participation
from terreau.web.apps.plans.services.printed import seed_printed_plans
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
PLANS = {plan.id: plan for plan in list_plans()}
ENGLISH = {"terreau_language": "en"}


def written(printed: PrintedPlan) -> ActionPlan:
    return ActionPlan.objects.get(
        perimeter__code=printed.territoire_industrie, source_title=printed.document
    )


def sheet(code: str) -> ActionSheet:
    return ActionSheet.objects.exclude(plan__source_title="").get(code=code)


def read(client: Client, address: str) -> str:
    """Return a page, whatever its spaces are."""
    return " ".join(client.get(address).content.decode().split())


@pytest.fixture
def forgotten() -> None:
    """Have a database where no plan was read in a document yet, nor who is named in one."""
    printed = ActionPlan.objects.exclude(source_title="")
    keys = Participation.objects.filter(sheet__plan__in=printed).values("organisation")
    Organisation.objects.filter(pk__in=list(keys.values_list("organisation", flat=True))).delete()
    printed.delete()


def watcher(*codes: str) -> Scope:
    """Return what an observer of some territories may reach."""
    user = User.objects.create_user("observe@exemple.terreau", name="Odette Observe")
    for code in codes:
        territory = Perimeter.objects.get(kind="territoire_industrie", code=code)
        Mandate.objects.create(
            holder=user, role=Role.OBSERVER, perimeter=territory, valid_from="2026-01-01"
        )
    return scope_of(user)


@pytest.mark.parametrize("printed", PLANS.values(), ids=PLANS.keys())
def test_each_plan_is_here_sheet_by_sheet(printed: PrintedPlan) -> None:
    plan = written(printed)
    assert plan.printed_sheets == printed.printed_sheets
    assert plan.sheets.count() == printed.counted_sheets
    assert plan.axes.count() == (printed.counted_axes or 0)
    assert set(plan.sheets.values_list("state", "visibility", "last_news_on")) == {
        (SheetState.UNKNOWN, "public", None)
    }
    for part, names in ((Part.SHEET_LEAD, "leads"), (Part.PARTNER, "partners")):
        found = Participation.objects.filter(sheet__plan=plan, part=part)
        assert found.count() == sum(len(getattr(each, names)) for each in printed.sheets)


def test_the_page_of_carene_shows_thirty_printed_and_thirty_one_counted(client: Client) -> None:
    address = f"/plans/{written(PLANS['carene']).pk}/"
    page = read(client, address)
    assert "Actions annoncées : 30 ; fiches comptées : 31." in page
    assert PLANS["carene"].note.fr in page
    assert page.count(">État non connu</span>") == 31
    assert '">En cours</span>' not in page
    client.cookies.load(ENGLISH)
    english = read(client, address)
    assert "Actions announced: 30; sheets counted: 31." in english
    assert PLANS["carene"].note.en in english


def test_a_lead_that_cannot_be_read_is_nobody_and_its_sheet_says_so(client: Client) -> None:
    unread = sheet("CAR-13")
    assert not unread.participations.exists()
    page = read(client, f"/plans/fiches/{unread.pk}/")
    assert "Le nom du pilote est illisible : il reste vide." in page
    assert "EMC2" not in page
    assert "Pilote non connu" in page
    assert "Sans pilote" not in page
    assert "Le document ne nomme ici personne qu’on puisse lire." in page
    assert "Fabrique prospective" in page


def test_what_a_sheet_shares_and_was_then_is_told(client: Client) -> None:
    page = read(client, f"/plans/fiches/{sheet('ARD-2').pk}/")
    assert "Elle est aussi dans le Pacte Ardennes." in page
    assert "Le document la dit en cours de définition." in page


def test_a_document_of_a_day_says_it(client: Client) -> None:
    page = read(client, f"/plans/{written(PLANS['chaumont-nogent-langres']).pk}/")
    assert "9 septembre 2019" in page
    assert sheet("F11").theme == "innovate"
    assert sheet("F11").axis is None


def test_names_of_no_body_are_kept_as_printed_and_others_are_public_records() -> None:
    printed = Participation.objects.exclude(sheet__plan__source_title="")
    names = organisations_by_name()
    loose = {row.written_name for row in printed.filter(organisation=None)}
    assert loose == {name for name, body in names.items() if not body.is_body}
    held = {row.organisation for row in printed.exclude(organisation=None)}
    conveners = {name for plan in PLANS.values() for name in plan.conveners}
    bodies = {body.name for body in names.values() if body.is_body}
    assert {each.name for each in held} == bodies - {names[name].name for name in conveners}
    assert len(held) == 64
    assert {each.visibility for each in held} == {"public"}
    assert {each.kind for each in held if each.siren} == {"epci"}


def test_written_again_nothing_changes_and_what_people_changed_stays() -> None:
    plan = written(PLANS["carene"])
    plan.title = "Plan d’action de l’estuaire"
    plan.save()
    told = sheet("CAR-01")
    ActionSheet.objects.filter(pk=told.pk).update(state=SheetState.DONE, title="Technocampus")
    sheet("CAR-02").delete()
    Organisation.objects.filter(name="Lhyfe").update(visibility="private", name="Lhyfe SA")
    before = (ActionSheet.objects.count(), Organisation.objects.count())
    assert not seed_printed_plans()
    told.refresh_from_db()
    assert (told.state, told.title) == (SheetState.DONE, "Technocampus")
    assert (ActionSheet.objects.count(), Organisation.objects.count()) == before


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize(
    ("kept", "is_tied", "is_new"),
    [
        ([{"name": "LHYFE"}], True, False),
        ([{"name": "Lhyfe", "visibility": "private"}], False, False),
        ([{"name": "Lhyfe"}, {"name": "Lhyfe"}], False, False),
        ([], True, True),
    ],
    ids=["one of that name", "one that hides", "two of that name", "nobody"],
)
def test_an_organisation_that_is_here_is_taken_and_never_guessed(
    kept: list[dict[str, str]], is_tied: bool, is_new: bool
) -> None:
    known = [
        Organisation.objects.create(**{"visibility": "public", "folded_name": "lhyfe", **each})
        for each in kept
    ]
    assert seed_printed_plans()
    row = sheet("CAR-07").participations.exclude(organisation__name="Neopolia").get()
    assert bool(row.organisation) is is_tied
    assert Organisation.objects.filter(folded_name="lhyfe").count() == len(known) + is_new
    if kept and is_tied:
        assert row.organisation == known[0]


@pytest.mark.usefixtures("forgotten")
def test_a_namesake_that_sits_elsewhere_is_another() -> None:
    elsewhere = Perimeter.objects.get(kind="commune", code="44109")
    other = Organisation.objects.create(
        name="Lycée Pablo Neruda", folded_name="lycee pablo neruda", kind="school",
        seat=elsewhere, visibility="public",
    )  # fmt: skip
    assert seed_printed_plans()
    found = Participation.objects.get(
        sheet=sheet("DIE-06"), organisation__folded_name="lycee pablo neruda"
    )
    assert found.organisation != other
    assert found.organisation.seat.code == "76217"


@pytest.mark.usefixtures("forgotten")
def test_an_intercommunality_is_known_by_its_number_under_any_name() -> None:
    official = Organisation.objects.create(
        name="CA de la région nazairienne et de l’estuaire", siren="244400644", kind="epci",
        folded_name="ca de la region nazairienne et de l estuaire", visibility="public",
    )  # fmt: skip
    assert seed_printed_plans()
    assert official.sheet_participations.count() == 15
    assert not Organisation.objects.filter(name="CARENE").exists()


@pytest.mark.parametrize("plan", list(PLANS)[:4])
def test_the_planned_network_of_a_territory_is_that_of_its_plan(plan: str) -> None:
    """Who acts with whom, found apart from the names of the document."""
    printed, names = PLANS[plan], organisations_by_name()
    expected = set()
    for each in printed.sheets:
        bodies = {names[name] for name in (*each.leads, *each.partners)}
        pairs = combinations(sorted(body.name for body in bodies if body.is_body), 2)
        expected.update((each.code, *pair) for pair in pairs)
    territory = Perimeter.objects.get(code=printed.territoire_industrie)
    page = network_page(watcher(territory.code), territory, Wanted.of("", "", ""))
    lived, planned = page.parts
    assert lived.network.rows == ()
    assert planned.drawing
    unplaced = {row.name for row in planned.organisations if row.is_unplaced}
    assert unplaced == {o.name for o in planned.network.organisations.values() if not o.seat}
    assert any("On ignore où sièg" in said for said in planned.plain) is bool(unplaced)
    members: dict[str, set[str]] = {}
    for key, thing, _day in planned.network.rows:
        members.setdefault(planned.network.labels[thing], set()).add(
            planned.network.organisations[key].name
        )
    found = {
        (label.split()[0], *pair)
        for label, who in members.items()
        for pair in combinations(sorted(who), 2)
    }
    # A sheet of which nobody sits in the territory is of no network of it.
    assert found <= expected
    held = planned.network.organisations
    inside = {held[each.key].name for each in planned.network.actors if not each.is_outside}
    assert {pair for pair in expected if inside & set(pair[1:])} <= found
    assert len(found) > 2
    assert all("(document de 2020)" in label for label in planned.network.labels.values())


def test_a_tie_of_a_sheet_ends_with_it_and_pays_nobody() -> None:
    code = PLANS["carene"].territoire_industrie
    scope, territory = watcher(code), Perimeter.objects.get(code=code)

    def tied() -> set[str]:
        network = network_page(scope, territory, Wanted.of("", "", "")).parts[1].network
        kept = network.standing
        return {network.labels[thing].split()[0] for thing in kept.things}

    assert {"CAR-05", "CAR-10"} <= tied()
    over = ActionSheet.objects.filter(pk=sheet("CAR-05").pk)
    over.update(state=SheetState.ABANDONED)  # in 2020, as far as anybody knows
    Participation.objects.filter(sheet=sheet("CAR-10")).update(part=Part.FINANCER)
    assert not {"CAR-05", "CAR-10"} & tied()


def test_a_sheet_that_is_not_seen_ties_nobody() -> None:
    code = PLANS["dieppe-maritime"].territoire_industrie
    scope, territory = watcher(code), Perimeter.objects.get(code=code)
    hidden = sheet("DIE-11")
    ActionSheet.objects.filter(pk=hidden.pk).update(visibility="private")
    network = network_page(scope, territory, Wanted.of("", "", "")).parts[1].network
    assert network.rows
    assert not [label for label in network.labels.values() if label.startswith("DIE-11")]


def test_sheets_are_a_source_of_planned_ties_alone() -> None:
    assert [source.key for source in tie_sources("planned")] == ["sheet"]
    assert "sheet" not in {source.key for source in tie_sources("lived")}
    assert tie_sources("planned")[0].counted(31) == "31 fiches action"


def test_a_plan_is_read_by_everyone(client: Client) -> None:
    assert ActionPlan.objects.exclude(source_title="").count() == 5
    page = client.get("/plans/").content.decode()
    assert page.count("lu dans un document") == 5
