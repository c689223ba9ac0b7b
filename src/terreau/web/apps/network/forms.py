"""What people write in the network; what they typed stays in the form when it is refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.network.chains import chains
from terreau.web.apps.network.enums import DropReason, IntroductionState
from terreau.web.apps.network.outcomes import refusal_of
from terreau.web.apps.network.permissions import KEEPERS, visible_organisations
from terreau.web.apps.network.rules import IntroductionFields, day_of_outcome, fault_of
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.forms import DayInput, PageForm
from terreau.web.shared.visibility import Visibility

LINKS = (
    ("member", _("Elle adhère à")),
    ("supplies", _("Elle fournit")),
    ("supplied", _("Elle est fournie par")),
)


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        initial=timezone.localdate,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=DayInput(),
    )


class NamedOrganisation(forms.CharField):
    """An organisation that the reader sees, by its name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.scope = Scope()

    def clean(self, value: Any) -> Organisation:
        """Return the one organisation of that name, or refuse with those that are near."""
        typed = super().clean(value)
        words = fold(typed).split()
        found = visible_organisations(self.scope)
        for word in words:
            found = found.filter(folded_name__contains=word)
        near = list(found.order_by("folded_name", "pk")[:6]) if words else []
        exact = [each for each in near if each.folded_name == " ".join(words)]
        if len(exact) == 1 or len(near) == 1:
            return (exact or near)[0]
        if not near:
            raise forms.ValidationError(
                _("Aucune organisation de l’annuaire ne porte ce nom : ajoutez-la d’abord.")
            )
        names = ", ".join(each.name for each in near[:5])
        raise forms.ValidationError(_("Laquelle ? %(names)s") % {"names": names})


class NamedTerritory(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """A territory, chosen by its name and what it is."""

    def label_from_instance(self, obj: Any) -> str:
        """Return "Vallées du Fil d'Argent (Territoire d'industrie)"."""
        return f"{obj.name} ({obj.get_kind_display()})"


class LinkForm(PageForm):
    """A membership or a supply of an organisation."""

    link = forms.ChoiceField(label=_("Lien"), choices=LINKS)
    other = NamedOrganisation(label=_("Avec quelle organisation ?"))
    what = forms.CharField(
        label=_("Ce qui est fourni"),
        max_length=200,
        required=False,
        help_text=_("Pour une fourniture : en quelques mots."),
    )
    since = _day_field(_("Depuis le"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].scope = scope  # type: ignore[attr-defined]


class EndForm(PageForm):
    """The last day of something."""

    on = _day_field(_("Dernier jour"))


class SpaceForm(PageForm):
    """A cooperation space that opens."""

    name = forms.CharField(label=_("Nom"), max_length=120)
    purpose = forms.CharField(
        label=_("But"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ce que les participants veulent faire ensemble."),
    )
    chain = forms.ChoiceField(label=_("Filière"), required=False)
    perimeter = NamedTerritory(
        label=_("Territoire"), queryset=Perimeter.objects.none(), empty_label=None
    )
    visibility = forms.ChoiceField(
        label=_("Qui le voit"), choices=Visibility.choices, initial=Visibility.TERRITORY
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Perimeter.objects.filter(pk__in=scope.perimeters(KEEPERS)).order_by("name", "pk")
        self.fields["perimeter"].queryset = held  # type: ignore[attr-defined]
        self.fields["chain"].choices = [  # type: ignore[attr-defined]
            ("", _("Aucune en particulier")), *((key, c.name) for key, c in chains().items()),
        ]  # fmt: skip


class JoinForm(PageForm):
    """An organisation that takes part in a space."""

    organisation = NamedOrganisation(label=_("Organisation"))
    since = _day_field(_("Depuis le"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].scope = scope  # type: ignore[attr-defined]


class NoteForm(PageForm):
    """A few words left in a space."""

    text = forms.CharField(
        label=_("Un mot pour les participants"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CloseForm(PageForm):
    """Why a space closes."""

    reason = forms.CharField(
        label=_("Pourquoi"),
        max_length=300,
        help_text=_("Ce qui a été obtenu, ou pourquoi il s’arrête."),
    )


class OutcomeForm(PageForm):
    """What came of an introduction, of the one state that was chosen."""

    version = forms.IntegerField(
        widget=forms.HiddenInput(), initial=0, min_value=0, max_value=2**31 - 1
    )
    on = _day_field("")
    # Nothing is chosen in one's place: what is written here is read as what somebody said.
    reason = forms.ChoiceField(
        label=_("Pourquoi"),
        choices=[("", _("Choisir une raison")), *DropReason.choices],
        error_messages={"required": _("Dites pourquoi : choisissez une raison.")},
    )
    word = forms.CharField(
        label=_("Un mot"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Lu par ceux qui tiennent l’annuaire du territoire ; oublié après trois ans."),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._state = state
        if state == IntroductionState.DROPPED:
            del self.fields["on"]
            return
        del self.fields["reason"]
        is_made = state == IntroductionState.MADE
        self.fields["on"].label = _("Faite le") if is_made else _("La proposer à nouveau le")
        self.fields["on"].initial = day_of_outcome(state, timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """Refuse what its state does not allow, beside the field that is wrong."""
        super().clean()
        if not self.errors and (fault := fault_of(self.outcome, timezone.localdate())):
            wrong = "on" if "on" in self.fields else "reason"
            self.add_error(wrong, refusal_of(fault, self.outcome).what)
        return self.cleaned_data

    @property
    def outcome(self) -> IntroductionFields:
        """What was said, once it is valid."""
        said = self.cleaned_data
        return IntroductionFields(self._state, said.get("on"), said.get("reason", ""), said["word"])
