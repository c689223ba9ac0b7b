"""The plans of a measurement: forty sheets in each of 200 territories, five years of money.

Run in the environment of an installation: ``python bench/plan_rows.py`` prepares it, writes them,
and prints as JSON the session of a project manager, that of the national delegation, and a plan to
read. Titles are made of words drawn by chance: nothing here is anybody's.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import django

TERRITORIES = int(os.environ.get("BENCH_TERRITORIES", "200"))
TODAY = datetime.now(tz=UTC).date()
SHEETS, YEARS = 40, range(2023, 2028)
_WHAT = (
    "École de production", "Friche à rebâtir", "Chaleur fatale", "Logements d’arrivée",
    "Technocampus", "Visites d’ateliers", "Navette des équipes", "Inventaire des terrains",
    "Diagnostics d’énergie", "Guichet des conjoints", "Halle commune", "Prêt de salariés",
)  # fmt: skip
_OF = ("du Val", "de la Lune", "du Haut", "des Brumes", "du Lac", "de la Forge", "des Tilleuls")
_THEMES = ("ecology", "innovation", "skills", "land", "")
_STATES = ("idea", "draft", "presented", "validated", "in_progress", "done", "on_hold", "abandoned")
_LEVELS, _SHARES = ("public", "territory", "partners"), (60, 30, 10)


def settle() -> dict[str, object]:
    """Write everything; return two sessions and the plan that is read."""
    from terreau.web.apps.plans.models import (
        ActionPlan,
        ActionSheet,
        Axis,
        CostLine,
        FinancingLine,
        Milestone,
        Participation,
    )
    from terreau.web.apps.territories.models import Perimeter

    rng = random.Random(20261129)
    held = Perimeter.objects.filter(country="FR", kind="territoire_industrie")
    others = Perimeter.objects.filter(country="FR", kind="epci", last_vintage__isnull=False)
    places = [*held.filter(last_vintage__isnull=False), *others.order_by("code")][:TERRITORIES]
    plans = ActionPlan.objects.bulk_create(
        ActionPlan(perimeter=place, title="Plan mesuré", phase=2) for place in places
    )
    axes = Axis.objects.bulk_create(
        Axis(plan=plan, number=number, title=f"Axe {number}")
        for plan in plans
        for number in range(1, 5)
    )
    communes = list(Perimeter.objects.filter(kind="commune", country="FR", last_vintage=2026)[:900])
    _write(ActionSheet, _sheets(rng, plans, axes, communes))
    sheets = list(ActionSheet.objects.filter(plan__in=plans).order_by("pk"))
    _write(Participation, _leads(rng, sheets))
    _write(Milestone, _milestones(rng, sheets))
    _write(CostLine, _costs(rng, sheets))
    _write(FinancingLine, _funds(rng, sheets))
    nation = Perimeter.objects.get(kind="nation", country="FR")
    return {
        "manager": _session("project_manager", plans[0].perimeter),
        "delegation": _session("delegation_agent", nation),
        "plan": plans[0].pk,
        "sheet": sheets[0].pk,
    }


def _write(model: Any, rows: Iterator[Any]) -> None:
    """Write rows a few at a time, as an import does."""
    while some := list(islice(rows, 2000)):
        model.objects.bulk_create(some)


def _session(role: str, about: Any) -> str:
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from terreau.web.apps.accounts.models import User
    from terreau.web.apps.directory.models import Mandate

    person = User.objects.create_user(f"{role}@mesure.terreau", name="Personne mesurée")
    today = timezone.localdate()
    Mandate.objects.create(holder=person, role=role, perimeter=about, valid_from=today)
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].OutputString().split(";")[0]


def _sheets(
    rng: random.Random, plans: list[Any], axes: list[Any], communes: list[Any]
) -> Iterator[Any]:
    from terreau.core.text import fold
    from terreau.web.apps.plans.models import ActionSheet
    from terreau.web.apps.plans.rules.codes import code_key

    for rank, plan in enumerate(plans):
        for number in range(1, SHEETS + 1):
            title, begins = f"{rng.choice(_WHAT)} {rng.choice(_OF)}", _day(rng, -900, 300)
            yield ActionSheet(
                plan=plan, axis=axes[rank * 4 + number % 4], code=f"F{number}",
                code_key=code_key(f"F{number}"), title=title, folded_title=fold(title),
                theme=rng.choice(_THEMES), problem="Ce qui manque ici, en quelques phrases.",
                place=rng.choice(communes), starts_on=begins,
                ends_on=begins + timedelta(days=rng.randrange(90, 900)),
                state=rng.choice(_STATES), visibility=rng.choices(_LEVELS, _SHARES)[0],
                last_news_on=_day(rng, -200, 0),
            )  # fmt: skip


def _leads(rng: random.Random, sheets: Iterable[Any]) -> Iterator[Any]:
    from terreau.web.apps.directory.models import Organisation
    from terreau.web.apps.plans.models import Participation

    known = list(Organisation.objects.all()[:50])
    for sheet in sheets:
        if rng.random() < 0.8:
            who: dict[str, Any] = {"written_name": f"Collectivité {rng.choice(_OF)}"}
            if known and rng.random() < 0.5:
                who = {"organisation": rng.choice(known)}
            yield Participation(sheet=sheet, part="sheet_lead", **who)


def _milestones(rng: random.Random, sheets: Iterable[Any]) -> Iterator[Any]:
    from terreau.web.apps.plans.models import Milestone

    for sheet in sheets:
        for _ in range(3):
            due = _day(rng, -300, 500)
            done = due if due < TODAY and rng.random() < 0.8 else None
            yield Milestone(sheet=sheet, title="Jalon mesuré", due_on=due, done_on=done)


def _costs(rng: random.Random, sheets: Iterable[Any]) -> Iterator[Any]:
    from terreau.web.apps.plans.models import CostLine

    for sheet in sheets:
        for year in YEARS:
            planned = rng.randrange(1_000_000, 90_000_000)
            yield CostLine(
                sheet=sheet, label="Poste mesuré", year=year, planned_eur_cents=planned,
                committed_eur_cents=planned // 2, spent_eur_cents=planned // 4,
            )  # fmt: skip


def _funds(rng: random.Random, sheets: Iterable[Any]) -> Iterator[Any]:
    from terreau.web.apps.plans.models import FinancingLine

    for sheet in sheets:
        for instrument in ("own_share", "grant", "loan"):
            asked = rng.randrange(1_000_000, 90_000_000)
            yield FinancingLine(
                sheet=sheet, instrument=instrument, written_name=f"Financeur {rng.choice(_OF)}",
                requested_eur_cents=asked, obtained_eur_cents=rng.choice((asked, None)),
            )  # fmt: skip


def _day(rng: random.Random, first: int, last: int) -> date:
    return TODAY + timedelta(days=rng.randrange(first, last))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terreau.web.settings.demo")
    django.setup()
    from terreau.web import entry

    entry.prepare(with_example=True)
    print(json.dumps(settle()))
