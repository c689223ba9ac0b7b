"""A spreadsheet brought into a plan by a program: the same services as the pages."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from messy_plans import csv_plan
from plans_world import as_, person_with

from terreau.web.apps.accounts.acts import acts
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.selectors.imports import first_reading
from terreau.web.apps.plans.services import importing
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
TEXT = "Action;Coût;Objectif\nÉcole;12 à 15;Former\nHalle;env. 12 k€;"


def key_of(acting: Acting) -> dict[str, Any]:
    """Return what a program of somebody sends with everything."""
    _token, key = make_token(acting=acting, name="Outil", allows=acts(), lasts=timedelta(days=1))
    return {"content_type": "application/json", "headers": {"Authorization": f"Bearer {key}"}}


def test_a_file_from_its_bytes_to_its_sheets(acting: Acting, plan: ActionPlan) -> None:
    program, sent = Client(), key_of(acting)
    body = {"name": "p.csv", "content": base64.b64encode(csv_plan(TEXT)).decode()}
    made = program.post(f"/api/v1/plans/{plan.pk}/imports", body, **sent).json()
    assert (made["state"], made["lines"]) == ("read", [])
    assert [column["use"]["field"] for column in made["columns"]] == ["title", "cost", "objective"]
    at = f"/api/v1/plan-imports/{made['id']}"
    assert program.post(f"{at}/accept", {}, **sent).status_code == 400
    seen = program.patch(at, {"uses": made["uses"]}, **sent).json()
    assert (seen["state"], seen["waiting"]) == ("mapped", 2)
    assert [line["becomes"] for line in seen["lines"]] == ["new", "new"]
    assert program.post(f"{at}/accept", {}, **sent).status_code == 400
    told = {"texts": {"2:1": "13 k€"}, "confirmed": {"3:1": True}, "lines": {"2": "leave"}}
    settled = program.patch(at, told, **sent).json()
    assert (settled["waiting"], plan.sheets.count()) == (0, 0)
    done = program.post(f"{at}/accept", {}, **sent).json()
    (hall,) = plan.sheets.all()
    assert [(line["becomes"], line["sheet"]) for line in done["lines"]] == [
        ("left", None), ("new", hall.pk),
    ]  # fmt: skip
    assert [line.planned_eur_cents for line in hall.cost_lines.all()] == [1_200_000]
    assert program.delete(at, {}, **sent).status_code == 400
    assert program.get(at, headers=sent["headers"]).json()["state"] == "accepted"


def test_what_is_not_base_64_or_not_ones_own_is_refused(
    acting: Acting, plan: ActionPlan, ti: Perimeter
) -> None:
    program, sent = Client(), key_of(acting)
    at = f"/api/v1/plans/{plan.pk}/imports"
    assert program.post(at, {"name": "p", "content": "é"}, **sent).status_code == 400
    body = {"name": "p.csv", "content": base64.b64encode(csv_plan(TEXT)).decode()}
    made = program.post(at, body, **sent).json()
    bad = program.patch(
        f"/api/v1/plan-imports/{made['id']}", {"uses": {"0": {"field": "zz"}}}, **sent
    )
    assert bad.status_code == 400
    other = key_of(as_(person_with("observer", ti)))
    assert program.post(at, body, **other).status_code == 404
    assert (
        program.get(f"/api/v1/plan-imports/{made['id']}", headers=other["headers"]).status_code
        == 404
    )
    gone = program.delete(f"/api/v1/plan-imports/{made['id']}", {}, **sent).json()
    assert gone["state"] == "dropped"


def test_a_file_as_large_as_is_promised_is_read(acting: Acting, plan: ActionPlan) -> None:
    sent, at = key_of(acting), f"/api/v1/plans/{plan.pk}/imports"
    large = base64.b64encode(b"%PDF" + b"x" * (9 << 20)).decode()
    refused = Client().post(at, {"name": "p.pdf", "content": large}, **sent)
    assert (refused.status_code, "PDF" in refused.text) == (400, True)
    joined = {"holder": "sheet", "holder_id": 2**60, "name": "p.pdf", "content": large}
    assert Client().post("/api/v1/documents", joined, **sent).status_code == 404
    # No other address holds as much in memory.
    other = f"/api/v1/plans/{plan.pk}/action-sheets"
    assert Client().post(other, {"title": large}, **sent).status_code == 413


def test_a_file_is_read_before_anything_is_held(
    acting: Acting, plan: ActionPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    depths = []

    def read(*given: object) -> object:
        depths.append(len(connection.savepoint_ids))
        return first_reading(*given)

    monkeypatch.setattr(importing, "first_reading", read)
    row = importing.start_import(
        acting=acting, plan_id=plan.pk, name="p.csv", content=csv_plan(TEXT)
    )
    importing.point_at_headings(acting=acting, import_id=row.pk, sheet_name="", line=None)
    # No more than what the test itself is in.
    assert depths == [len(connection.savepoint_ids)] * 2
