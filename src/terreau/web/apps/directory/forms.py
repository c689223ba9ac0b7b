"""What people write in the directory; what they typed stays in the form when it is refused."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from terreau.core.siren import without_spaces
from terreau.web.apps.accounts.enums import Channel, Role
from terreau.web.apps.directory.enums import OrganisationKind, Preset
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.selectors.history import field_labels
from terreau.web.apps.directory.services.organisations import OrganisationFields
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.naming import list_by_name, list_named
from terreau.web.shared.forms import DayInput, PageForm
from terreau.web.shared.visibility import Visibility

_CODE_IN_BRACKETS = re.compile(r"\((\w+)\)\s*$")
_LEVEL = "level_"


def _channel_field(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", _("Non, c’est moi qui l’écris")), *Channel.choices],
    )


class OrganisationForm(PageForm):
    """An organisation: who it is, how to reach it, who sees it."""

    name = forms.CharField(label=_("Nom"), max_length=200)
    kind = forms.ChoiceField(label=_("Nature"), choices=OrganisationKind.choices)
    seat = forms.CharField(
        label=_("Commune du siège"),
        max_length=120,
        help_text=_("Son nom ou son code Insee."),
    )
    siren = forms.CharField(
        label=_("SIREN"), max_length=20, required=False, help_text=_("Neuf chiffres.")
    )
    siret = forms.CharField(
        label=_("SIRET"),
        max_length=24,
        required=False,
        help_text=_("Quatorze chiffres, pour un établissement."),
    )
    naf = forms.CharField(
        label=_("Code NAF"), max_length=6, required=False, help_text=_("Exemple : 25.11Z")
    )
    website = forms.URLField(label=_("Site"), max_length=200, required=False, assume_scheme="https")
    email = forms.EmailField(label=_("Adresse électronique"), required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=20, required=False)
    description = forms.CharField(
        label=_("Ce qu’elle fait"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(
        label=_("Note interne"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lue par ses membres et par ceux qui tiennent l’annuaire du territoire."),
    )
    preset = forms.ChoiceField(
        label=_("Qui la voit"), choices=Preset.choices, widget=forms.RadioSelect
    )
    visibility = forms.ChoiceField(
        label=_("Toute la fiche"), choices=Visibility.choices, required=False
    )
    channel = _channel_field(_("Est-ce à la demande de l’organisation ?"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = field_labels()
        for name in Organisation.FIELD_LEVELS:
            self.fields[_LEVEL + name] = forms.ChoiceField(
                label=labels[name],
                choices=Visibility.choices,
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def level_fields(self) -> list[forms.BoundField]:
        """Return the fields of who reads each field, for experts."""
        return [self[_LEVEL + name] for name in Organisation.FIELD_LEVELS]

    def clean_siren(self) -> str:
        """Return the digits alone."""
        return without_spaces(self.cleaned_data["siren"])

    def clean_siret(self) -> str:
        """Return the digits alone."""
        return without_spaces(self.cleaned_data["siret"])

    def clean_seat(self) -> Perimeter:
        """Return the commune that was named."""
        return commune_of(self.cleaned_data["seat"])

    def fields_written(self) -> OrganisationFields:
        """Return what the service takes."""
        given = self.cleaned_data
        preset = Preset(given["preset"])
        levels = {
            name: given[_LEVEL + name]
            for name, usual in Organisation.FIELD_LEVELS.items()
            if given.get(_LEVEL + name) not in ("", None, usual)
        }
        return OrganisationFields(
            name=given["name"],
            kind=given["kind"],
            seat=given["seat"],
            siren=given["siren"] or given["siret"][:9],
            siret=given["siret"],
            naf=given["naf"],
            email=given["email"],
            phone=given["phone"],
            website=given["website"],
            description=given["description"],
            note=given["note"],
            visibility=preset.visibility or given["visibility"] or Visibility.TERRITORY,
            field_visibility={} if preset.visibility else levels,
        )

    def channel_written(self) -> Channel | None:
        """Return how the organisation asked for it, where it did."""
        return chosen_channel(self.cleaned_data["channel"])


def initial_of(organisation: Organisation) -> dict[str, Any]:
    """Return what the form of an organisation begins with."""
    seat = organisation.seat
    levels = {
        _LEVEL + name: organisation.field_visibility.get(name, usual)
        for name, usual in Organisation.FIELD_LEVELS.items()
    }
    plain = [*(each.name for each in fields(OrganisationFields)), "version"]
    return {
        **levels,
        **{name: getattr(organisation, name) for name in plain},
        "seat": f"{seat.name} ({seat.code})" if seat else "",
        "preset": Preset.of(organisation.visibility, organisation.field_visibility),
    }


class GrantForm(PageForm):
    """A mandate for somebody: known, it is given; not known, they are invited by letter."""

    email = forms.EmailField(
        label=_("Son adresse électronique"),
        max_length=254,
        help_text=_("Sans compte à cette adresse, la personne reçoit une invitation."),
    )
    role = forms.ChoiceField(label=_("Son rôle"))
    until = forms.DateField(
        label=_("Jusqu’au"),
        required=False,
        widget=DayInput,
        help_text=_("Vide : jusqu’à ce que quelqu’un y mette fin."),
    )
    channel = _channel_field(_("Est-ce à sa demande ?"))

    def __init__(self, *args: Any, roles: Collection[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class AskForm(PageForm):
    """A request for a mandate."""

    role = forms.ChoiceField(label=_("Vous demandez à agir comme"))
    reason = forms.CharField(
        label=_("Pourquoi"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("La personne qui répond ne vous connaît peut-être pas."),
    )
    until = forms.DateField(label=_("Jusqu’au"), required=False, widget=DayInput)

    def __init__(self, *args: Any, roles: Collection[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, role.label) for role in Role if role in roles
        ]


class AnswerForm(PageForm):
    """An answer to a request: yes or no is the button that sends it."""

    answer = forms.CharField(
        label=_("Un mot pour la personne"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndForm(PageForm):
    """The end of a mandate."""

    on = forms.DateField(
        label=_("Dernier jour"),
        required=False,
        widget=DayInput,
        help_text=_("Vide : il prend fin tout de suite."),
    )
    reason = forms.CharField(label=_("Pourquoi"), max_length=300)
    without_successor = forms.BooleanField(
        label=_("Je sais que le territoire n’aura plus de chef de projet."), required=False
    )


class HandOverForm(PageForm):
    """A mandate that passes to a successor."""

    email = forms.EmailField(
        label=_("Adresse de la personne qui le reprend"),
        max_length=254,
        help_text=_("Elle doit avoir un compte ; sinon, invitez-la d’abord."),
    )
    last_day = forms.DateField(
        label=_("Votre dernier jour"),
        widget=DayInput,
        help_text=_("Le mandat de la personne commence le lendemain."),
    )
    reason = forms.CharField(label=_("Pourquoi"), max_length=300, required=False)


def commune_of(typed: str) -> Perimeter:
    """Return the commune of a name or a code.

    Raises
    ------
    ValidationError
        If none has it, or several: they are named.
    """
    code = _CODE_IN_BRACKETS.search(typed)
    found = [p for p in list_named(code[1] if code else typed) if p.kind == PerimeterKind.COMMUNE]
    if len(found) == 1:
        return found[0]
    near = found or [p for p in list_by_name(typed) if p.kind == PerimeterKind.COMMUNE]
    names = ", ".join(f"{p.name} ({p.code})" for p in near[:8])
    if found:
        raise ValidationError(
            _("Plusieurs communes portent ce nom : %(names)s. Écrivez le code de la vôtre."),
            params={"names": names},
        )
    if near:
        raise ValidationError(
            _("Aucune commune ne porte ce nom. Les plus proches : %(names)s."),
            params={"names": names},
        )
    raise ValidationError(_("Aucune commune ne porte ce nom ni ce code."))


def chosen_channel(typed: str) -> Channel | None:
    """Return the channel that was chosen; None when nobody asked."""
    return Channel(typed) if typed else None
