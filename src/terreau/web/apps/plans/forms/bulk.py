"""What becomes of several sheets at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.enums import SheetPreset
from terreau.web.apps.plans.forms.sheet import day_field
from terreau.web.apps.plans.labels import SHEET
from terreau.web.apps.plans.models import ActionPlan, Axis
from terreau.web.apps.plans.selectors.plans import theme_choices
from terreau.web.apps.plans.services.bulk import BULK_ACTS, BulkFields
from terreau.web.shared.forms import PageForm

_AS_IT_IS = ("", _("Ne pas changer"))


class BulkForm(PageForm):
    """Each question may be left: what it would change stays as it is in every sheet."""

    axis = forms.TypedChoiceField(label=SHEET["axis"], coerce=int, empty_value=None, required=False)
    theme_choice = forms.ChoiceField(label=SHEET["theme_choice"], required=False)
    lead = forms.CharField(
        label=_("Ajouter un pilote"),
        max_length=200,
        required=False,
        help_text=_("Le nom d’une organisation ; les pilotes déjà dits restent."),
    )
    preset = forms.ChoiceField(label=SHEET["visibility"], required=False)
    act = forms.ChoiceField(label=_("Étape"), required=False)
    on = day_field(_("Le jour de l’étape"), help_text=_("Vide : aujourd’hui."))
    reason = forms.CharField(
        label=SHEET["reason"],
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Demandé pour mettre en pause ou abandonner."),
    )

    def __init__(self, *args: Any, plan: ActionPlan, axes: list[Axis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, list[tuple[Any, Any]]] = {
            "axis": [(axis.pk, str(axis)) for axis in axes],
            "theme_choice": list(theme_choices(plan)),
            "preset": [(each.value, each.label) for each in SheetPreset if each.visibility],
            "act": [(each.value, each.label) for each in BULK_ACTS],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [_AS_IT_IS, *choices]  # type: ignore[attr-defined]

    @property
    def written(self) -> BulkFields:
        """What the service takes."""
        return BulkFields(**self.cleaned_data)
