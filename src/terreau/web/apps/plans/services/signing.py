"""What becomes of an agreement: the Region's opinion, signed, amended, ended."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.agreement_enums import AgreementAct, AgreementState
from terreau.web.apps.plans.agreement_permissions import can_move_agreement, signers_of
from terreau.web.apps.plans.models import Agreement, AgreementEvent
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.agreements import (
    AGREEMENT_STEPS,
    Signer,
    possible_agreement_acts,
)
from terreau.web.apps.plans.services.agreements import (
    check_past,
    locked_agreement,
    tell_agreement,
)


@transaction.atomic
def move_agreement(
    *, acting: Acting, agreement_id: int, act: str, on: date, words: str = ""
) -> Agreement:
    """Say what becomes of an agreement; signing an amendment amends what it changes.

    Signatories without a day of their own are said to have signed on the day of the agreement. An
    opinion that a keeper writes down is said to be on behalf of the Region.

    Raises
    ------
    NotHere
        If the agreement is not for who acts, or the act is never theirs.
    BadField
        If its state does not allow it, the day is to come, it must say something, or nobody signs.
    """
    agreement = locked_agreement(can_move_agreement(acting.scope), agreement_id)
    step = AGREEMENT_STEPS.get(AgreementAct(act)) if act in AgreementAct.values else None
    signers = signers_of(acting.scope, agreement.plan.perimeter)
    if step is None or step.actors.isdisjoint(signers):
        raise nothing_here()
    said = words.strip()
    _check(agreement, AgreementAct(act), on, said, signers)
    if act == AgreementAct.SIGN:
        _sign(agreement, on)
    _tell(acting, agreement, AgreementAct(act), on, said, is_behalf=_is_behalf(act, signers))
    if act == AgreementAct.SIGN and agreement.amends_id is not None:
        _amend(acting, agreement, on)
    return agreement


def _check(
    agreement: Agreement, act: AgreementAct, on: date, said: str, signers: frozenset[Signer]
) -> None:
    state = AgreementState(agreement.state)
    if act not in possible_agreement_acts(state, signers):
        raise BadField(
            "act",
            _("Cet accord est « %s » : cette étape ne se peut pas") % state.label,
            value=act.value,
            remedy=_("Relisez où il en est."),
        )
    check_past("on", on)
    if AGREEMENT_STEPS[act].must_say and not said:
        is_opinion = act is AgreementAct.GIVE_OPINION
        what = _("Il manque les mots de l’avis") if is_opinion else _("Il manque pourquoi")
        raise BadField("words", what, remedy=_("Dites-le en quelques phrases."))
    if len(said) > 1000:
        raise BadField("words", _("Ces mots sont trop longs : 1000 caractères au plus"))
    if act is AgreementAct.SIGN and not agreement.signatories.exists():
        raise BadField(
            "act",
            _("Personne ne signe encore cet accord"),
            remedy=_("Ajoutez ses signataires d’abord."),
        )


def _sign(agreement: Agreement, on: date) -> None:
    agreement.signed_on = on
    agreement.signatories.filter(signed_on=None).update(signed_on=on)


def _amend(acting: Acting, amendment: Agreement, on: date) -> None:
    """Say of what an amendment changes that it is amended, where it was signed."""
    rows = Agreement.objects.select_for_update().filter(amendments=amendment)
    amended = rows.get()
    if amended.state in AGREEMENT_STEPS[AgreementAct.AMEND].sources:
        _tell(acting, amended, AgreementAct.AMEND, on, amendment.title, is_behalf=False)


def _tell(
    acting: Acting, agreement: Agreement, act: AgreementAct, on: date, said: str, *, is_behalf: bool
) -> None:
    before, after = agreement.state, AGREEMENT_STEPS[act].target
    agreement.state = after
    AgreementEvent.objects.create(
        agreement=agreement, act=act, before=before, after=after, on=on, words=said,
        is_on_behalf=is_behalf, told_by=acting.user,
    )  # fmt: skip
    changes: dict[str, tuple[object, object]] = {"state": (before, after)}
    if said:
        changes["words"] = (None, said)
    if act is AgreementAct.SIGN:
        changes["signed_on"] = (None, on)
    tell_agreement(acting, agreement, changes, ("state", "signed_on"))


def _is_behalf(act: str, signers: frozenset[Signer]) -> bool:
    return act == AgreementAct.GIVE_OPINION and Signer.REGION not in signers
