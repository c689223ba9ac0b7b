"""What plans add to pages of figures: a need is noted from a figure, and found again there."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.observatory.slots import (
    FigurePage,
    FigureSlot,
    Start,
    declare_figure_slot,
)
from terreau.web.apps.plans.models import ActionPlan, Need
from terreau.web.apps.plans.selectors.figures import needs_of_figures, plans_of_figures
from terreau.web.shared.formatting import format_number

_LONGEST_ADDRESS = 300


def slot_of(scope: Scope, page: FigurePage) -> FigureSlot | None:
    """Return how a reader notes a need from the figures of a page; None where they may not."""
    plans = plans_of_figures(scope, page.territory)
    if not plans:
        return None
    needs = needs_of_figures(scope, plans, page.stem)
    return FigureSlot(
        _("Noter un besoin depuis ce chiffre"),
        tuple(Start(_name(plan), partial(_address, plan, page)) for plan in plans),
        _title(needs),
        tuple((need.title, reverse("plans:need", args=(need.pk,))) for need in needs),
    )


def declare() -> None:
    """Tell the observatory; called once, when the app is ready."""
    declare_figure_slot(slot_of)


def _name(plan: ActionPlan) -> str:
    return f"{plan.title} ({plan.perimeter.name})"


def _address(plan: ActionPlan, page: FigurePage, figure: str) -> str:
    # A list of many communes has a longer address than a need keeps.
    read_at = page.address if len(page.address) <= _LONGEST_ADDRESS else page.stem
    asked = {"chiffre": figure, "page": read_at if len(read_at) <= _LONGEST_ADDRESS else ""}
    return f"{reverse('plans:need_raise', args=(plan.pk,))}?{urlencode(asked)}"


def _title(needs: list[Need]) -> str:
    if not needs:
        return ""
    return ngettext(
        "%(count)s besoin noté depuis ces chiffres",
        "%(count)s besoins notés depuis ces chiffres",
        len(needs),
    ) % {"count": format_number(len(needs))}
