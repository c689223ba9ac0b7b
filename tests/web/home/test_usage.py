"""Pages read are counted from the log, once, and the page, its CSV and the API say the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import Mandate, MandateRequest, Organisation
from terreau.web.apps.home import gathering, tasks
from terreau.web.apps.home.enums import UseFamily
from terreau.web.apps.home.models import DailyUse
from terreau.web.apps.home.usage import count_uses, family_of
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.signals import worker_started
from terreau.web.shared import retention

PROFILE = "observatoire/<slug:kind>/<str:code>/"


def line(route: str = PROFILE, method: str = "GET", status: int = 200) -> str:
    told = {"at": "2026-03-01T10:00:00+01:00", "request_id": "0f", "method": method}
    return json.dumps(told | {"route": route, "status": status, "ms": 12}) + "\n"


def write_log(home: Path, day: str, *lines: str) -> Path:
    file = home / "logs" / f"requests-{day}.jsonl"
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(lines), encoding="utf-8")
    return file


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


@pytest.mark.parametrize(
    ("route", "family"),
    [
        ("", UseFamily.INFORMATION),
        ("stats/", UseFamily.INFORMATION),
        ("stats/usage.csv", UseFamily.FILES),
        (PROFILE, UseFamily.PROFILES),
        (f"{PROFILE}semblables/", UseFamily.COMPARISONS),
        (f"{PROFILE}profil.csv", UseFamily.FILES),
        ("rapports/<slug:kind>/<str:code>/profil.<slug:suffix>", UseFamily.FILES),
        ("rapports/etat/<slug:digest>/", UseFamily.REPORTS),
        ("rapports/series/<int:batch_id>/etat/", None),
        ("observatoire/integrer/carte/", UseFamily.WIDGETS),
        ("observatoire/carte/carte.png", UseFamily.FILES),
        ("api/v1/stats", UseFamily.API),
        ("api/v1/openapi.json", None),
        ("sante/", None),
        ("territoires/suggestions/", None),
        ("territoires/suggestions/communes/", None),
        ("somewhere/new/", UseFamily.OTHER),
    ],
)
def test_a_route_belongs_to_a_family(route: str, family: UseFamily | None) -> None:
    assert family_of(route) == family


def test_every_page_there_is_belongs_to_a_family() -> None:
    known = set(routes(get_resolver()))
    assert len(known) > 50
    counted = {route: family_of(route) for route in known}
    ours = {"contact/<slug:reference>/", "langue/", "api/v1/", "historique/<slug:name>/<str:key>/"}
    assert {r for r, f in counted.items() if f == UseFamily.OTHER} <= ours
    assert set(counted.values()) >= set(UseFamily) - {UseFamily.OTHER}


def test_errors_redirections_and_cut_lines_are_not_counted() -> None:
    lines = [
        line(),
        line(),
        line(status=404),
        line(status=302),
        line(status=500),
        line(method="POST"),
        line(method="HEAD"),
        line("sante/"),
        line(f"{PROFILE}profil.csv"),
        line()[:40],
        "\n",
        "[]",
        '{"method": "GET", "status": 200, "route": null}',
    ]
    assert count_uses(lines) == {UseFamily.PROFILES: 2, UseFamily.FILES: 1}


@pytest.mark.django_db
def test_gathering_twice_changes_nothing(home: Path, clock: TimeMachineFixture) -> None:
    write_log(home, "2026-02-28", line(), line("api/v1/stats"))
    write_log(home, "2026-03-01", line(), line())
    write_log(home, "2026-03-02", line())  # today, not over yet
    write_log(home, "2026-02-30", line())
    (home / "logs/requests-2026-03-01.jsonl.bak").write_text(line())

    def counted() -> set[tuple[date, str, int]]:
        return set(DailyUse.objects.values_list("day", "family", "count"))

    assert gathering.gather_usage() == 2
    expected = {
        (date(2026, 2, 28), "profiles", 1),
        (date(2026, 2, 28), "api", 1),
        (date(2026, 3, 1), "profiles", 2),
    }
    assert counted() == expected
    gathering.gather_usage()
    assert counted() == expected
    # A line that came late is counted; a day whose file is gone keeps its numbers.
    write_log(home, "2026-03-01", line(), line(), line())
    (home / "logs/requests-2026-02-28.jsonl").unlink()
    gathering.gather_usage()
    assert counted() == expected - {(date(2026, 3, 1), "profiles", 2)} | {
        (date(2026, 3, 1), "profiles", 3)
    }


@pytest.mark.django_db
def test_old_logs_are_counted_then_deleted(home: Path, clock: TimeMachineFixture) -> None:
    old = write_log(home, "2025-11-30", line())
    kept = write_log(home, "2026-02-15", line())
    assert retention.count_expired(timezone.now())["request-logs"] == 1
    assert retention.purge(timezone.now())["request-logs"] == 1
    assert (old.exists(), kept.exists()) == (False, True)
    assert DailyUse.objects.get(day=date(2025, 11, 30)).count == 1


@pytest.mark.django_db
def test_the_worker_begins_the_day(home: Path, clock: TimeMachineFixture) -> None:
    write_log(home, "2026-03-01", line())
    worker_started.send(None)
    assert DailyUse.objects.get().count == 1


@pytest.mark.django_db
def test_a_day_plans_the_next_and_a_new_worker_plans_no_second(
    home: Path, settings: Any, clock: TimeMachineFixture
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    planned = DBTaskResult.objects.filter(task_path=tasks.begin_day.module_path)
    worker_started.send(None)
    tasks.begin_day.call()
    tomorrow = planned.filter(run_after=timezone.now() + timedelta(days=1))
    assert (planned.count(), tomorrow.count()) == (2, 1)
    worker_started.send(None)
    assert (planned.count(), tomorrow.count()) == (1, 0)


@pytest.fixture
def read(home: Path, clock: TimeMachineFixture) -> None:
    """Have pages read in January and in March."""
    write_log(home, "2026-01-31", *([line()] * 3), line("observatoire/carte/"))
    write_log(home, "2026-03-01", *([line()] * 1_234), line(f"{PROFILE}profil.csv"))
    gathering.gather_usage()
    DailyUse.objects.create(day=date(2024, 1, 1), family="profiles", count=5)


@pytest.mark.django_db
def test_nothing_read_yet_is_said(client: Client) -> None:
    page = client.get("/stats/").text
    assert "Aucune lecture n’est encore comptée" in page
    assert "Combien de personnes lisent" in page
    assert client.get("/api/v1/stats").json()["since"] is None


@pytest.mark.django_db
def test_page_csv_and_api_say_the_same(client: Client, read: None) -> None:
    page = client.get("/stats/")
    assert "Depuis le 1er janvier 2026, 1\u202f238 pages ont été lues ici" in page.text
    assert "et 1 fichier exporté." in page.text
    uses = {
        (row["label"], f"{month:%Y-%m}"): count
        for row in page.context["rows"]
        for month, count in row["cells"]
    }
    assert uses["Profils de territoires", "2026-02"] == 0
    assert uses["Profils de territoires", "2026-03"] == 1_234
    assert len(uses) == 3 * 3
    told = client.get("/api/v1/stats").json()
    assert {(use["label"], use["month"]): use["count"] for use in told["uses"]} == uses
    held = {one["key"]: one["value"] for one in told["held"]}
    assert held["communes"] == 34_969
    assert held == {one.key: one.value for one in page.context["stats"].held}
    rows = list(csv.DictReader(io.StringIO(client.get("/stats/usage.csv").text.lstrip("\ufeff"))))
    in_csv = {(r["label"], r["period"]): int(r["value"]) for r in rows if "reads." in r["figure"]}
    assert in_csv == uses
    assert {r["figure"]: r["value"] for r in rows if "held." in r["figure"]} == {
        f"held.{key}": "moins de 5" if value is None else str(value) for key, value in held.items()
    }


@pytest.mark.django_db
def test_people_are_counted_and_few_of_them_are_not_told(client: Client) -> None:
    """Of the example country there are people already: they do not count."""
    assert User.objects.exists()
    people = [User.objects.create_user(f"p{n}@mairie.example") for n in range(5)]
    region = Perimeter.objects.get(kind="region", code="28")
    commune = Perimeter.objects.get(kind="commune", code="44184")
    for n, person in enumerate(people):
        today = timezone.localdate()
        Mandate.objects.create(
            holder=person, role="observer", perimeter=region, valid_from=today,
            ended_at=timezone.now() if n == 4 else None,
        )  # fmt: skip
        MandateRequest.objects.create(
            asked_by=person, role="observer", perimeter=region, reason="x", expires_on=today,
            asked_at=timezone.now() - timedelta(days=366 if n == 4 else 1),
        )  # fmt: skip
        Organisation.objects.create(
            name=f"Usine {n}", folded_name=f"usine {n}", kind="company", seat=commune,
            visibility="private",
        )  # fmt: skip
    told = {one["key"]: one["value"] for one in client.get("/api/v1/stats").json()["held"]}
    found = [told[key] for key in ("accounts", "organisations", "mandates", "requests")]
    assert found == [5, 5, None, None]
    page = client.get("/stats/").text
    assert page.count("moins de 5") == 4  # messages and their answers too
    rows = list(csv.DictReader(io.StringIO(client.get("/stats/usage.csv").text.lstrip("\ufeff"))))
    assert {r["figure"]: r["value"] for r in rows}["held.mandates"] == "moins de 5"


@pytest.mark.django_db
def test_the_page_asks_the_database_a_bounded_number_of_questions(
    client: Client, read: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/stats/")
    with django_assert_max_num_queries(16):
        client.get("/stats/")
