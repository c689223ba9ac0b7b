"""A call of a scheme, as people write it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.funding.labels import CALL
from terreau.web.apps.funding.models import Call
from terreau.web.apps.funding.services.calls import CallFields
from terreau.web.apps.plans.forms.agreements import version_field
from terreau.web.apps.plans.forms.sheet import day_field
from terreau.web.shared.forms import PageForm


class CallForm(PageForm):
    """A time when a scheme takes files."""

    title = forms.CharField(
        label=CALL["title"], max_length=200, help_text=_("Exemple : deuxième relève de 2027")
    )
    opens_on = day_field(CALL["opens_on"])
    predeposit_on = day_field(CALL["predeposit_on"])
    deadline_on = day_field(CALL["deadline_on"], help_text=_("Vide : il n’a pas de fin."))
    decision_on = day_field(CALL["decision_on"])
    version = version_field()

    @property
    def written(self) -> CallFields:
        """What the service takes."""
        return CallFields(**{name: self.cleaned_data[name] for name in CALL})


def initial_of_call(call: Call) -> dict[str, Any]:
    """Return what the form of a call begins with."""
    return {name: getattr(call, name) for name in (*CALL, "version")}
