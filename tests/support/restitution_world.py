"""Needs, sheets and readers of every confidentiality, for what is told to contributors."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import product
from typing import Any

from django.utils import timezone
from plans_world import sheet_of

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import Contact, Organisation
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Need, Restitution
from terreau.web.apps.plans.services.giving_back import give_back
from terreau.web.shared.visibility import Visibility


def need_of(plan: ActionPlan, organisation: Organisation | None, title: str, **fields: Any) -> Need:
    """Return a need of a plan's territory, read by the territory unless something else is said."""
    return Need.objects.create(
        perimeter=plan.perimeter, organisation=organisation, title=title,
        **({"visibility": Visibility.TERRITORY} | fields),
    )  # fmt: skip


def answered(need: Need, plan: ActionPlan, code: str = "F1", **fields: Any) -> ActionSheet:
    """Return a sheet that answers a need."""
    sheet = sheet_of(plan, code, **fields)
    sheet.needs.add(need)
    return sheet


def contact_of(organisation: Organisation, email: str, **fields: Any) -> Contact:
    """Return a contact who agreed today."""
    return Contact.objects.create(
        organisation=organisation, name="Yves", email=email,
        **({"role": "contact", "agreed_on": timezone.localdate()} | fields),
    )  # fmt: skip


def every_level(
    plan: ActionPlan, organisation: Organisation, raised_by: User
) -> Iterator[tuple[Need, ActionSheet]]:
    """Yield a need of each confidentiality, each with a sheet of each that answers it."""
    levels = product(Visibility.values, Visibility.values)
    for rank, (of_need, of_sheet) in enumerate(levels, start=1):
        need = need_of(
            plan, organisation, f"Besoin no {rank:02}", visibility=of_need, raised_by=raised_by,
            state="verified", verified_on=timezone.localdate(),
            verified_with=f"Témoin no {rank:02}",
        )  # fmt: skip
        yield (
            need,
            answered(need, plan, f"F{rank}", title=f"Action no {rank:02}", visibility=of_sheet),
        )


def user_of(acting: Acting) -> User:
    """Return the person who acts."""
    assert acting.user is not None
    return acting.user


KEY = uuid.UUID("6a3f3c0e-5a57-4a0e-8f0a-0d6c1b2a3f44")


def send(
    acting: Acting, plan: ActionPlan, company: Organisation, key: uuid.UUID = KEY, words: str = ""
) -> Restitution:
    """Give back to an organisation, by the form of a key."""
    return give_back(
        acting=acting, plan_id=plan.pk, organisation_id=company.pk, key=key, words=words
    )
