"""Giving back: a contributor is told what became of their needs, each reader of what they read.

What is written leaves with the letters and is not kept; that they were told is.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, Restitution
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.restitution_letters import Version, letters_to, versions_of
from terreau.web.apps.plans.selectors.outcomes import keys_of, outcomes_of
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.restitution import (
    Contributor,
    find_sent,
    get_contributor,
)
from terreau.web.apps.plans.selectors.restitution_readers import Addressees, addressees_of
from terreau.web.apps.plans.services.plans import locked_plan
from terreau.web.shared.limits import spend

LONGEST_WORDS = 2000


@dataclass(frozen=True)
class Prepared:
    """A restitution before it leaves: in which plan, whose needs, who would read it, its words."""

    plan: ActionPlan
    contributor: Contributor
    readers: Addressees
    words: str

    @property
    def versions(self) -> list[Version]:
        """The letters that differ in what they tell."""
        return versions_of(self.plan, self.readers.reached, self.words)


def prepare_restitution(
    *, acting: Acting, plan_id: int, organisation_id: int, words: str
) -> Prepared:
    """Return what would leave; nothing is sent or kept.

    Raises
    ------
    NotHere
        If who acts does not keep the plan, or the organisation raised no need that they see.
    BadField
        If the words are too long.
    """
    _check(words)
    contributor = get_contributor(acting.scope, plan_id, organisation_id)
    plan = get_plan(acting.scope, plan_id).plan
    return Prepared(plan, contributor, addressees_of(acting.scope, plan, contributor), words)


@transaction.atomic
def give_back(
    *, acting: Acting, plan_id: int, organisation_id: int, key: UUID, words: str
) -> Restitution:
    """Tell an organisation what became of the needs that it raised, and keep that it was told.

    Parameters
    ----------
    acting : Acting
        Who keeps the plan: answers reach them.
    plan_id, organisation_id : int
        In which plan, whom.
    key : UUID
        Of the form: sent twice, it is one restitution and one letter a reader.
    words : str
        What they say first; at most 2 000 characters, "" where nothing.

    Raises
    ------
    NotHere, BadField
        As `prepare_restitution`.
    BadInput
        If nobody may be written to.
    AskedTooOften
        If who acts wrote many.
    """
    plan = locked_plan(acting, plan_id)
    if acting.user is None:
        raise nothing_here()
    # The plan is held: of two presses at once, the second finds what the first sent.
    own_key = uuid5(key, f"{acting.user.pk} {plan.pk} {organisation_id}")
    if (sent := find_sent(own_key)) is not None:
        return sent
    prepared = prepare_restitution(
        acting=acting, plan_id=plan_id, organisation_id=organisation_id, words=words
    )
    if not prepared.readers.reached:
        raise BadInput(
            _("Personne ne recevrait cette lettre"),
            remedy=_("Donnez-leur la feuille (PDF), ou ajoutez un contact qui l’accepte."),
        )
    spend("restitutions", str(acting.user.pk))
    return _send(acting, acting.user, prepared, own_key)


def _send(acting: Acting, sender: User, prepared: Prepared, key: UUID) -> Restitution:
    """Keep that an organisation was told, and put the letters into the letterbox, together."""
    plan, readers, contributor = prepared.plan, prepared.readers, prepared.contributor
    assert contributor.organisation is not None, "of an organisation (`get_contributor`)"
    restitution = Restitution.objects.create(
        key=key,
        plan=plan,
        organisation=contributor.organisation,
        told_by=sender,
        need_count=readers.need_count,
        reader_count=len(readers.reached),
        facts=keys_of(outcomes_of(acting.scope, contributor.needs)),
    )
    told = {
        "organisation": (None, restitution.organisation_id),
        "need_count": (0, restitution.need_count),
        "reader_count": (0, restitution.reader_count),
    }
    record(acting, Verb.CREATED, restitution, told)
    restitution.letters = letters_to(plan, sender, readers.reached, prepared.words)
    for letter in restitution.letters:
        letter.send()
    return restitution


def _check(words: str) -> None:
    if len(words) > LONGEST_WORDS:
        raise BadField(
            "words",
            _("Ces mots sont trop longs"),
            remedy=_("Écrivez %s caractères au plus : ils précèdent les besoins.") % LONGEST_WORDS,
        )
