"""What somebody writes to another, and whether they show their address."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.directory.services.messages import LONGEST_MESSAGE, Words
from terreau.web.shared.forms import PageForm


class MessageForm(PageForm):
    """A message, or its answer."""

    text = forms.CharField(
        label=_("Votre message"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Il part par courriel ; une fois parti, il n’est pas gardé ici."),
    )
    shows_address = forms.BooleanField(
        label=_("Montrer mon adresse électronique : on peut alors me répondre directement"),
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4()})
        super().__init__(*args, **kwargs)

    def words(self) -> Words:
        """Return what was written."""
        return Words(**self.cleaned_data)
