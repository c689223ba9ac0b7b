"""An agreement, who signs it, what becomes of it and of a label, as people write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.agreement_enums import AgreementAct, AgreementKind, LabelAct
from terreau.web.apps.plans.forms.sheet import day_field
from terreau.web.apps.plans.labels import AGREEMENT
from terreau.web.apps.plans.models import ActionPlan, Agreement
from terreau.web.apps.plans.rules.agreements import AGREEMENT_STEPS, LABEL_STEPS
from terreau.web.apps.plans.selectors.agreements import AgreementShown, list_amendable
from terreau.web.apps.plans.services.agreements import AgreementFields
from terreau.web.shared.forms import PageForm


def version_field() -> forms.IntegerField:
    """Return the hidden field that says which version of an object was read."""
    hidden = forms.HiddenInput()
    return forms.IntegerField(widget=hidden, min_value=0, max_value=2**31 - 1, required=False)


class AgreementForm(PageForm):
    """An agreement of a plan."""

    kind = forms.ChoiceField(label=AGREEMENT["kind"], choices=AgreementKind.choices)
    title = forms.CharField(
        label=AGREEMENT["title"],
        max_length=200,
        help_text=_("Exemple : Contrat Territoire d’industrie 2023–2027"),
    )
    amends_id = forms.TypedChoiceField(
        label=_("Accord que l’avenant modifie"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("D’un avenant seulement."),
    )
    ends_on = day_field(AGREEMENT["ends_on"])
    is_public = forms.BooleanField(
        label=AGREEMENT["is_public"],
        required=False,
        help_text=_("Tout le monde le lira, avec ses documents, une fois signé."),
    )
    version = version_field()

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.pk, each.title) for each in list_amendable(plan)]
        field = self.fields["amends_id"]
        field.choices = [("", _("Aucun")), *choices]  # type: ignore[attr-defined]
        if not choices:
            del self.fields["amends_id"]

    @property
    def written(self) -> AgreementFields:
        """What the service takes."""
        said = {name: held for name, held in self.cleaned_data.items() if name != "version"}
        return AgreementFields(**said)


def initial_of(agreement: Agreement) -> dict[str, Any]:
    """Return what the form of an agreement begins with."""
    names = ("kind", "title", "amends_id", "ends_on", "is_public", "version")
    return {name: getattr(agreement, name) for name in names}


class StepForm(PageForm):
    """The day of an act on an agreement or a label, and its words."""

    on = day_field(_("Le"), is_required=True, initial=timezone.localdate)
    words = forms.CharField(
        label=_("Pourquoi"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, act: AgreementAct | LabelAct, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_label = isinstance(act, LabelAct)
        step = LABEL_STEPS.get(act) if isinstance(act, LabelAct) else AGREEMENT_STEPS[act]
        words = self.fields["words"]
        words.required = step is not None and step.must_say
        words.max_length = 500 if is_label else 1000  # type: ignore[attr-defined]
        words.widget.attrs["maxlength"] = words.max_length  # type: ignore[attr-defined]
        if act is AgreementAct.GIVE_OPINION:
            words.label = _("L’avis de la Région sur la cohérence, dans ses mots")


class SignatoryForm(PageForm):
    """Who signs an agreement."""

    name = forms.CharField(
        label=_("Organisation qui signe"),
        max_length=200,
        help_text=_(
            "Elle n’a pas besoin d’être dans l’annuaire. Une organisation, pas une personne."
        ),
    )
    as_what = forms.CharField(
        label=_("En qualité de"),
        max_length=120,
        required=False,
        help_text=_("Exemple : intercommunalité pilote, financeur"),
    )
    signed_on = day_field(
        _("A signé le"), help_text=_("Vide : le jour où l’accord sera dit signé.")
    )


class VersionForm(PageForm):
    """A version of the text of an agreement."""

    what_changed = forms.CharField(
        label=_("Ce qui change"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Dans vos mots : ce qu’un partenaire doit savoir sans relire tout le texte."),
    )
    on = day_field(_("Version du"), is_required=True, initial=timezone.localdate)
    document_id = forms.TypedChoiceField(
        label=_("Son document"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, shown: AgreementShown, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.pk, each.name) for each in shown.documents if not each.is_removed]
        field = self.fields["document_id"]
        field.choices = [("", _("Aucun")), *choices]  # type: ignore[attr-defined]
        if not choices:
            del self.fields["document_id"]
