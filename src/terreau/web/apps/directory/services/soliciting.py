"""Each time an organisation is asked something, it is written down: its load is counted from it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Solicitation
from terreau.web.apps.territories.models import Perimeter


@transaction.atomic
def record_solicitation(
    *,
    acting: Acting,
    organisation_ids: Collection[int],
    kind: SolicitationKind,
    perimeter: Perimeter | None,
    about: str = "",
) -> list[Solicitation]:
    """Write down that organisations are asked something today; that they may be is checked before.

    Called within the transaction of what asks them: both are kept, or none.

    Parameters
    ----------
    acting : Acting
        Who asks.
    organisation_ids : Collection[int]
        Those asked; each is counted once.
    kind : SolicitationKind
        How.
    perimeter : Perimeter or None
        For which territory; None: by the site itself.
    about : str
        What it is about, in a few words.

    Returns
    -------
    list of Solicitation
        One for each organisation, in the order of their keys.
    """
    words = " ".join(about.split())
    longest = Solicitation._meta.get_field("about").max_length or 0
    today = timezone.localdate()
    return Solicitation.objects.bulk_create(
        Solicitation(
            organisation_id=key,
            kind=kind,
            perimeter=perimeter,
            asked_by=acting.user,
            about=words[:longest],
            asked_on=today,
        )
        for key in sorted(set(organisation_ids))
    )
