"""What is said of a sheet: a table of cases, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from terreau.web.apps.plans.enums import Health, SheetState
from terreau.web.apps.plans.rules.health import SILENT_DAYS, Looked, health_of
from terreau.web.apps.plans.rules.workflow import CLOSED

TODAY = date(2026, 11, 29)
FINE = Looked(SheetState.IN_PROGRESS, True, TODAY, [TODAY], False, TODAY)
_PAST = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, [Health.ON_TIME]),
        ({"state": SheetState.ON_HOLD}, [Health.BLOCKED]),
        ({"ends_on": _PAST}, [Health.LATE]),
        ({"due_on": [TODAY, _PAST]}, [Health.LATE]),
        ({"ends_on": None, "due_on": []}, [Health.ON_TIME]),
        ({"has_lead": False}, [Health.WITHOUT_LEAD]),
        ({"is_unfunded": True}, [Health.UNFUNDED]),
        ({"last_news_on": TODAY - timedelta(days=SILENT_DAYS)}, [Health.SILENT]),
        ({"last_news_on": TODAY - timedelta(days=SILENT_DAYS - 1)}, [Health.ON_TIME]),
        (
            {"state": SheetState.ON_HOLD, "ends_on": _PAST, "has_lead": False},
            [Health.BLOCKED, Health.LATE, Health.WITHOUT_LEAD],
        ),
    ],
)
def test_each_thing_is_said_the_gravest_first(
    changes: dict[str, object], said: list[Health]
) -> None:
    assert health_of(replace(FINE, **changes), TODAY) == said  # type: ignore[arg-type]


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_nothing_is_said_of_what_is_closed(state: SheetState) -> None:
    worst = Looked(state, False, _PAST, [_PAST], True, date(2020, 1, 1))
    assert health_of(worst, TODAY) == []


def test_what_nobody_knows_is_neither_late_nor_on_time() -> None:
    unknown = Looked(SheetState.UNKNOWN, False, _PAST, [_PAST], True, date(2020, 1, 1))
    assert health_of(unknown, TODAY) == [Health.WITHOUT_LEAD]
    assert health_of(replace(unknown, has_lead=True), TODAY) == []
