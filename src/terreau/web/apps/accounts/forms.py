"""The forms of an account that django-allauth does not have."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ProfileForm(forms.Form):
    """A name, and the language of pages and letters."""

    name = forms.CharField(
        label=_("Nom"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)
