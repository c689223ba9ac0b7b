"""What money holds of a person: who wrote terms, who said facts; the rows stay, and say nobody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.personal import OnErasure, PersonalRows, declare_personal
from terreau.web.apps.funding.labels import SCHEME, TERMS
from terreau.web.apps.funding.models import SchemeVersion, StatedFact


def declare() -> None:
    """Tell what money holds of a person; called once, when the app is ready."""
    declare_personal(
        PersonalRows(
            _("Conditions de dispositifs que vous avez écrites"),
            SchemeVersion,
            "written_by",
            {
                "scheme__name": SCHEME["name"],
                "what_changed": TERMS["what_changed"],
                "written_at": _("Écrit le"),
            },
            OnErasure.FORGET,
        )
    )
    declare_personal(
        PersonalRows(
            _("Réponses que vous avez données pour une organisation"),
            StatedFact,
            "stated_by",
            {
                "organisation__name": _("Organisation"),
                "fact": _("Question"),
                "stated_on": _("Dit le"),
            },
            OnErasure.FORGET,
        )
    )
