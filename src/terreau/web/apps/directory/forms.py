"""What people write in the directory; what they typed stays in the form when it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from terreau.core.siren import without_spaces
from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.directory.enums import HeadcountClass, OrganisationKind, Preset
from terreau.web.apps.directory.labels import ORGANISATION
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.selectors.groups import group_of_name
from terreau.web.apps.directory.services.checks import BadField, check_siren, check_siret
from terreau.web.apps.directory.services.organisations import OrganisationFields
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.naming import list_by_name, list_named
from terreau.web.shared.forms import PageForm, SuggestedInput
from terreau.web.shared.visibility import Visibility

_CODE_IN_BRACKETS = re.compile(r"\((\w+)\)\s*$")
_LEVEL = "level_"


def channel_field(label: Any) -> forms.ChoiceField:
    """Return the field of how somebody asked for what is written for them."""
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
        widget=SuggestedInput(reverse_lazy("territories:commune_suggestions"), "id_seat"),
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
    headcount_class = forms.ChoiceField(
        label=_("Effectif"), choices=[("", _("Non connu")), *HeadcountClass.choices], required=False
    )
    group = forms.CharField(
        label=_("Groupe"),
        max_length=200,
        required=False,
        help_text=_("Le groupe dont elle fait partie : son SIREN, ou son nom dans l’annuaire."),
    )
    agrees_to_contact = forms.BooleanField(
        label=_("Accepte d’être contactée sur ce qu’elle sait faire"), required=False
    )
    closed_on = forms.DateField(
        label=_("Fermée le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Vide tant qu’elle est ouverte."),
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
    channel = channel_field(_("Est-ce à la demande de l’organisation ?"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near_seats: list[str] = []
        for name in Organisation.FIELD_LEVELS:
            self.fields[_LEVEL + name] = forms.ChoiceField(
                label=ORGANISATION[name],
                choices=Visibility.choices,
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def level_fields(self) -> list[forms.BoundField]:
        """Return the fields of who reads each field, for experts."""
        return [self[_LEVEL + name] for name in Organisation.FIELD_LEVELS]

    def clean_siren(self) -> str:
        """Return the digits alone, of a SIREN."""
        return _checked(check_siren, self.cleaned_data["siren"])

    def clean_siret(self) -> str:
        """Return the digits alone, of a SIRET."""
        return _checked(check_siret, self.cleaned_data["siret"])

    def clean_seat(self) -> Perimeter:
        """Return the commune that was named, or chosen among those offered."""
        try:
            return commune_of(self.data.get("near_seat") or self.cleaned_data["seat"])
        except UnknownCommune as unknown:
            self.near_seats = unknown.near
            raise

    def clean_group(self) -> Organisation | None:
        """Return the group that was named, among what everyone sees."""
        typed = self.cleaned_data["group"].strip()
        if not typed:
            return None
        found = group_of_name(typed, self.initial.get("group_id"))
        if found is None:
            raise ValidationError(
                _("Aucune organisation visible de tous ne porte ce nom ou ce SIREN, ou plusieurs.")
            )
        return found

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
            headcount_class=given["headcount_class"],
            group=given["group"],
            agrees_to_contact=given["agrees_to_contact"],
            closed_on=given["closed_on"],
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
        "group": organisation.group.name if organisation.group else "",
        "group_id": organisation.group_id,
        "preset": Preset.of(organisation.visibility, organisation.field_visibility),
    }


class UnknownCommune(ValidationError):
    """No commune has the name that was typed, or several have."""

    def __init__(self, message: Any, near: list[str]) -> None:
        self.near = near
        super().__init__(message)


def commune_of(typed: str) -> Perimeter:
    """Return the commune of a name or a code.

    Raises
    ------
    UnknownCommune
        If none has it, or several: those that come near are offered.
    """
    code = _CODE_IN_BRACKETS.search(typed)
    found = [p for p in list_named(code[1] if code else typed) if p.kind == PerimeterKind.COMMUNE]
    if len(found) == 1:
        return found[0]
    near = found or [p for p in list_by_name(typed) if p.kind == PerimeterKind.COMMUNE]
    names = [f"{p.name} ({p.code})" for p in near[:8]]
    if found:
        raise UnknownCommune(_("Plusieurs communes portent ce nom : choisissez la vôtre."), names)
    if near:
        raise UnknownCommune(
            _("Aucune commune ne porte ce nom : choisissez la vôtre, ou réécrivez-le."), names
        )
    raise UnknownCommune(_("Aucune commune ne porte ce nom ni ce code."), [])


def _checked(check: Callable[[str], None], typed: str) -> str:
    """Return the digits of a number that a service accepts, or what it says against it."""
    digits = without_spaces(typed)
    try:
        check(digits)
    except BadField as refusal:
        raise ValidationError(f"{refusal.what}. {refusal.remedy}") from refusal
    return digits


def chosen_channel(typed: str) -> Channel | None:
    """Return the channel that was chosen; None when nobody asked."""
    return Channel(typed) if typed else None
