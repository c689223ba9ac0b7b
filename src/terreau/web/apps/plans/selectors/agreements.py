"""Agreements and labels: lists, one agreement with all that a reader may see of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.plans.agreement_enums import AgreementAct, AgreementKind, AgreementState
from terreau.web.apps.plans.agreement_permissions import (
    can_change_agreement,
    can_view_agreement,
    is_partner,
    signers_of,
)
from terreau.web.apps.plans.models import (
    ActionPlan,
    Agreement,
    AgreementEvent,
    AgreementVersion,
    Document,
    Signatory,
)
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.agreements import Signer, possible_agreement_acts
from terreau.web.apps.plans.selectors.documents import list_documents


@dataclass(frozen=True)
class AgreementShown:
    """An agreement as one reader sees it.

    Parameters
    ----------
    agreement : Agreement
        Itself, with its plan and what it amends.
    signatories : list[Signatory]
        Those whose organisation the reader sees.
    hidden_signatories : int
        How many others there are.
    versions, events, amendments, documents : list
        Of its text; what became of it, the last first; its amendments; what is joined to it.
    acts : list[AgreementAct]
        What the reader may say of it as it stands.
    signers : frozenset[Signer]
        As what they stand towards it.
    may_change, is_partner : bool
        Whether they write in it, and read its history.
    """

    agreement: Agreement
    signatories: list[Signatory]
    hidden_signatories: int
    versions: list[AgreementVersion]
    events: list[AgreementEvent]
    amendments: list[Agreement]
    documents: list[Document]
    acts: list[AgreementAct]
    signers: frozenset[Signer]
    may_change: bool
    is_partner: bool

    @property
    def opinion(self) -> AgreementEvent | None:
        """The Region's last opinion."""
        return next((each for each in self.events if each.act == AgreementAct.GIVE_OPINION), None)


def list_agreements(scope: Scope) -> QuerySet[Agreement]:
    """Return the agreements that a reader may see."""
    found = Agreement.objects.filter(can_view_agreement(scope))
    return found.select_related("plan__perimeter", "amends")


def get_agreement(scope: Scope, agreement_id: int) -> AgreementShown:
    """Return an agreement as a reader may see it, in a bounded number of queries.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    agreement = list_agreements(scope).filter(pk=agreement_id).first()
    if agreement is None:
        raise nothing_here()
    seen = Q(organisation=None) | standing_of(scope).condition("organisation__")
    signatories = list(agreement.signatories.filter(seen).select_related("organisation"))
    signers = signers_of(scope, agreement.plan.perimeter)
    again = Agreement.objects.filter(can_change_agreement(scope), pk=agreement.pk)
    return AgreementShown(
        agreement,
        signatories,
        agreement.signatories.count() - len(signatories),
        list(agreement.versions.select_related("document")),
        list(agreement.events.all()),
        list(list_agreements(scope).filter(amends=agreement)),
        list(list_documents(scope).filter(agreement=agreement)),
        possible_agreement_acts(AgreementState(agreement.state), signers),
        signers,
        again.exists(),
        is_partner(scope, agreement.plan),
    )


def list_amendable(plan: ActionPlan) -> QuerySet[Agreement]:
    """Return the agreements of a plan that an amendment may change."""
    others = plan.agreements.exclude(kind=AgreementKind.AMENDMENT)
    return others.exclude(state=AgreementState.PREPARED)
