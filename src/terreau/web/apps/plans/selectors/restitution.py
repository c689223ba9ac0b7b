"""Needs by contributor, each with what became of it, and when its contributor was last told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Holding, Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.enums import NeedState
from terreau.web.apps.plans.models import ActionPlan, Need, Restitution
from terreau.web.apps.plans.permissions import can_view_restitution, nothing_here
from terreau.web.apps.plans.selectors.needs import hide_raisers, list_needs
from terreau.web.apps.plans.selectors.outcomes import NeedOutcome, marked_since, outcomes_of
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.raisers import seen_organisation
from terreau.web.apps.plans.standing import plan_standing

_NEVER = date.min


@dataclass(frozen=True)
class Contributor:
    """Who raised needs, or where they were read.

    Parameters
    ----------
    title : str
        What the reader is told of who it is.
    organisation : Organisation or None
        None: of figures, or of nobody that the reader sees.
    needs : list[Need]
        Of `list_needs`, those that the reader sees.
    last : Restitution or None
        When they were last told, as far as the reader knows.
    is_told_read : bool
        Whether the reader knows when they were told.
    """

    title: str
    organisation: Organisation | None
    needs: list[Need]
    last: Restitution | None = None
    is_told_read: bool = False


@dataclass(frozen=True)
class ContributorNeeds:
    """A contributor, with what became of each need of theirs."""

    contributor: Contributor
    outcomes: list[NeedOutcome]

    @property
    def has_news(self) -> bool:
        """Whether something is new since they were last told."""
        return any(outcome.has_news for outcome in self.outcomes)


@dataclass(frozen=True)
class Told:
    """How many needs there are of those that a reader sees, and how far they went."""

    total: int
    answered: int
    waiting: int
    dropped: int


def list_contributors(
    scope: Scope, plan: ActionPlan, organisation: Organisation | None = None
) -> list[Contributor]:
    """Return who raised the needs of a plan's territory, of those that a reader sees.

    Those who were never told come first, then those told longest ago, where the reader knows;
    then by name; what was read in figures and what bears no name last.

    Parameters
    ----------
    scope : Scope
        Of the reader.
    plan : ActionPlan
        Whose territory.
    organisation : Organisation, optional
        Of this one alone.
    """
    found = list_needs(scope, perimeter=plan.perimeter)
    if organisation is not None:
        found = found.filter(organisation=organisation)
    needs = hide_raisers(list(found))
    return [*_organisations(scope, plan, needs), *_without_name(needs)]


def told_of(scope: Scope, contributors: Iterable[Contributor]) -> list[ContributorNeeds]:
    """Return contributors with what became of their needs, in a bounded number of queries."""
    listed = list(contributors)
    outcomes = outcomes_of(scope, [need for each in listed for need in each.needs])
    of_need = {outcome.need.pk: outcome for outcome in outcomes}
    return [_contribution(each, [of_need[need.pk] for need in each.needs]) for each in listed]


def count_told(contributors: Iterable[Contributor]) -> Told:
    """Return how far the needs of contributors went, by the sheets that the reader sees."""
    needs = [need for each in contributors for need in each.needs]
    dropped = sum(need.state == NeedState.DROPPED for need in needs)
    answered = sum(
        need.state != NeedState.DROPPED and getattr(need, "answer_count", 0) > 0 for need in needs
    )
    return Told(len(needs), answered, len(needs) - dropped - answered, dropped)


def get_contributor(scope: Scope, plan_id: int, organisation_id: int) -> Contributor:
    """Return an organisation to which a keeper may give back, with the needs that it raised.

    Raises
    ------
    NotHere
        If the reader does not keep the plan, does not see the organisation, or it raised none.
    """
    shown = get_plan(scope, plan_id)
    organisation = seen_organisation(scope, organisation_id)
    if not shown.may_keep or organisation is None:
        raise nothing_here()
    found = list_contributors(scope, shown.plan, organisation)
    if not found:
        raise nothing_here()
    return found[0]


def plan_to_give_back(need: Need) -> ActionPlan | None:
    """Return the last plan of a need's territory, in which its contributor is told; None: none."""
    found = ActionPlan.objects.filter(perimeter=need.perimeter_id)
    return found.order_by("-phase", "-pk").first()


def find_sent(key: UUID) -> Restitution | None:
    """Return what a form sent already; None while it has not."""
    return Restitution.objects.select_related("organisation", "plan").filter(key=key).first()


def paper_scope(scope: Scope, plan: ActionPlan) -> Scope:
    """Return as whom the paper of a plan is read, which is handed out to whoever is there.

    A partner reads more than whoever acts in the territory: the paper holds what the latter read.
    """
    if not plan_standing(scope).partners.holds(plan.perimeter):
        return scope
    return Scope(None, frozenset({Holding(Role.OBSERVER, perimeter_id=plan.perimeter_id)}))


def _organisations(scope: Scope, plan: ActionPlan, needs: list[Need]) -> list[Contributor]:
    of_each: dict[int, list[Need]] = {}
    for need in needs:
        if need.organisation is not None:
            of_each.setdefault(need.organisation.pk, []).append(need)
    last = _last_told(scope, plan)
    standing = plan_standing(scope)
    reads_all = standing.partners.holds(plan.perimeter)
    found = []
    for key, raised in of_each.items():
        organisation = raised[0].organisation
        assert organisation is not None, "grouped by it"
        is_told_read = reads_all or key in standing.own
        found.append(
            Contributor(organisation.name, organisation, raised, last.get(key), is_told_read)
        )
    return sorted(found, key=_rank)


def _rank(each: Contributor) -> tuple[date, str]:
    return (each.last.sent_on if each.last else _NEVER, each.title.casefold())


def _without_name(needs: list[Need]) -> list[Contributor]:
    """Return the needs of nobody whom the reader sees: read in figures, noted by the team.

    That of an organisation that they do not see is among them, as `hide_raisers` leaves it.
    """
    nameless = [need for need in needs if need.organisation is None]
    read = [need for need in nameless if need.figure_label]
    noted = [need for need in nameless if not need.figure_label]
    titled = ((_("Lus dans les chiffres"), read), (_("Notés sans nom d’organisation"), noted))
    return [Contributor(title, None, held) for title, held in titled if held]


def _last_told(scope: Scope, plan: ActionPlan) -> dict[int, Restitution]:
    """Return when each organisation was last told in a plan, of what a reader knows."""
    known = Restitution.objects.filter(can_view_restitution(scope), plan=plan).order_by()
    last = known.values("organisation").annotate(last=Max("pk")).values("last")
    found = Restitution.objects.filter(pk__in=last)
    return {each.organisation_id: each for each in found}


def _contribution(contributor: Contributor, outcomes: list[NeedOutcome]) -> ContributorNeeds:
    if contributor.last is None:
        return ContributorNeeds(contributor, outcomes)
    return ContributorNeeds(contributor, marked_since(outcomes, contributor.last.facts))
