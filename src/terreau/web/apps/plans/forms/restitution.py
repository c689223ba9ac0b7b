"""What a keeper says first to a contributor to whom they give back."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.web.apps.plans.services.giving_back import LONGEST_WORDS
from terreau.web.shared.forms import PageForm


class RestitutionForm(PageForm):
    """The opening words of a letter; the needs and what became of them follow by themselves."""

    words = forms.CharField(
        label=gettext_lazy("Vos mots, en tête de la lettre"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Quelques mots suffisent. Les besoins et ce qu’ils sont devenus suivent d’eux-mêmes ; "
            "qui vous êtes et comment quitter ces lettres s’ajoute dessous."
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4(), "words": _first_words()})
        super().__init__(*args, **kwargs)


def _first_words() -> str:
    return _(
        "Vous nous avez dit ce qui vous manque : merci. Dites-nous, en réponse, ce qui a changé "
        "pour vous."
    )
