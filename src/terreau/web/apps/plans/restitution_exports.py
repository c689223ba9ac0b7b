"""What became of needs as a file: the same rows as the page, of what the reader sees."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from terreau.web.apps.plans.labels import NEED
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.selectors.outcomes import NeedOutcome
from terreau.web.apps.plans.selectors.restitution import ContributorNeeds
from terreau.web.shared.download import marked
from terreau.web.shared.list_file import Cell, list_answer


def restitution_answer(
    plan: ActionPlan, contributions: Iterable[ContributorNeeds], suffix: str
) -> HttpResponse:
    """Answer with what became of each need as CSV or XLSX, one line a need.

    Raises
    ------
    NotHere
        If there is no such format.
    """
    headings = (
        _("Qui l’a dit"), str(NEED["title"]), _("Noté le"), str(NEED["state"]),
        _("Ce qu’il est devenu"), _("Compte rendu le"), _("Nouveau depuis"),
    )  # fmt: skip
    rows = (_row(each, outcome) for each in contributions for outcome in each.outcomes)
    name = marked(f"restitution-plan-{plan.pk}", is_example=plan.is_example)
    return list_answer(headings, rows, name=name, suffix=suffix)


def _row(contribution: ContributorNeeds, outcome: NeedOutcome) -> tuple[Cell, ...]:
    need, last = outcome.need, contribution.contributor.last
    new = " ".join(fact.sentence for fact in outcome.facts if fact.is_new)
    return (
        contribution.contributor.title, need.title, need.raised_on.isoformat(),
        need.get_state_display(), " ".join(outcome.sentences),
        last.sent_on.isoformat() if last else "", new,
    )  # fmt: skip
