"""Doors of other apps that a mandate opens: official sources, batches of reports."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import NOBODY, scope_of
from terreau.web.apps.reports.permissions import can_request_batch
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture(autouse=True)
def not_a_demo(settings: Settings) -> None:
    settings.PULLS_FROM_THIS_MACHINE = False


def test_a_batch_is_for_whom_a_mandate_reaches_the_whole_region(ti, give) -> None:
    region = Perimeter.objects.get(kind="region", code=ti.region)
    nation = Perimeter.objects.get(kind="nation", country="XX")
    referent, manager, agent, reader = (
        scope_of(give(role, about))
        for role, about in (
            (Role.STATE_REFERENT, region),
            (Role.PROJECT_MANAGER, ti),
            (Role.DELEGATION_AGENT, nation),
            (Role.OBSERVER, nation),
        )
    )
    asking = (referent, manager, agent, reader, NOBODY)
    of_region = [can_request_batch(ELSEWHERE, scope, "XX", region) for scope in asking]
    of_country = [can_request_batch(ELSEWHERE, scope, "XX") for scope in asking]
    assert of_region == [True, False, True, True, False]
    assert of_country == [False, False, True, True, False]
    assert not can_request_batch(ELSEWHERE, referent, "FR")


def test_the_page_offers_what_one_may_ask(ti, give, signed, client) -> None:
    region = Perimeter.objects.get(kind="region", code=ti.region)
    browser = signed(give(Role.REGION_REFERENT, region))
    page = browser.get("/rapports/series/").text
    assert f'value="XX:region:{region.code}"' in page
    assert 'value="FR:"' not in page
    assert "Faire les rapports" not in client.get("/rapports/series/").text
    sent = {"kind": "epci", "format": "csv"}
    assert browser.post("/rapports/series/demander/", sent | {"where": "FR:"}).status_code == 403
    lost = sent | {"where": "XX:region:nulle-part"}
    assert browser.post("/rapports/series/demander/", lost).status_code == 403
