"""The boards of a plan: what each counts, for whom, in how many queries."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from know_how_world import company_in
from plans_world import led_by, sheet_of

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.plans.enums import Health
from terreau.web.apps.plans.models import (
    ActionPlan,
    ActionSheet,
    Axis,
    CostLine,
    FinancingLine,
    Milestone,
)
from terreau.web.apps.plans.permissions import seen_discussion
from terreau.web.apps.plans.reader import reader_of
from terreau.web.apps.plans.selectors.budget import budget_of
from terreau.web.apps.plans.selectors.listing import list_rows
from terreau.web.apps.plans.selectors.wanted import wanted_of
from terreau.web.apps.plans.standing import plan_standing
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
BOARDS = ("etats", "calendrier", "carte", "themes", "budget")


def codes(acting: Acting, plan: ActionPlan, asked: str) -> list[str]:
    """Return the codes of the sheets that answer what an address asks."""
    rows = list_rows(acting.scope, plan, wanted_of(QueryDict(asked))).rows
    return [row.sheet.code for row in rows]


@pytest.fixture
def several(plan: ActionPlan, ti: Perimeter) -> ActionPlan:
    """Return a plan of four sheets, each unlike the others."""
    axis = Axis.objects.create(plan=plan, number=2, title="Produire")
    smith = company_in(ti, "Forge du Lac")
    one = sheet_of(
        plan, "F10", title="École de forge", axis=axis, theme="skills", state="in_progress",
        starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 1), visibility="public",
    )  # fmt: skip
    led_by(one, smith)
    sheet_of(plan, "F9", title="Chaleur", theme="ecology", state="on_hold")
    late = sheet_of(plan, "F2", title="Halle", state="done", starts_on=date(2028, 1, 1))
    Milestone.objects.create(sheet=late, title="Livrée", due_on=date(2027, 5, 1))
    sheet_of(plan, "F11", title="Secrète", visibility="partners")
    return plan


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["F10", "F2", "F9", "F11"]),
        ("tri=titre", ["F9", "F10", "F2", "F11"]),
        ("tri=etat", ["F11", "F10", "F2", "F9"]),
        ("axe=2", ["F10"]),
        ("axe=aucun", ["F2", "F9", "F11"]),
        ("theme=ecology", ["F9"]),
        ("theme=aucun", ["F2", "F11"]),
        ("etat=done", ["F2"]),
        ("sante=blocked", ["F9"]),
        ("pilote=Forge+du+Lac", ["F10"]),
        ("pilote=Forge", []),
        ("q=ECOLE", ["F10"]),
        ("q=f9", ["F9"]),
        ("annee=2026", ["F10"]),
        ("annee=2027", ["F2"]),
        ("annee=2030", ["F2"]),
        ("q=forge&etat=done", []),
    ],
)
def test_what_is_asked_narrows_the_sheets(
    acting: Acting, several: ActionPlan, asked: str, found: list[str]
) -> None:
    assert codes(acting, several, asked) == found


@pytest.mark.parametrize(
    "asked",
    ["etat=gold", "sante=x", "theme=own:x", "annee=20x6", "annee=1789", "axe=-1", "tri=x",
     "theme=own:" + "9" * 30],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    reader: Client, several: ActionPlan, asked: str
) -> None:
    with pytest.raises(BadInput):
        wanted_of(QueryDict(asked))
    assert reader.get(f"/plans/{several.pk}/?{asked}").status_code == 400


def test_an_address_says_again_what_was_asked() -> None:
    asked = "axe=2&etat=done&q=a+b&annee=2026&tri=titre&col=fin&col=cout"
    assert sorted(wanted_of(QueryDict(asked)).query().split("&")) == sorted(asked.split("&"))
    assert "etat" not in wanted_of(QueryDict(asked)).query(etat="")


def test_health_is_counted_of_all_that_answers_the_rest(
    acting: Acting, several: ActionPlan
) -> None:
    listing = list_rows(acting.scope, several, wanted_of(QueryDict("sante=blocked")))
    assert [row.sheet.code for row in listing.rows] == ["F9"]
    assert (listing.whole, listing.counts[Health.LATE], listing.counts[Health.BLOCKED]) == (4, 1, 1)


def test_a_visitor_counts_what_they_see(client: Client, several: ActionPlan) -> None:
    listing = list_rows(NOBODY, several, wanted_of(QueryDict("")))
    assert [row.sheet.code for row in listing.rows] == ["F10"]
    assert listing.leads == ["Forge du Lac"]
    for board in BOARDS:
        shown = client.get(f"/plans/{several.pk}/tableaux/{board}/")
        assert shown.status_code == 200
        assert "Chaleur" not in shown.text
        assert "Secrète" not in shown.text
        assert "Modifier" not in shown.text
    assert client.get(f"/plans/{several.pk}/tableaux/nimporte/").status_code == 404


def test_a_hidden_lead_is_not_offered_nor_found(several: ActionPlan, ti: Perimeter) -> None:
    hidden = company_in(ti, "Atelier caché", visibility="private")
    led_by(ActionSheet.objects.get(plan=several, code="F10"), hidden)
    listing = list_rows(NOBODY, several, wanted_of(QueryDict("")))
    assert listing.leads == ["Forge du Lac"]
    asked = wanted_of(QueryDict("pilote=Atelier+caché"))
    assert list_rows(NOBODY, several, asked).rows == []


def test_the_board_of_states_offers_what_one_may_do(
    reader: Client, neighbour: Acting, several: ActionPlan
) -> None:
    page = reader.get(f"/plans/{several.pk}/tableaux/etats/")
    sheet = ActionSheet.objects.get(plan=several, code="F10")
    assert f"/plans/fiches/{sheet.pk}/etape/complete/" in page.text
    other = Client()
    other.force_login(neighbour.user)  # type: ignore[arg-type]
    assert "/etape/" not in other.get(f"/plans/{several.pk}/tableaux/etats/").text


def test_money_is_summed_of_the_sheets_whose_money_is_read(
    acting: Acting, plan: ActionPlan, ti: Perimeter
) -> None:
    axis = Axis.objects.create(plan=plan, number=1, title="Un")
    open_ = sheet_of(
        plan, "F1", axis=axis, visibility="public", field_visibility={"money": "public"}
    )
    closed = sheet_of(plan, "F2", visibility="public")
    for sheet, cents in ((open_, 100), (closed, 9900)):
        CostLine.objects.create(sheet=sheet, label="Poste", year=2026, planned_eur_cents=cents)
        FinancingLine.objects.create(
            sheet=sheet, instrument="grant", written_name="Région", requested_eur_cents=cents
        )
        FinancingLine.objects.create(
            sheet=sheet, instrument="loan", written_name="Région", requested_eur_cents=cents
        )
    whole = budget_of(acting.scope, list_rows(acting.scope, plan, wanted_of(QueryDict(""))).rows)
    assert (whole.read, whole.unread) == (2, 0)
    assert [(line.label, line.cents) for line in whole.by_axis] == [
        ("1. Un", (100, None, None)), ("Sans axe", (9900, None, None)),
        ("Total", (10000, None, None)),
    ]  # fmt: skip
    assert [line.cents[0] for line in whole.by_instrument] == [10000, 10000]
    assert len(whole.by_financer) == 2
    public = budget_of(NOBODY, list_rows(NOBODY, plan, wanted_of(QueryDict(""))).rows)
    assert (public.read, public.unread) == (1, 1)
    assert [line.cents[0] for line in public.by_year] == [100]
    assert [line.cents[0] for line in public.by_instrument] == [100, 100]


def test_a_financer_that_one_does_not_see_is_not_named(plan: ActionPlan, ti: Perimeter) -> None:
    sheet = sheet_of(plan, visibility="public", field_visibility={"money": "public"})
    hidden = company_in(ti, "Mécène caché", visibility="private")
    FinancingLine.objects.create(sheet=sheet, organisation=hidden, obtained_eur_cents=5)
    FinancingLine.objects.create(sheet=sheet, obtained_eur_cents=7)
    lines = budget_of(NOBODY, list_rows(NOBODY, plan, wanted_of(QueryDict(""))).rows).by_financer
    assert {line.label: line.cents[2] for line in lines} == {
        "Financeurs que vous ne voyez pas": 5, "Financeur non précisé": 7,
    }  # fmt: skip


def test_the_two_ways_to_know_whose_discussion_is_read_agree(
    acting: Acting, duo: Acting, neighbour: Acting, plan: ActionPlan
) -> None:
    levels = ("public", "territory", "partners", "private")
    for place, level in enumerate(levels):
        for rank, discussion in enumerate(("", *levels)):
            chosen = {"discussion": discussion} if discussion else {}
            sheet_of(plan, f"F{place}{rank}", visibility=level, field_visibility=chosen)
    for scope in (NOBODY, acting.scope, duo.scope, neighbour.scope):
        rows = list_rows(scope, plan, wanted_of(QueryDict(""))).rows
        reader = reader_of(scope)
        by_rows = {row.sheet.code for row in rows if reader.reads(row.sheet, "discussion")}
        found = ActionSheet.objects.filter(seen_discussion(plan_standing(scope)), plan=plan)
        assert by_rows == set(found.values_list("code", flat=True))


@pytest.mark.parametrize("board", ["", *BOARDS])
def test_queries_do_not_grow_with_sheets(reader: Client, plan: ActionPlan, board: str) -> None:
    address = f"/plans/{plan.pk}/tableaux/{board}/" if board else f"/plans/{plan.pk}/"

    def grow(first: int) -> int:
        for number in range(first, first + 8):
            sheet = sheet_of(
                plan, f"N{number}", starts_on=timezone.localdate(), visibility="public"
            )
            CostLine.objects.create(sheet=sheet, label="x", year=2026, planned_eur_cents=1)
            Milestone.objects.create(sheet=sheet, title="x", due_on=date(2027, 1, 1))
        reader.get(address)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert reader.get(address).status_code == 200
        return len(counted)

    few = grow(1)
    assert grow(100) == few


def test_a_calendar_says_in_words_what_it_draws(reader: Client, sheet: ActionSheet) -> None:
    address = f"/plans/{sheet.plan_id}/tableaux/calendrier/"
    assert "Aucune de ces fiches n’a encore de jour" in reader.get(address).text
    soon = timezone.localdate() + timedelta(days=3)
    Milestone.objects.create(sheet=sheet, title="Convention signée", due_on=soon)
    page = reader.get(address).text
    assert (
        page.count("Convention signée") == 3
    )  # drawn, in the list of narrow screens, in the table
    assert "timeline-mark" in page


def test_the_list_stands_under_its_axes_in_their_order(reader: Client, several: ActionPlan) -> None:
    address = f"/plans/{several.pk}/"
    groups = reader.get(address).context["groups"]
    told = [(name, [row.sheet.code for row, _cells in lines]) for name, lines in groups]
    assert told == [("2. Produire", ["F10"]), ("Sans axe", ["F2", "F9", "F11"])]
    # In another order axes would be said again and again.
    assert [name for name, _lines in reader.get(f"{address}?tri=titre").context["groups"]] == [""]


def test_sheets_stand_commune_by_commune_beside_the_map(
    reader: Client, several: ActionPlan, ti: Perimeter
) -> None:
    address = f"/plans/{several.pk}/tableaux/carte/"
    assert reader.get(address).context["map"] is None
    commune = Perimeter.objects.filter(country=ti.country, kind="commune").order_by("code")[0]
    several.sheets.filter(code__in=("F9", "F10")).update(place=commune)
    page = reader.get(address)
    told = [(name, [row.sheet.code for row in held]) for name, held in page.context["places"]]
    assert told == [(commune.name, ["F10", "F9"]), ("", ["F2", "F11"])]
    assert f"{commune.name} (2)" in page.text
    assert "Sans commune" in page.text


def test_a_merged_sheet_costs_nothing_besides_in_a_file(
    reader: Client, several: ActionPlan
) -> None:
    for sheet in several.sheets.filter(code__in=("F9", "F10")):
        CostLine.objects.create(sheet=sheet, label="x", year=2026, planned_eur_cents=100_000)
    whole = several.sheets.get(code="F10")
    several.sheets.filter(code="F9").update(state="merged", merged_into=whole)
    file = reader.get(f"/plans/{several.pk}/fiches.csv?col=cout").getvalue().decode("utf-8-sig")
    told = {line[2]: line[-1] for line in csv.reader(io.StringIO(file))}
    assert (told["F9"], told["F10"]) == ("", "1000.0")
