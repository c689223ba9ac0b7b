"""What people write of mandates: given, asked for, answered, prolonged, ended, handed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.directory.forms import channel_field
from terreau.web.apps.directory.roles import SENTENCES
from terreau.web.shared.forms import DayInput, PageForm

_UNTIL_ENDED = _("Vide : jusqu’à ce que quelqu’un y mette fin.")


def _role_field(label: Any) -> forms.ChoiceField:
    missing = {"required": _("Choisissez un rôle.")}
    return forms.ChoiceField(label=label, widget=forms.RadioSelect, error_messages=missing)


def _explained(roles: Iterable[Role]) -> list[tuple[str, SafeString]]:
    """Return roles to choose from, each with what it lets one do."""
    shown = '<strong>{}</strong> <span class="meta">{}</span>'
    return [(role.value, format_html(shown, role.label, SENTENCES[role])) for role in roles]


def _until_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DayInput, help_text=_UNTIL_ENDED)


class GrantForm(PageForm):
    """A mandate for somebody, who is invited by letter to take it."""

    email = forms.EmailField(
        label=_("Son adresse électronique"),
        max_length=254,
        help_text=_("La personne reçoit une invitation ; le mandat commence quand elle l’accepte."),
    )
    role = _role_field(_("Son rôle"))
    until = _until_field(_("Jusqu’au"))
    channel = channel_field(_("Est-ce à sa demande ?"))

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _explained(roles)  # type: ignore[attr-defined]


class AskForm(PageForm):
    """A request for a mandate."""

    role = _role_field(_("Vous demandez à agir comme"))
    reason = forms.CharField(
        label=_("Pourquoi"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("La personne qui répond ne vous connaît peut-être pas."),
    )
    until = _until_field(_("Jusqu’au"))

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _explained(roles)  # type: ignore[attr-defined]


class AnswerForm(PageForm):
    """An answer to a request: yes or no is the button that sends it."""

    answer = forms.CharField(
        label=_("Un mot pour la personne"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = forms.DateField(
        label=_("Jusqu’au"),
        required=False,
        widget=DayInput,
        help_text=_("Au plus tard le jour demandé. Vide : le jour demandé, s’il y en a un."),
    )


class RefusalForm(PageForm):
    """A refusal: never without a reason, which who asked reads."""

    answer = forms.CharField(
        label=_("Pourquoi"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("La personne le lira, dans son courriel et dans « Mes mandats »."),
        error_messages={"required": _("Dites pourquoi : la personne doit savoir quoi faire.")},
    )


class LongerForm(PageForm):
    """A mandate that its holder asks to hold for longer."""

    until = _until_field(_("Jusqu’au"))
    reason = forms.CharField(
        label=_("Pourquoi"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class NewEndForm(PageForm):
    """The end of a mandate, changed by who may give it."""

    until = _until_field(_("Dernier jour"))


class When(TextChoices):
    """When a mandate ends: always a choice, never what an empty field means."""

    NOW = "now", _("Aujourd’hui, tout de suite")
    DAY = "day", _("À une date")


class EndForm(PageForm):
    """The end of a mandate."""

    when = forms.ChoiceField(
        label=_("Quand"),
        choices=When.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez quand le mandat prend fin.")},
    )
    on = forms.DateField(
        label=_("Dernier jour, si c’est à une date"), required=False, widget=DayInput
    )
    reason = forms.CharField(label=_("Pourquoi"), max_length=300)
    without_successor = forms.BooleanField(
        label=_("Je sais que le territoire n’aura plus de chef de projet."), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the day where one was chosen; forget it where the end is at once."""
        given = super().clean() or {}
        if given.get("when") == When.NOW:
            given["on"] = None
        elif given.get("when") == When.DAY and not given.get("on") and "on" not in self.errors:
            self.add_error("on", _("Écrivez le dernier jour du mandat."))
        return given


class HandOverForm(PageForm):
    """A mandate that passes to a successor."""

    email = forms.EmailField(
        label=_("Adresse de la personne qui le reprend"),
        max_length=254,
        help_text=_("Sans compte à cette adresse, elle reçoit une invitation à le reprendre."),
    )
    last_day = forms.DateField(
        label=_("Votre dernier jour"),
        widget=DayInput,
        help_text=_("Le mandat de la personne commence le lendemain, ou quand elle l’accepte."),
    )
    reason = forms.CharField(label=_("Pourquoi"), max_length=300, required=False)
