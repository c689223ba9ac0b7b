"""From a figure to a need: who is offered it, what it carries, how one comes back."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from know_how_world import company_in
from plans_world import as_, person_with, plan_in

from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.observatory import slots
from terreau.web.apps.plans.models import ActionPlan, Need
from terreau.web.apps.plans.selectors.figures import plans_of_figures
from terreau.web.apps.plans.services.need_checks import NeedFields
from terreau.web.apps.plans.services.needs import raise_need
from terreau.web.apps.territories.covering import get_surroundings
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import Territory, get_listed_territory, get_territory

pytestmark = pytest.mark.django_db

LABEL = "Noter un besoin depuis ce chiffre"


def territory_of(perimeter: Perimeter) -> Territory:
    return get_territory(kind=perimeter.kind, code=perimeter.code)


def profile_of(perimeter: Perimeter) -> str:
    return f"/observatoire/{perimeter.kind.replace('_', '-')}/{perimeter.code}/"


def starts_in(page: str, plan: ActionPlan) -> list[str]:
    """Return where a need of a plan begins, from each figure of a page."""
    found = re.findall(rf'href="(/plans/{plan.pk}/besoins/noter/\?[^"]*)"', page)
    return [html.unescape(each) for each in found]


@pytest.fixture
def around(ti: Perimeter) -> dict[str, Perimeter]:
    """Return a part of the territory, a whole that holds it, one that shares nothing with it."""
    near = get_surroundings(territory_of(ti))
    size = len(near.territory.communes)
    part = next(p for p, count in near.shared if count == p.commune_count < size)
    known = {p.pk for p, _count in near.shared}
    away = Perimeter.objects.filter(kind="epci", country="XX").exclude(pk__in=known)
    return {"part": part, "whole": near.containing()[0], "away": away.earliest("code")}


def test_the_figures_of_the_territory_its_parts_and_its_wholes_lead_to_its_plans(
    acting: Acting, plan: ActionPlan, ti: Perimeter, around: dict[str, Perimeter]
) -> None:
    for place in (ti, around["part"], around["whole"]):
        assert plan in plans_of_figures(acting.scope, territory_of(place))
    nation = Perimeter.objects.get(kind="nation", country="XX")
    for place in (around["away"], nation):
        assert plan not in plans_of_figures(acting.scope, territory_of(place))


def test_a_commune_and_a_list_of_communes_are_parts_too(
    acting: Acting, plan: ActionPlan, ti: Perimeter
) -> None:
    communes = sorted(territory_of(ti).communes)
    commune = Perimeter.objects.get(kind="commune", country="XX", code=communes[0])
    own = plan_in(commune, "Plan de la commune")
    first, others = (
        plans_of_figures(acting.scope, get_listed_territory(codes=",".join(chosen)))
        for chosen in (communes[:2], communes[1:3])
    )
    assert {plan, own} <= set(first)
    assert plan in others
    assert own not in others


def test_only_who_may_raise_a_need_is_offered_it(
    plan: ActionPlan, ti: Perimeter, duo: Acting, neighbour: Acting
) -> None:
    here = territory_of(ti)
    member = as_(person_with("organisation_member", company_in(ti, "Forge")))
    assert plan in plans_of_figures(member.scope, here)
    for scope in (NOBODY, duo.scope, neighbour.scope):
        assert plan not in plans_of_figures(scope, here)


def test_a_need_is_noted_from_a_figure_and_leads_back_to_it(
    reader: Client, plan: ActionPlan, ti: Perimeter
) -> None:
    address = f"{profile_of(ti)}?method=rest"
    page = reader.get(address)
    shown = page.context["profile"].employment_end
    noting = starts_in(page.text, plan)[0]
    carried = {name: values[0] for name, values in parse_qs(urlsplit(noting).query).items()}
    assert carried["page"] == address
    for part in (shown.label, shown.period, shown.display, ti.name, shown.provenance.source):
        assert part in carried["chiffre"]
    form = reader.get(noting).context["form"]
    said = {"title": "Des emplois à retrouver", "visibility": "territory"}
    hidden = ("figure_address", "figure_label")
    written = reader.post(noting, said | {name: form[name].value() for name in hidden})
    need = Need.objects.get(title="Des emplois à retrouver")
    assert written.url == f"/plans/besoins/{need.pk}/"
    assert f'<a href="{address}">' in html.unescape(reader.get(written.url).text)
    back = reader.get(profile_of(ti)).text
    assert "1 besoin noté depuis ces chiffres" in back
    assert f'href="/plans/besoins/{need.pk}/"' in back


def test_the_figures_of_a_dashboard_lead_to_needs(
    reader: Client, plan: ActionPlan, ti: Perimeter, acting: Acting
) -> None:
    address = f"/observatoire/tableaux/context/?t={ti.kind}%3A{ti.code.replace(':', '%3A')}"
    page = reader.get(address)
    cards = [card for group in page.context["page"].groups for card in group.cards]
    noting = starts_in(page.text, plan)
    assert len(noting) == sum(card.own.value is not None for card in cards) > 0
    for each in noting:
        assert parse_qs(urlsplit(each).query)["page"] == [address]
    read = NeedFields("Des jeunes qui partent", figure_address=address, figure_label="Jeunes")
    raise_need(acting=acting, perimeter=ti, written=read)
    assert "1 besoin noté depuis ces chiffres" in reader.get(address).text
    other = address.replace("context", "industry")
    assert "noté depuis ces chiffres" not in reader.get(other).text


def test_a_need_that_one_does_not_read_is_not_told(
    ti: Perimeter, plan: ActionPlan, acting: Acting
) -> None:
    read = NeedFields(
        "Un besoin à part", figure_address=profile_of(ti), figure_label="x", visibility="private"
    )
    raise_need(acting=acting, perimeter=ti, written=read)
    client = Client()
    client.force_login(person_with("organisation_member", company_in(ti, "Forge")))
    page = client.get(profile_of(ti)).text
    assert starts_in(page, plan)
    assert "Un besoin à part" not in page
    assert "noté depuis ces chiffres" not in page


def test_of_several_plans_each_is_named(reader: Client, plan: ActionPlan, ti: Perimeter) -> None:
    second = plan_in(ti, "Un second plan")
    page = html.unescape(reader.get(profile_of(ti)).text)
    for each in (plan, second):
        assert f"{each.title} (" in page
    assert len(starts_in(page, plan)) == len(starts_in(page, second)) > 0


def test_a_visitor_is_asked_nothing_more(
    client: Client, ti: Perimeter, plan: ActionPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert LABEL not in client.get(profile_of(ti)).text
        return len(seen)

    asked()  # what is found once for all requests
    with_plans = asked()
    monkeypatch.setattr(slots, "_FINDERS", [])
    assert with_plans == asked()


def test_plans_cost_a_handful_of_queries(
    reader: Client, ti: Perimeter, plan: ActionPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            reader.get(profile_of(ti))
        return len(seen)

    asked()
    with_one = asked()
    for number in range(5):
        plan_in(ti, f"Plan {number}")
    assert asked() == with_one
    monkeypatch.setattr(slots, "_FINDERS", [])
    assert with_one - asked() <= 8


def test_an_address_too_long_to_keep_is_that_of_the_page(
    reader: Client, plan: ActionPlan, ti: Perimeter
) -> None:
    page = reader.get(f"{profile_of(ti)}?more={'x' * 300}")
    carried = parse_qs(urlsplit(starts_in(page.text, plan)[0]).query)
    assert carried["page"] == [profile_of(ti)]
