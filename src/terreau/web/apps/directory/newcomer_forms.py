"""What newcomers write: a guest answers an invitation, somebody declares their organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.directory.enums import Preset
from terreau.web.apps.directory.forms import OrganisationForm
from terreau.web.apps.directory.services.organisations import OrganisationFields
from terreau.web.shared.forms import PageForm


class GuestForm(PageForm):
    """What a guest does of an invitation: the button that sends it says which."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("accept", "decline", "again")])
    answer = forms.CharField(label=_("Un mot pour la personne"), max_length=300, required=False)
    as_other = forms.BooleanField(
        label=_("Oui, je prends ce mandat avec le compte où je suis connecté."), required=False
    )

    def __init__(self, *args: Any, is_other: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_other = is_other

    def clean(self) -> None:
        """Refuse to give the mandate to another address than that of the letter by mistake."""
        given = self.cleaned_data
        if self.is_other and given.get("act") == "accept" and not given.get("as_other"):
            self.add_error("as_other", _("Cochez cette case pour accepter avec ce compte."))


class DeclarationForm(OrganisationForm):
    """One's own organisation, declared by somebody who keeps no directory."""

    reason = forms.CharField(
        label=_("Qui vous y êtes"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lu par la personne qui répond : votre fonction, comment vous joindre."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("preset", "visibility", "channel", "note"):
            del self.fields[name]

    def fields_written(self) -> OrganisationFields:
        """Return what the service takes; who sees it is chosen once it is accepted."""
        self.cleaned_data |= {"preset": Preset.DISCREET, "visibility": "", "note": ""}
        return super().fields_written()
