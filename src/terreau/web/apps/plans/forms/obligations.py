"""What a territory owes, and the documents it joins, as people write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.agreement_enums import ObligationKind, Recurrence
from terreau.web.apps.plans.forms.agreements import version_field
from terreau.web.apps.plans.forms.sheet import day_field
from terreau.web.apps.plans.labels import OBLIGATION
from terreau.web.apps.plans.models import Obligation
from terreau.web.apps.plans.selectors.obligations import Offered
from terreau.web.apps.plans.services.obligations import ObligationFields
from terreau.web.shared.formatting import format_day
from terreau.web.shared.forms import PageForm

_NAMES = ("title", "kind", "owed_to", "due_on", "recurrence", "source", "is_to_check")


class ObligationForm(PageForm):
    """Something owed on a day."""

    title = forms.CharField(label=OBLIGATION["title"], max_length=200)
    kind = forms.ChoiceField(
        label=OBLIGATION["kind"], choices=ObligationKind.choices, initial=ObligationKind.OTHER
    )
    owed_to = forms.CharField(label=OBLIGATION["owed_to"], max_length=200, required=False)
    due_on = day_field(OBLIGATION["due_on"], is_required=True)
    recurrence = forms.ChoiceField(label=OBLIGATION["recurrence"], choices=Recurrence.choices)
    source = forms.CharField(
        label=OBLIGATION["source"],
        max_length=300,
        required=False,
        help_text=_("Exemple : convention de cofinancement, article 5"),
    )
    is_to_check = forms.BooleanField(
        label=OBLIGATION["is_to_check"],
        required=False,
        help_text=_("Cochez tant que le jour n’a pas été lu dans vos accords."),
    )
    version = version_field()

    @property
    def written(self) -> ObligationFields:
        """What the service takes."""
        return ObligationFields(**{name: self.cleaned_data[name] for name in _NAMES})


def initial_of(obligation: Obligation) -> dict[str, Any]:
    """Return what the form of an obligation begins with."""
    return {name: getattr(obligation, name) for name in (*_NAMES, "version")}


class SettleForm(PageForm):
    """The day an obligation was done."""

    done_on = day_field(
        _("Faite le"),
        initial=timezone.localdate,
        help_text=_("Vide : elle n’est finalement pas faite."),
    )


class SuggestedForm(PageForm):
    """Which of the suggested obligations a plan takes."""

    chosen = forms.TypedMultipleChoiceField(
        label=_("Échéances proposées"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez celles que votre territoire doit.")},
    )

    def __init__(self, *args: Any, offered: list[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        field.choices = [(each.rank, _said(each)) for each in offered]  # type: ignore[attr-defined]
        field.initial = [each.rank for each in offered if not each.alike]


class DocumentForm(PageForm):
    """A file to join."""

    file = forms.FileField(
        label=_("Fichier"),
        max_length=200,
        error_messages={"required": _("Choisissez un fichier.")},
        help_text=_(
            "PDF, Word, Excel, PowerPoint, OpenDocument, image PNG ou JPEG, CSV ou texte ; 10 Mo "
            "au plus. Les macros sont refusées ; les virus ne sont pas cherchés."
        ),
    )


def _said(offered: Offered) -> str:
    """Say a suggested obligation in one line: what, when, to whom, by what."""
    each = offered.suggestion
    day = format_day(offered.due_on)
    check = _(" (jour à vérifier)") if each.is_to_check else ""
    said = f"{each.title} – {day}{check} – {each.owed_to}. {each.source}"
    if not offered.alike:
        return said
    alike = _("Vous avez déjà « %(title)s ».") % {"title": offered.alike}
    return f"{said} {alike}"
