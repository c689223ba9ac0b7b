"""What tests of plans make by hand, and the plan of the example as they read it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from terreau.core.text import fold
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Committee, Participation
from terreau.web.apps.plans.rules.codes import code_key
from terreau.web.apps.territories.models import Perimeter


def as_(person: User) -> Acting:
    """Return what a request of a person gives a service."""
    return Acting(person, scope_of(person))


def person_with(role: str, about: Perimeter | Organisation) -> User:
    """Return somebody who holds a role, for a perimeter or an organisation."""
    person = User.objects.create_user(f"{role}.{about.pk}.{User.objects.count()}@exemple.fr")
    held = {"perimeter" if isinstance(about, Perimeter) else "organisation": about}
    Mandate.objects.create(holder=person, role=role, valid_from=date(2020, 1, 1), **held)
    return person


def plan_in(territory: Perimeter, title: str = "Plan d’essai") -> ActionPlan:
    """Return a plan of a territory, of phase 2."""
    return ActionPlan.objects.create(perimeter=territory, title=title, phase=2)


def sheet_of(plan: ActionPlan, code: str = "F1", **fields: Any) -> ActionSheet:
    """Return a sheet of a plan, a draft read by the territory unless something else is said."""
    title = fields.pop("title", f"Fiche {code}")
    return ActionSheet.objects.create(
        plan=plan,
        code=code,
        code_key=code_key(code),
        title=title,
        folded_title=fold(title)[:200],
        **({"state": "draft", "visibility": "territory"} | fields),
    )


def led_by(sheet: ActionSheet, organisation: Organisation, part: str = "sheet_lead") -> None:
    """Put an organisation on a sheet."""
    Participation.objects.create(sheet=sheet, part=part, organisation=organisation)


def committee_of(plan: ActionPlan, days: int, kind: str = "steering", **fields: Any) -> Committee:
    """Return a committee some days from today: held where its day is past."""
    state = "held" if days <= 0 else "planned"
    on = timezone.localdate() + timedelta(days=days)
    return Committee.objects.create(plan=plan, kind=kind, on=on, **({"state": state} | fields))
