"""What an organisation says of itself: kept once, it answers every scheme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.datasets.reference.naf import normalise
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.funding.models import StatedFact
from terreau.web.apps.funding.permissions import can_state_facts, nothing_here
from terreau.web.apps.funding.rules.facts import FACTS, Shape, is_kept_whole


@transaction.atomic
def state_facts(
    *, acting: Acting, organisation_id: int, stated: Mapping[str, Any]
) -> dict[str, Any]:
    """Keep what an organisation says of itself; None takes back what was said.

    Parameters
    ----------
    acting : Acting
        A member, or who keeps its territory.
    organisation_id : int
        Of which organisation.
    stated : dict
        Key of a fact → a text, a number, true or false; what is not named stays as it is.

    Returns
    -------
    dict
        All that it has said, by fact.

    Raises
    ------
    NotHere
        If it is not for who acts to say.
    BadField
        If a fact does not exist, or a value is not one of it.
    """
    held = Organisation.objects.select_for_update(of=("self",)).filter(
        can_state_facts(acting.scope), pk=organisation_id
    )
    organisation = held.first()
    if organisation is None:
        raise nothing_here()
    before = dict(organisation.stated_facts.values_list("fact", "value"))
    for key, told in stated.items():
        _check(key, told)
        value = normalise(told) if key == "naf" and told is not None else told
        if before.get(key) == value and type(before.get(key)) is type(value):
            continue
        # Written down with the fact: an entry of the organisation is one of its versions.
        change = {"value": (before.get(key), value)}
        if value is None:
            row = organisation.stated_facts.get(fact=key)
            record(acting, Verb.CHANGED, row, change)
            row.delete()
            continue
        row, _is_new = StatedFact.objects.update_or_create(
            organisation=organisation,
            fact=key,
            defaults={
                "value": value,
                "stated_on": timezone.localdate(),
                "stated_by": acting.user,
            },
        )
        record(acting, Verb.CHANGED, row, change)
    return dict(organisation.stated_facts.values_list("fact", "value"))


def _check(key: str, value: Any) -> None:
    fact = FACTS.get(key)
    if fact is None or fact.shape is Shape.PLACES:
        raise BadField(
            "fact", _("Aucune règle ne demande ce fait"), value=key[:40], remedy=_("Corrigez-le.")
        )
    is_number = isinstance(value, int) and not isinstance(value, bool)
    is_of_shape = {
        Shape.NUMBER: is_number and 0 <= value < 10**15,
        Shape.YES_NO: isinstance(value, bool),
        Shape.CHOICE: value in dict(fact.choices),
        Shape.TEXT: isinstance(value, str) and 0 < len(value) <= 20 and is_kept_whole(value),
    }[fact.shape]
    if value is not None and not is_of_shape:
        raise BadField(
            key,
            _("Cette réponse n’est pas une réponse à la question"),
            value=str(value)[:40],
            remedy=str(fact.question),
        )
