"""The axes of a plan and the themes of its territory, as people write them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.labels import PLAN
from terreau.web.apps.plans.themes import THEMES
from terreau.web.shared.forms import PageForm


class AxisForm(PageForm):
    """An axis that is added."""

    title = forms.CharField(label=_("Un axe de plus"), max_length=300)


class AxisTitleForm(AxisForm):
    """The title of an axis that is there; what it was when the page was read goes with it."""

    title = forms.CharField(label=PLAN["axis"], max_length=300)
    was = forms.CharField(
        required=False, empty_value=None, widget=forms.HiddenInput, max_length=300
    )


class OwnThemeForm(PageForm):
    """A theme of the territory that is added."""

    name = forms.CharField(label=_("Un thème de plus"), max_length=80)
    maps_to = forms.ChoiceField(
        label=PLAN["maps_to"],
        required=False,
        choices=[("", _("Aucun thème du programme")), *((t.key, t.label) for t in THEMES.values())],
    )


class OwnThemeChangeForm(OwnThemeForm):
    """A theme that is there; its name when the page was read goes with it."""

    name = forms.CharField(label=PLAN["own_theme"], max_length=80)
    was = forms.CharField(required=False, empty_value=None, widget=forms.HiddenInput, max_length=80)
    was_mapped_to = forms.CharField(
        required=False, empty_value="", widget=forms.HiddenInput, max_length=16
    )
