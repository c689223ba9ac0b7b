"""The small forms of the parts of a sheet: who is on it, calendar, indicators, risks, words."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.enums import Part, RiskLevel
from terreau.web.apps.plans.forms.sheet import day_field
from terreau.web.apps.plans.rules.lines import Line
from terreau.web.apps.plans.services.milestones import MilestoneWritten
from terreau.web.apps.plans.services.risks import RiskWritten
from terreau.web.apps.plans.services.tracking import IndicatorFields
from terreau.web.shared.forms import PageForm, SuggestedInput


class NothingForm(PageForm):
    """An act that asks nothing more."""


class ChangeForm(PageForm):
    """A row that is changed: it carries what it said when it was read."""

    says: ClassVar[type[Line]]

    read = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=2000)

    def clean_read(self) -> Line | None:
        """Return what it said; None where that says nothing that holds."""
        return self.says.read_from(self.cleaned_data["read"])

    @property
    def written(self) -> Any:
        """What it is to say."""
        return self.says(**{n: held for n, held in self.cleaned_data.items() if n != "read"})


class ParticipantForm(PageForm):
    """An organisation, and its part."""

    part = forms.ChoiceField(label=_("Son rôle"), choices=Part.choices, initial=Part.PARTNER)
    name = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        help_text=_("Elle n’a pas besoin d’être dans l’annuaire."),
    )

    def __init__(self, *args: Any, may_keep: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = SuggestedInput(
            reverse_lazy("plans:organisation_suggestions"), str(self["name"].auto_id)
        )
        widget.attrs["class"] = "form-control"
        widget.attrs["maxlength"] = "200"
        self.fields["name"].widget = widget
        if not may_keep:  # the lead is said by who keeps the plan
            self.fields["part"].choices = [  # type: ignore[attr-defined]
                each for each in Part.choices if each[0] != Part.SHEET_LEAD
            ]


class TieForm(PageForm):
    """Which organisation of the directory a written name is."""

    organisation = forms.IntegerField(widget=forms.HiddenInput(), min_value=1, max_value=2**62)


class MilestoneForm(PageForm):
    """A dated step."""

    title = forms.CharField(label=_("Jalon"), max_length=200)
    due_on = day_field(_("Pour le"), is_required=True)


class MilestoneChangeForm(ChangeForm, MilestoneForm):
    """A milestone named otherwise, or moved."""

    says = MilestoneWritten


class DoneForm(PageForm):
    """The day on which something was done."""

    done_on = day_field(_("Fait le"), is_required=True, initial=timezone.localdate)


def _value(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=16,
        decimal_places=3,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class IndicatorForm(PageForm):
    """A tracking indicator: from where, to where, until when."""

    name = forms.CharField(
        label=_("Ce que l’on compte"), max_length=200, help_text=_("Exemple : jeunes en formation")
    )
    unit = forms.CharField(label=_("Unité"), max_length=40, required=False)
    baseline = _value(_("Au départ"))
    baseline_on = day_field(_("Le"))
    target = _value(_("Cible"))
    target_on = day_field(_("Pour le"))

    @property
    def written(self) -> IndicatorFields:
        """What the service takes."""
        return IndicatorFields(**self.cleaned_data)


class IndicatorChangeForm(ChangeForm, IndicatorForm):
    """An indicator said otherwise."""

    says = IndicatorFields


class MeasureForm(PageForm):
    """What an indicator was on a day."""

    on = day_field(_("Mesuré le"), is_required=True, initial=timezone.localdate)
    value = _value(_("Valeur"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].required = True


class RiskForm(PageForm):
    """What may go wrong, how much it counts, what is done about it."""

    text = forms.CharField(label=_("Ce qui peut mal tourner"), max_length=300)
    level = forms.ChoiceField(
        label=_("Niveau"), choices=RiskLevel.choices, initial=RiskLevel.MEDIUM
    )
    answer = forms.CharField(label=_("Ce que l’on fait"), max_length=300, required=False)


class RiskChangeForm(ChangeForm, RiskForm):
    """A risk said otherwise."""

    says = RiskWritten


class CommentForm(PageForm):
    """What somebody says of a sheet."""

    text = forms.CharField(
        label=_("Votre mot"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
