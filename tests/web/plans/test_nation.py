"""Above one territory: only what the reader sees is counted, by the themes that are asked for."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from plans_world import as_, person_with, plan_in, sheet_of

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, OwnTheme, RegionalPriority
from terreau.web.apps.plans.selectors.elsewhere import list_alike
from terreau.web.apps.plans.selectors.nation import (
    APART,
    WITHOUT,
    country_to_show,
    get_totals,
    list_good_practices,
    list_silent_plans,
)
from terreau.web.apps.plans.selectors.priorities import get_region
from terreau.web.apps.plans.services.priorities import add_priority, end_priority, say_priorities
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


@pytest.fixture
def france() -> Perimeter:
    """Return a real TI, in a country where no plan is but those of a test."""
    ActionPlan.objects.filter(perimeter__country="FR").delete()  # those that documents print
    return Perimeter.objects.filter(country="FR", kind="territoire_industrie").order_by("code")[0]


@pytest.fixture
def region() -> Perimeter:
    """Return the region of the example."""
    return Perimeter.objects.get(kind="region", country="XX")


@pytest.fixture
def referent(region: Perimeter) -> Acting:
    """Return the referent of that region."""
    return as_(person_with("region_referent", region))


def test_totals_are_by_the_set_of_themes_that_is_asked_for(france: Perimeter) -> None:
    plan = plan_in(france)
    own = OwnTheme.objects.create(perimeter=france, name="Formation", maps_to="recruit")
    apart = OwnTheme.objects.create(perimeter=france, name="Fêtes")
    several: tuple[dict[str, Any], ...] = (
        {"theme": "recruit"}, {"theme": "skills"}, {"own_theme": own}, {"theme": "attract"},
        {"own_theme": apart}, {}, {"theme": "ecology", "visibility": "territory"},
    )  # fmt: skip
    for number, fields in enumerate(several):
        sheet_of(plan, f"F{number}", **({"visibility": "public"} | fields))
    second, first = (get_totals(NOBODY, country="FR", phase=phase) for phase in (2, 1))
    assert {t.key: t.sheets for t in second.by_theme if t.sheets} == {
        "skills": 3, APART: 1, WITHOUT: 2,
    }  # fmt: skip
    assert {t.key: t.sheets for t in first.by_theme if t.sheets} == {
        "recruit": 3, "attract": 1, WITHOUT: 2,
    }  # fmt: skip
    assert (second.sheets, second.plans, second.dominant[0].key) == (6, 1, "skills")
    assert sum(region.sheets for region in second.by_region) == 6
    assert second.by_region[0].code != ""


def test_a_sheet_merged_into_another_counts_once(france: Perimeter) -> None:
    plan = plan_in(france)
    into = sheet_of(plan, "F1", visibility="public")
    sheet_of(plan, "F2", visibility="public", state="merged", merged_into=into)
    assert get_totals(NOBODY, country="FR", phase=2).sheets == 1


def test_the_example_is_not_counted_with_france(client: Client, france: Perimeter) -> None:
    assert country_to_show("") == "XX"
    sheet_of(plan_in(france), visibility="public")
    assert country_to_show("") == "FR"
    assert country_to_show("XX") == "XX"
    page = client.get("/plans/nation/")
    assert page.status_code == 200
    assert "Pays d’exemple" not in page.text
    assert client.get("/plans/nation/?phase=3").status_code == 400
    assert client.get("/plans/nation/?phase=1&pays=ZZ&q=%00'").status_code == 200


def test_the_file_counts_as_the_page(client: Client, france: Perimeter) -> None:
    sheet_of(plan_in(france), visibility="public", theme="land")
    body = client.get("/plans/nation.csv").getvalue().decode("utf-8-sig")
    rows = {
        (row["Compté par"], row["Nom"]): row["Fiches"] for row in csv.DictReader(io.StringIO(body))
    }
    assert rows["Thème", "Foncier"] == "1"
    assert rows["État", "En préparation"] == "1"


def test_good_practices_are_those_one_sees(france: Perimeter) -> None:
    plan = plan_in(france)
    told = sheet_of(plan, "F1", visibility="public", good_practice="Elle dure")
    sheet_of(plan, "F2", good_practice="Cachée")
    assert list_good_practices(NOBODY, country="FR") == [told]


def test_what_is_like_a_sheet_is_found_elsewhere_and_never_what_is_hidden(
    client: Client, france: Perimeter, plan: ActionPlan
) -> None:
    mine = sheet_of(plan, "Z1", title="École de soudeurs", visibility="public")
    sheet_of(plan, "Z2", title="École de soudure au lycée", visibility="public")
    there = plan_in(Perimeter.objects.filter(country="XX", kind="epci").order_by("code")[0])
    near = sheet_of(there, "Z3", title="Former à la soudure", visibility="public")
    sheet_of(there, "Z4", title="Soudure cachée", visibility="partners")
    sheet_of(there, "Z5", title="Navette des équipes", visibility="public")
    sheet_of(plan_in(france), "Z6", title="Soudure en France", visibility="public")
    found = [each.sheet for each in list_alike(NOBODY, mine.title, country="XX", without=mine)]
    assert near in found
    assert {sheet.plan.perimeter_id for sheet in found}.isdisjoint({plan.perimeter_id})
    assert not {"Soudure cachée", "Navette des équipes", "Soudure en France"} & {
        sheet.title for sheet in found
    }
    assert "Former à la soudure" in client.get(f"/plans/fiches/{mine.pk}/ailleurs/").text
    assert list_alike(NOBODY, "le la", country="XX") == []


def test_the_delegation_sees_a_silence_a_month_after_its_territory(
    reader: Client, plan: ActionPlan, ti: Perimeter
) -> None:
    today = timezone.localdate()
    nation = Perimeter.objects.get(kind="nation", country="XX")
    delegation = as_(person_with("delegation_agent", nation)).scope
    sheet = sheet_of(plan)
    closed = sheet_of(plan, "F2", state="done")
    ActionSheet.objects.filter(pk=closed.pk).update(last_news_on=today)

    def silent_since(days: int) -> tuple[bool, bool]:
        ActionSheet.objects.filter(pk=sheet.pk).update(last_news_on=today - timedelta(days=days))
        told = "sans nouvelles). La délégation" in reader.get(f"/plans/{plan.pk}/").text
        return told, plan in list_silent_plans(delegation, today)

    assert silent_since(89) == (False, False)
    assert silent_since(90) == (True, False)
    assert silent_since(119) == (True, False)
    assert silent_since(120) == (True, True)
    assert list_silent_plans(as_(person_with("state_referent", ti)).scope, today) == []
    assert "La délégation nationale" not in Client().get(f"/plans/{plan.pk}/").text
    ActionPlan.objects.filter(pk=plan.pk).update(source_title="Dossier")
    assert plan not in list_silent_plans(delegation, today)


def test_a_region_writes_its_priorities_and_nobody_else(
    referent: Acting, acting: Acting, region: Perimeter
) -> None:
    first = add_priority(acting=referent, region_code=region.code, title=" Souder  ici ")
    assert first.title == "Souder ici"
    assert add_priority(acting=referent, region_code=region.code, title="Souder ici") == first
    assert history_of(first).count() == 1
    for who, code in ((acting, region.code), (referent, "11"), (referent, "none")):
        with pytest.raises(NotHere):
            add_priority(acting=who, region_code=code, title="Autre")
    with pytest.raises(BadField):
        add_priority(acting=referent, region_code=region.code, title=" ")
    with pytest.raises(NotHere):
        end_priority(acting=acting, priority_id=first.pk)
    end_priority(acting=referent, priority_id=first.pk)
    titles = [each.priority.title for each in get_region(NOBODY, region.code).priorities]
    assert "Souder ici" not in titles
    assert (
        add_priority(acting=referent, region_code=region.code, title="Souder ici").ended_on is None
    )


def test_keepers_say_which_sheets_answer_and_readers_see_their_own(
    acting: Acting, duo: Acting, referent: Acting, sheet: ActionSheet, region: Perimeter
) -> None:
    priority = add_priority(acting=referent, region_code=region.code, title="Souder ici")
    elsewhere = RegionalPriority.objects.create(
        region=Perimeter.objects.filter(kind="region", country="FR")[0], title="Autre"
    )
    say_priorities(acting=acting, sheet_id=sheet.pk, priority_ids=[priority.pk])
    say_priorities(acting=acting, sheet_id=sheet.pk, priority_ids=[priority.pk])
    assert history_of(sheet).get().changes["regional_priority"] == ["", "Souder ici"]
    for who, keys in ((duo, [priority.pk]), (acting, [elsewhere.pk]), (acting, [999999])):
        with pytest.raises(NotHere):
            say_priorities(acting=who, sheet_id=sheet.pk, priority_ids=keys)

    def answers(scope: object) -> list[ActionSheet]:
        found = get_region(scope, region.code).priorities  # type: ignore[arg-type]
        return next(each.sheets for each in found if each.priority == priority)

    assert answers(acting.scope) == [sheet]
    assert answers(NOBODY) == []


def test_the_pages_of_priorities(
    reader: Client, referent: Acting, sheet: ActionSheet, region: Perimeter
) -> None:
    mine = Client()
    mine.force_login(referent.user)  # type: ignore[arg-type]
    address = f"/plans/regions/{region.code}/"
    assert mine.post(address, {"title": ""}).status_code == 400
    assert "Souder ici" in mine.post(address, {"title": "Souder ici"}, follow=True).text
    assert reader.post(address, {"title": "Autre"}).status_code == 404
    priority = RegionalPriority.objects.get(title="Souder ici")
    page = f"/plans/fiches/{sheet.pk}/priorites/"
    assert "Souder ici" in reader.get(page).text
    assert reader.post(page, {"priority": ["x"]}).status_code == 404
    reader.post(page, {"priority": [str(priority.pk)]})
    assert sheet.title in reader.get(address).text
    assert reader.post(f"/plans/priorites/{priority.pk}/clore/").status_code == 404
    assert mine.post(f"/plans/priorites/{priority.pk}/clore/").status_code == 302
    assert Client().get("/plans/regions/none/").status_code == 404
