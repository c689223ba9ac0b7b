"""Two people who wrote one row of a sheet at once, as its form shows it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from terreau.web.apps.plans.forms.parts import ChangeForm
from terreau.web.apps.plans.rules.lines import merged
from terreau.web.apps.plans.services.clashes import Clash
from terreau.web.apps.plans.services.tracking import in_figures
from terreau.web.shared.formatting import format_day


def form_again(form: ChangeForm, clash: Clash) -> ChangeForm:
    """Return a form with what I changed, and what they did where I did not.

    What both changed is told beside its field; sent again, mine stands.
    """
    assert clash.now is not None, "a row that is gone is not here"
    kept = asdict(merged(form.written, form.cleaned_data["read"], clash.now).written)
    values = kept | {"read": clash.now.marked()}
    again = type(form)({form.add_prefix(n): v for n, v in values.items()}, prefix=form.prefix)
    again.is_valid()
    for name in clash.names:
        said = _in_words(again.fields[name], getattr(clash.now, name))
        refusal = _(
            "Une autre personne a écrit : %(said)s. Enregistrez à nouveau pour garder ce que vous "
            "avez écrit."
        )
        again.add_error(name, refusal % {"said": said})
    return again


def _in_words(field: Any, held: object) -> str:
    if isinstance(held, date):
        return format_day(held)
    if isinstance(held, Decimal):
        return in_figures(held)
    named = dict(getattr(field, "choices", ()))
    return str(named.get(held, held) or _("rien"))
