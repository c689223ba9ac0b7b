"""The money of a sheet: read by those it is for, to the cent, in a bounded number of queries."""

from __future__ import annotations

from typing import Any

import pytest
from budget_world import budget_of, opened, write
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from know_how_world import company_in
from plans_world import led_by, person_with, sheet_of

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionPlan, ActionSheet
from terreau.web.apps.plans.rules.lines import CostWritten, Entry, FundsWritten
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.formatting import format_euros

pytestmark = pytest.mark.django_db


def test_money_is_of_partners_alone_even_in_the_history(
    reader: Client, acting: Acting, plan: ActionPlan, ti: Perimeter
) -> None:
    sheet = sheet_of(plan, visibility="public")
    write(acting, sheet, Entry(CostWritten("Poste secret", 2026, 123_456_789)))
    partner, other = company_in(ti, name="Partenaire SA"), company_in(ti, name="Autre SA")
    led_by(sheet, partner, "partner")
    readers = {name: Client() for name in ("partner", "other", "anonymous")}
    readers["partner"].force_login(person_with("organisation_member", partner))
    readers["other"].force_login(person_with("organisation_member", other))
    reads = {"keeper": reader, **readers}
    for name, client in reads.items():
        page = client.get(f"/plans/fiches/{sheet.pk}/").content.decode()
        api = client.get(f"/api/v1/action-sheets/{sheet.pk}").json()
        history = client.get(f"/historique/action-sheet/{sheet.pk}/")
        is_reader = name in ("keeper", "partner")
        assert ("Poste secret" in page) is is_reader, name
        assert (format_euros(123_456_789) in page) is is_reader, name
        assert ("Poste de dépense" in page) is is_reader, name
        assert (api["money"] is not None) is is_reader, name
        if name != "keeper":
            assert "Poste secret" not in history.content.decode(), name
        if not is_reader:
            assert "Poste de dépense" not in history.content.decode(), name


def test_the_page_asks_the_same_number_of_queries_for_many_lines(
    reader: Client, acting: Acting, sheet: ActionSheet
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert reader.get(f"/plans/fiches/{sheet.pk}/").status_code == 200
        return len(found)

    write(acting, sheet, Entry(CostWritten("A", 2026, 1)), Entry(FundsWritten(requested=1)))
    few = count()
    more: list[Entry[Any]] = [Entry(CostWritten(f"P{n}", 2026, n)) for n in range(12)]
    write(
        acting, sheet, *more, *[Entry(FundsWritten(name=f"Q{n}", requested=n)) for n in range(12)]
    )
    assert count() == few


styles = st.sampled_from(
    [
        lambda cents: f"{cents // 100},{cents % 100:02}",
        lambda cents: f"{cents // 100:,}".replace(",", " ") + f",{cents % 100:02} €",
        lambda cents: f"{cents // 100:,}".replace(",", "\u202f") + f",{cents % 100:02}\u00a0€",
        lambda cents: f"{cents // 100}.{cents % 100:02}",
        lambda cents: f"{cents / 100_000:.5f} k€".replace(".", ","),
    ]
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**11), styles, st.integers(2025, 2027)), min_size=1, max_size=3
    )
)
def test_what_is_typed_is_kept_and_added_to_the_cent(
    reader: Client, sheet: ActionSheet, lines: list[tuple[int, object, int]]
) -> None:
    sheet.cost_lines.all().delete()
    sent = opened(reader, sheet)
    for rank, (cents, style, year) in enumerate(lines):
        sent |= {
            f"cost-{rank}-label": f"Poste {rank}",
            f"cost-{rank}-year": str(year),
            f"cost-{rank}-planned": style(cents),  # type: ignore[operator]
        }
    page = reader.post(budget_of(sheet), sent, follow=True).content.decode()
    found = sheet.cost_lines.order_by("pk").values_list("planned_eur_cents", flat=True)
    kept = [cents or 0 for cents in found]
    assert kept == [cents for cents, _style, _year in lines]
    assert format_euros(sum(kept)) in page
    for year in {year for _cents, _style, year in lines}:
        assert format_euros(sum(c for c, _s, y in lines if y == year)) in page
