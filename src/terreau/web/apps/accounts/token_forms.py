"""What a person types to make a key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.acts import acts

# Days a key may work, and how they are said.
DURATIONS = ((30, _("30 jours")), (90, _("90 jours")), (365, _("un an")))


class TokenForm(forms.Form):
    """A key to make: what it is for, what it allows, for how long."""

    name = forms.CharField(
        max_length=80,
        error_messages={
            "required": _("Dites à quoi sert cette clé : vous la reconnaîtrez dans la liste."),
            "max_length": _("Un nom compte 80 caractères au plus."),
        },
    )
    allows = forms.MultipleChoiceField(
        choices=lambda: list(acts().items()),
        error_messages={
            "required": _("Cochez au moins une chose que cette clé permet."),
            "invalid_choice": _("Une clé ne peut pas permettre cela."),
        },
    )
    days = forms.TypedChoiceField(
        choices=DURATIONS,
        coerce=int,
        initial=90,
        error_messages={
            "required": _("Choisissez combien de temps elle fonctionne."),
            "invalid_choice": _("Choisissez une durée de la liste."),
        },
    )

    def offered(self) -> list[dict[str, Any]]:
        """Return each act, what it lets do, and whether it is ticked."""
        ticked = self["allows"].value() or ()
        return [
            {"name": name, "label": label, "is_ticked": name in ticked}
            for name, label in acts().items()
        ]
