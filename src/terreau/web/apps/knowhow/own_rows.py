"""What know-how holds of a person: that they verified a line."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.personal import OnErasure, PersonalRows, declare_personal
from terreau.web.apps.knowhow.labels import KNOW_HOW
from terreau.web.apps.knowhow.models import KnowHow


def declare() -> None:
    """Tell what know-how holds of a person; called once, when the app is ready."""
    told = {
        "organisation__name": KNOW_HOW["organisation"],
        "kind": KNOW_HOW["kind"],
        "verified_on": KNOW_HOW["verified_on"],
    }
    declare_personal(
        PersonalRows(
            _("Savoir-faire que vous avez vérifiés"), KnowHow, "verified_by", told, OnErasure.FORGET
        )
    )
