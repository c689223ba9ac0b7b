"""The label of a territory told, phase by phase: dated acts, by its keepers or the delegation."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.agreement_enums import LabelAct, LabelState
from terreau.web.apps.plans.agreement_permissions import can_tell_label, signers_of
from terreau.web.apps.plans.enums import Phase
from terreau.web.apps.plans.models import Label, LabelEvent
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.agreements import LABEL_STEPS, possible_label_acts
from terreau.web.apps.territories.models import Perimeter


@transaction.atomic
def tell_label(
    *, acting: Acting, perimeter: Perimeter, phase: int, act: str, on: date, words: str = ""
) -> Label:
    """Say what becomes of the label of a territory in a phase.

    Where nothing was told of that phase yet, "apply" makes it a candidate, and "grant" a labelled
    territory: what came before may not be known.

    Raises
    ------
    NotHere
        If it is not for who acts to tell.
    BadField
        If the state does not allow it, the day is to come, or it must say why.
    """
    if not can_tell_label(acting.scope, perimeter):
        raise nothing_here()
    _check(phase, act, on, words)
    Perimeter.objects.select_for_update().get(pk=perimeter.pk)  # two who tell the first word
    label = Label.objects.filter(perimeter=perimeter, phase=phase).first()
    before = label.state if label else None
    after = _after(acting, perimeter, LabelState(before) if before else None, LabelAct(act))
    if label is None:
        label = Label.objects.create(perimeter=perimeter, phase=phase, state=after)
    elif label.events.filter(on__gt=on).exists():
        raise BadField(
            "on",
            _("Une étape plus récente est déjà dite"),
            value=on.isoformat(),
            remedy=_("Corrigez le jour."),
        )
    label.state = after
    label.save(update_fields=("state",))
    said = " ".join(words.split())
    LabelEvent.objects.create(
        label=label, act=act, after=after, on=on, words=said, told_by=acting.user
    )
    verb = Verb.CHANGED if before else Verb.CREATED
    record(
        acting,
        verb,
        label,
        {"phase": (None if not before else phase, phase), "state": (before, after),
         "on": (None, on), "words": (None, said or None)},
        personal=("words",),
    )  # fmt: skip
    return label


def _after(
    acting: Acting, perimeter: Perimeter, state: LabelState | None, act: LabelAct
) -> LabelState:
    """Return where an act leads."""
    if state is None and act is LabelAct.APPLY:
        return LabelState.CANDIDATE
    known = state or LabelState.CANDIDATE
    if act in possible_label_acts(known, signers_of(acting.scope, perimeter)):
        return LABEL_STEPS[act].target
    raise BadField(
        "act",
        _("Ce label est déjà « %s » : cette étape ne se peut plus") % known.label,
        value=act.value,
        remedy=_("Relisez où il en est."),
    )


def _check(phase: int, act: str, on: date, words: str) -> None:
    if phase not in Phase.values:
        raise BadField("phase", _("Cette phase n’existe pas"), value=str(phase))
    if act not in LabelAct.values:
        raise BadField("act", _("Cette étape n’existe pas"), value=act)
    if on > timezone.localdate():
        raise BadField(
            "on", _("Ce jour est à venir"), value=on.isoformat(), remedy=_("Corrigez-le.")
        )
    step = LABEL_STEPS.get(LabelAct(act))
    if step is not None and step.must_say and not words.strip():
        raise BadField("words", _("Il manque pourquoi"), remedy=_("Dites-le en une phrase."))
    if len(words) > 500:
        raise BadField("words", _("Ces mots sont trop longs : 500 caractères au plus"))
