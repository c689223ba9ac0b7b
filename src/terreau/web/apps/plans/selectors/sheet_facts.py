"""What the health and the money of sheets are read from, added to them in one query."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce

from terreau.web.apps.plans.enums import Instrument, Part
from terreau.web.apps.plans.models import (
    ActionSheet,
    CostLine,
    FinancingLine,
    Milestone,
    Participation,
)
from terreau.web.apps.plans.rules.money import CASHLESS
from terreau.web.apps.plans.rules.workflow import CLOSED

_CASH = [each for each in Instrument if each not in CASHLESS and each != Instrument.OWN_SHARE]


def with_facts(sheets: QuerySet[ActionSheet]) -> QuerySet[ActionSheet]:
    """Add to sheets what their health is read from, in the same query."""
    of_sheet = {"sheet": OuterRef("pk")}
    leads = Participation.objects.filter(**of_sheet, part=Part.SHEET_LEAD).order_by()
    open_ones = Milestone.objects.filter(**of_sheet, done_on=None).order_by()
    costs = CostLine.objects.filter(**of_sheet).order_by()
    funds = FinancingLine.objects.filter(**of_sheet).order_by()
    best = Coalesce("obtained_eur_cents", "agreed_eur_cents", "requested_eur_cents", 0)
    own = funds.filter(instrument=Instrument.OWN_SHARE)
    others = funds.filter(instrument__in=_CASH)
    return sheets.select_related("plan__perimeter", "axis", "own_theme", "place").annotate(
        has_lead=Exists(leads),
        next_due_on=Case(  # what is closed waits for nothing
            When(state__in=CLOSED, then=None),
            default=Subquery(
                open_ones.values("sheet").annotate(first=Min("due_on")).values("first")
            ),
            output_field=DateField(),
        ),
        planned_costs=_total(costs, F("planned_eur_cents")),
        own_share=_total(own, best),
        obtained=_total(others, F("obtained_eur_cents")),
        planned_funds=_total(others, best),
    )


def _total(rows: QuerySet[Any], amount: Any) -> Coalesce:
    """Return the sum of an amount over the rows of a sheet, zero where there are none."""
    summed = rows.values("sheet").annotate(total=Sum(amount)).values("total")
    return Coalesce(Subquery(summed, output_field=BigIntegerField()), 0)
