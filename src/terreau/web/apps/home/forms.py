"""What a person types on the contact page."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.home.enums import ContactSubject
from terreau.web.apps.home.rules import LONGEST_MESSAGE

_NAMELESS = _("Dites de quoi il s’agit.")


class ContactForm(forms.Form):
    """A message to those who keep the site."""

    subject = forms.ChoiceField(
        choices=ContactSubject,
        error_messages={
            "required": _NAMELESS,
            "invalid_choice": _NAMELESS,
        },
    )
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Sans adresse électronique, nous ne pouvons pas vous répondre."),
            "invalid": _("Cette adresse électronique est incomplète. Exemple : prenom@exemple.fr"),
        },
    )
    name = forms.CharField(max_length=120, required=False)
    message = forms.CharField(
        max_length=LONGEST_MESSAGE,
        error_messages={
            "required": _("Écrivez votre message."),
            "max_length": _(
                "Votre message compte %(show_value)s caractères ; il en faut au plus "
                "%(limit_value)s. Raccourcissez-le, ou envoyez-le en deux fois."
            ),
        },
    )
    # Nobody sees it; programs that fill every field are told by it.
    website = forms.CharField(required=False)

    def clean_website(self) -> str:
        """Refuse what only a program writes, in words for the person who did it anyway."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Laissez cette case vide, puis envoyez à nouveau."))
        return ""
