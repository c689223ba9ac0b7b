"""The report of a year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from plans_world import sheet_of

from terreau.web.apps.plans.models import ActionPlan

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_a_year_tells_indicators_as_they_were_at_its_end(reader: Client, plan: ActionPlan) -> None:
    made = timezone.now() - timedelta(days=900)
    counted = sheet_of(plan, created_at=made).indicators.create(name="Jeunes formés", target=12)
    counted.measures.create(on=date(TODAY.year - 1, 6, 30), value=4)
    counted.measures.create(on=date(TODAY.year, 1, 1), value=9)
    for year, value in ((TODAY.year - 2, None), (TODAY.year - 1, "4"), (TODAY.year, "9")):
        answer = reader.get(f"/api/v1/plans/{plan.pk}/years/{year}").json()
        assert [each["value"] for each in answer["indicators"]] == [value]
        page = reader.get(f"/plans/{plan.pk}/bilan/{year}/").text
        assert (f"{value} le " in page) == (value is not None)
