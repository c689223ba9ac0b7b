"""Which pages of plans make the document that an obligation needs."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.agreement_enums import ObligationKind
from terreau.web.apps.plans.makers import Maker, declare_maker
from terreau.web.apps.plans.rules.obligations import year_reported


def declare() -> None:
    """Tell the calendar of obligations; called once, when the app is ready."""
    declare_maker(
        ObligationKind.ANNUAL_REPORT,
        Maker(
            _("Préparer le rapport annuel"),
            lambda plan_id, due_on: reverse("plans:year", args=(plan_id, year_reported(due_on))),
        ),
    )
    declare_maker(
        ObligationKind.COMMITTEE,
        Maker(
            _("Préparer le comité"),
            lambda plan_id, _due_on: reverse("plans:committee_add", args=(plan_id,)),
        ),
    )
