"""A need as people write it, verify it, drop it, tie it to a sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.forms.sheet import day_field
from terreau.web.apps.plans.labels import NEED
from terreau.web.apps.plans.models import Need
from terreau.web.apps.plans.selectors.raisers import organisation_named_by
from terreau.web.apps.plans.services.need_checks import NeedFields
from terreau.web.apps.plans.themes import THEMES
from terreau.web.shared.forms import PageForm
from terreau.web.shared.visibility import Visibility


class NeedForm(PageForm):
    """All that people write of a need."""

    title = forms.CharField(
        label=NEED["title"],
        max_length=200,
        help_text=_("En une phrase, comme on vous l’a dit."),
    )
    organisation = forms.CharField(
        label=_("Qui l’a dit"),
        max_length=200,
        required=False,
        help_text=_("Une organisation de l’annuaire ; vide s’il est lu dans un chiffre."),
    )
    description = forms.CharField(
        label=NEED["description"],
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    theme = forms.ChoiceField(
        label=NEED["theme"],
        required=False,
        choices=[("", _("Aucun")), *((each.key, each.label) for each in THEMES.values())],
    )
    visibility = forms.ChoiceField(
        label=NEED["visibility"], choices=Visibility.choices, initial=Visibility.TERRITORY
    )
    channel = forms.ChoiceField(
        label=_("Comment l’a-t-elle dit ?"),
        required=False,
        choices=[("", _("Elle l’écrit elle-même")), *Channel.choices],
    )
    figure_address = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput())
    figure_label = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput())
    version = forms.IntegerField(
        widget=forms.HiddenInput(), required=False, min_value=0, max_value=2**31 - 1
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scope = scope

    def clean_organisation(self) -> Organisation | None:
        """Return the organisation that was named, among those that the writer sees."""
        typed = self.cleaned_data["organisation"].strip()
        if not typed:
            return None
        found = organisation_named_by(self._scope, typed)
        if found is None:
            raise forms.ValidationError(
                _("Aucune organisation de l’annuaire ne porte ce nom : ajoutez-la d’abord.")
            )
        return found

    @property
    def written(self) -> NeedFields:
        """What the service takes."""
        plain = NeedFields.__dataclass_fields__
        return NeedFields(**{name: self.cleaned_data[name] for name in plain})

    @property
    def channel_written(self) -> Channel | None:
        """How the organisation said it, where somebody else notes it."""
        chosen = self.cleaned_data["channel"]
        return Channel(chosen) if chosen else None


class VerifyForm(PageForm):
    """With whom a need was verified, and when."""

    verified_with = forms.CharField(
        label=NEED["verified_with"],
        max_length=300,
        help_text=_("Une entreprise, un atelier, une enquête : quelques mots."),
    )
    on = day_field(NEED["verified_on"], is_required=True, initial=timezone.localdate)


class DropForm(PageForm):
    """Why a need is none any more."""

    reason = forms.CharField(label=NEED["drop_reason"], max_length=300)


class TieNeedForm(PageForm):
    """Which need a sheet answers."""

    need = forms.TypedChoiceField(label=_("Besoin"), coerce=int, empty_value=None)

    def __init__(self, *args: Any, needs: list[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = [  # type: ignore[attr-defined]
            ("", _("Choisir")), *((each.pk, each.title) for each in needs),
        ]  # fmt: skip


def initial_of_need(need: Need) -> dict[str, Any]:
    """Return what the form of a need begins with."""
    plain = ("title", "description", "theme", "visibility", "figure_address", "figure_label")
    return {
        **{name: getattr(need, name) for name in plain},
        "organisation": need.organisation.name if need.organisation else "",
        "version": need.version,
    }
