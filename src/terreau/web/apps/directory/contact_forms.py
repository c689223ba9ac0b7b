"""What people write of a contact: those who keep the directory, then the person by their link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.directory.enums import ContactRole
from terreau.web.apps.directory.models import Contact
from terreau.web.apps.directory.services.contact_answers import OwnChoice
from terreau.web.apps.directory.services.contact_checks import ContactFields, SaidConsent
from terreau.web.shared.forms import DayInput, PageForm
from terreau.web.shared.visibility import Visibility

# Everyone is for the person alone to choose.
_LEVELS = [level for level in Visibility.choices if level[0] != Visibility.PUBLIC]


class ConsentBy(TextChoices):
    """How a contact is to agree."""

    LETTER = "letter", _("Lui demander par lettre : rien n’est montré avant sa réponse")
    SAID = "said", _("Son accord m’a été donné")


class _PersonForm(PageForm):
    """Who, and how to reach them: nothing else is kept."""

    name = forms.CharField(label=_("Nom"), max_length=120)
    job = forms.CharField(
        label=_("Fonction"),
        max_length=120,
        required=False,
        help_text=_("Exemple : responsable maintenance."),
    )
    email = forms.EmailField(label=_("Adresse électronique"), required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=20, required=False)
    visibility = forms.ChoiceField(label=_("Qui voit son nom"), choices=_LEVELS)
    reach_visibility = forms.ChoiceField(
        label=_("Qui voit son adresse et son téléphone"),
        choices=_LEVELS,
        help_text=_("Jamais plus de monde que son nom."),
    )


class ContactForm(_PersonForm):
    """A contact of an organisation, written by a member or by who keeps the directory."""

    role = forms.ChoiceField(
        label=_("Rôle"), choices=ContactRole.choices, initial=ContactRole.CONTACT
    )
    consent = forms.ChoiceField(
        label=_("Son accord"),
        choices=ConsentBy.choices,
        widget=forms.RadioSelect,
        initial=ConsentBy.LETTER,
    )
    channel = forms.ChoiceField(
        label=_("Comment l’accord a été donné"),
        required=False,
        choices=[("", "–"), *Channel.choices],
    )
    said_on = forms.DateField(label=_("Quel jour"), required=False, widget=DayInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, known: Contact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, level in _own_levels(known).items():
            if level == Visibility.PUBLIC:
                chosen = (Visibility.PUBLIC.value, _("Tout le monde, comme la personne l’a choisi"))
                self.fields[name].choices = [chosen, *_LEVELS]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask the channel and the day of an agreement that was said."""
        found = super().clean() or {}
        if found.get("consent") == ConsentBy.SAID:
            for name in ("channel", "said_on"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("Notez comment et quel jour la personne a dit oui."))
        return found

    def fields_written(self) -> ContactFields:
        """Return what was written of the person."""
        names = ("role", "name", "job", "email", "phone", "visibility", "reach_visibility")
        return ContactFields(**{name: self.cleaned_data[name] for name in names})

    def said(self) -> SaidConsent | None:
        """Return how they agreed; None where a letter asks them."""
        given = self.cleaned_data
        if given["consent"] != ConsentBy.SAID:
            return None
        return SaidConsent(Channel(given["channel"]), given["said_on"])


class OwnContactForm(_PersonForm):
    """What a person corrects of themselves by their link; they alone may choose everyone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {
            "name": _("Votre nom"),
            "job": _("Votre fonction"),
            "visibility": _("Qui voit votre nom et votre fonction"),
            "reach_visibility": _("Qui voit votre adresse et votre téléphone"),
        }
        for name, label in said.items():
            self.fields[name].label = label
        self.fields["email"].required = True
        self.fields["email"].help_text = _(
            "Une nouvelle adresse reçoit une lettre, et rien n’est montré avant sa réponse."
        )
        self.fields["reach_visibility"].help_text = _("Jamais plus de monde que votre nom.")
        for name in ("visibility", "reach_visibility"):
            self.fields[name].choices = Visibility.choices  # type: ignore[attr-defined]

    def choice(self) -> OwnChoice:
        """Return what they wrote."""
        names = ("name", "job", "email", "phone", "visibility", "reach_visibility")
        return OwnChoice(**{name: self.cleaned_data[name] for name in names})


def initial_of_contact(contact: Contact) -> dict[str, Any]:
    """Return what a form of a contact begins with."""
    names = ("role", "name", "job", "email", "phone", "visibility")
    return {name: getattr(contact, name) for name in names} | {
        "reach_visibility": contact.level_of("email"),
        "seen": contact.shown_digest,
    }


def _own_levels(known: Contact | None) -> dict[str, str]:
    if known is None:
        return {}
    return {"visibility": known.visibility, "reach_visibility": known.level_of("email")}
