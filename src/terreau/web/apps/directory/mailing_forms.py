"""What a sender writes of a mailing; what they typed stays, through its preview and back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.directory.selectors.mailings import AUDIENCE_ROLES, Audience
from terreau.web.apps.directory.services.mailings import Draft
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.naming import list_by_name
from terreau.web.apps.territories.presenters import as_result
from terreau.web.apps.territories.reach import within
from terreau.web.shared.forms import PageForm


class MailingForm(PageForm):
    """A letter: in whose name, to whom, about what."""

    perimeter = forms.ChoiceField(
        label=_("Au nom de"),
        help_text=_("Le territoire de votre mandat : ses lecteurs peuvent quitter ses lettres."),
    )
    part = forms.CharField(
        label=_("Seulement dans"),
        max_length=120,
        required=False,
        help_text=_("Un territoire à l’intérieur, par son nom ou son code. Vide : partout."),
    )
    roles = forms.MultipleChoiceField(
        label=_("À ceux qui y agissent comme"),
        choices=[(role.value, role.label) for role in AUDIENCE_ROLES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    has_contacts = forms.BooleanField(
        label=_("Et aux contacts d’organisations qui vous laissent voir leur adresse"),
        required=False,
    )
    spares_loaded = forms.BooleanField(
        label=_("Laisser en paix les organisations déjà beaucoup sollicitées ce trimestre"),
        required=False,
        initial=True,
    )
    subject = forms.CharField(label=_("Objet"), max_length=120)
    text = forms.CharField(
        label=_("Texte"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "Du texte seul, sans pièce jointe ; un lien s’écrit en entier. Qui vous êtes et "
            "comment quitter ces lettres s’ajoute dessous."
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, perimeters: Sequence[Perimeter], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4(), "perimeter": perimeters[0].pk})
        super().__init__(*args, **kwargs)
        self._perimeters = {str(each.pk): each for each in perimeters}
        self.fields["perimeter"].choices = [  # type: ignore[attr-defined]
            (key, f"{each.name} ({as_result(each).kind_label})")
            for key, each in self._perimeters.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Find the part, within what is written to; ask for somebody to write to."""
        found = super().clean() or {}
        whole = self._perimeters.get(found.get("perimeter", ""))
        if whole is not None:
            found["part"] = self._part(found.get("part", ""), whole)
        if not found.get("roles") and not found.get("has_contacts"):
            self.add_error("roles", _("Choisissez au moins un rôle, ou les contacts."))
        return found

    def draft(self) -> Draft:
        """Return what was written."""
        given = self.cleaned_data
        audience = Audience(
            perimeter=self._perimeters[given["perimeter"]],
            part=given["part"],
            roles=frozenset(Role(role) for role in given["roles"]),
            has_contacts=given["has_contacts"],
            spares_loaded=given["spares_loaded"],
        )
        return Draft(audience, given["subject"], given["text"])

    def _part(self, typed: str, whole: Perimeter) -> Perimeter:
        if not typed:
            return whole
        reach = within([whole.pk])
        found = next((each for each in list_by_name(typed) if reach.holds(each)), None)
        if found is None:
            self.add_error(
                "part",
                ValidationError(_("Aucun territoire de ce nom n’est dans celui de votre mandat.")),
            )
            return whole
        return found
