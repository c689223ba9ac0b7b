"""To whom a restitution is written, and what each of them may read of it on that day.

A member reads by their own mandates; a contact without an account, as everyone does, beside the
needs of their organisation.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import NOBODY, Scope, scope_of
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.models import Contact, Mandate, in_force
from terreau.web.apps.directory.rules import ORGANISATION_ROLES
from terreau.web.apps.directory.selectors.mailings import digests_of_leavers, reachable_contacts
from terreau.web.apps.plans.models import ActionPlan, Need
from terreau.web.apps.plans.selectors.needs import list_needs
from terreau.web.apps.plans.selectors.outcomes import NeedOutcome, marked_since, outcomes_of
from terreau.web.apps.plans.selectors.restitution import Contributor
from terreau.web.shared.visibility import Visibility


@dataclass(frozen=True)
class Addressee:
    """Somebody to write to, and what they may read, in their language.

    Parameters
    ----------
    person : User or Contact
        Who.
    language : str
        Theirs; that of the site for who has no account.
    outcomes : list[NeedOutcome]
        What became of the needs that they may read; what is new of it.
    """

    person: User | Contact
    language: str
    outcomes: list[NeedOutcome]


@dataclass(frozen=True)
class Addressees:
    """Who would receive a restitution, and how many more left such letters."""

    reached: list[Addressee]
    left_count: int

    @property
    def member_count(self) -> int:
        """How many are members with an account."""
        return sum(isinstance(each.person, User) for each in self.reached)

    @property
    def contact_count(self) -> int:
        """How many are contacts."""
        return len(self.reached) - self.member_count

    @property
    def need_count(self) -> int:
        """Of how many needs at least one of them is told."""
        return len({outcome.need.pk for each in self.reached for outcome in each.outcomes})


def addressees_of(scope: Scope, plan: ActionPlan, contributor: Contributor) -> Addressees:
    """Return who is told what became of a contributor's needs.

    Parameters
    ----------
    scope : Scope
        Of who writes: it says which addresses they read, never what the letters hold.
    plan : ActionPlan
        In which they are told.
    contributor : Contributor
        An organisation.
    """
    members = [each for each in _members(plan, contributor) if each.pk != scope.user_id]
    known = {person.email for person in members}
    condition = Q(organisation=contributor.organisation)
    contacts = {each.email: each for each in reachable_contacts(scope, condition)}
    found = [
        *(_member(plan, contributor, person) for person in members),
        *(
            _contact(plan, contributor, each)
            for each in contacts.values()
            if each.email not in known
        ),
    ]
    told = [each for each in found if each.outcomes]
    left = digests_of_leavers(plan.perimeter_id)
    reached = [each for each in told if address_digest(each.person.email) not in left]
    return Addressees(reached, len(told) - len(reached))


def _members(plan: ActionPlan, contributor: Contributor) -> QuerySet[User]:
    """Return who noted its needs, while they are members of it and their account is open."""
    needs = Need.objects.filter(
        perimeter=plan.perimeter_id, organisation=contributor.organisation, raised_by__isnull=False
    )
    held = Mandate.objects.filter(
        in_force(timezone.localdate()),
        organisation=contributor.organisation,
        role__in=ORGANISATION_ROLES,
    )
    raised = User.objects.filter(pk__in=needs.values("raised_by"), is_active=True)
    return raised.filter(pk__in=held.values("holder")).order_by("pk")


def _member(plan: ActionPlan, contributor: Contributor, person: User) -> Addressee:
    own = scope_of(person)
    needs = list_needs(own, perimeter=plan.perimeter).filter(organisation=contributor.organisation)
    with translation.override(person.language):
        outcomes = outcomes_of(own, needs)
    return Addressee(person, person.language, _marked(contributor, outcomes))


def _contact(plan: ActionPlan, contributor: Contributor, person: Contact) -> Addressee:
    """Return what a contact is told: what its organisation keeps to its members is not."""
    raised = Need.objects.filter(
        perimeter=plan.perimeter_id, organisation=contributor.organisation
    ).exclude(visibility=Visibility.PRIVATE)
    needs = list(raised.order_by("-raised_on", "-pk"))
    public = {need.pk for need in needs if need.visibility == Visibility.PUBLIC}
    with translation.override(settings.LANGUAGE_CODE):
        outcomes = outcomes_of(NOBODY, needs, with_whom=public)
    return Addressee(person, settings.LANGUAGE_CODE, _marked(contributor, outcomes))


def _marked(contributor: Contributor, outcomes: list[NeedOutcome]) -> list[NeedOutcome]:
    last = contributor.last
    return outcomes if last is None else marked_since(outcomes, last.facts)
