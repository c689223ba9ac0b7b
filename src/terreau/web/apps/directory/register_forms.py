"""What a keeper writes to fill a directory from the register."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.web.shared.forms import PageForm


class NumbersForm(PageForm):
    """A list of numbers."""

    numbers = forms.CharField(
        label=_("SIREN et SIRET"),
        # A longer list is refused by a sentence that counts its lines.
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "500 au plus, avec ou sans espaces, un par ligne ou séparés par des virgules ; ce qui "
            "n’est pas un numéro est laissé de côté."
        ),
    )


class FileForm(PageForm):
    """A file of the territory."""

    file = forms.FileField(
        label=_("Fichier CSV ou XLSX"),
        max_length=200,
        help_text=_(
            "Colonnes reconnues : Nom, SIRET, SIREN, Commune, NAF, Effectif, Site, Nature. Les "
            "adresses électroniques et les téléphones ne sont pas lus."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
