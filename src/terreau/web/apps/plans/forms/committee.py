"""A committee as people write it: its day, its minutes, who was there, what follows."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.enums import CommitteeKind
from terreau.web.apps.plans.forms.sheet import day_field
from terreau.web.apps.plans.models import Committee
from terreau.web.apps.plans.services.committees import CommitteeFields
from terreau.web.shared.forms import PageForm

_MOST_NAMES = 20_000  # characters


def _text(label: Any, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class NewCommitteeForm(PageForm):
    """A committee that is planned, or was held: its day says which."""

    kind = forms.ChoiceField(label=_("Comité"), choices=CommitteeKind.choices)
    on = day_field(
        _("Date"),
        is_required=True,
        help_text=_("Passée, le comité est noté comme tenu."),
    )
    place = forms.CharField(label=_("Lieu"), max_length=120, required=False)
    agenda = _text(
        _("Ordre du jour"),
        6,
        max_length=4000,
        help_text=_(
            "Un point par ligne, en plus de ce que le plan dit de lui-même : ce qui est à décider "
            "et ce qui a bougé viennent tout seuls."
        ),
    )


class CommitteeForm(NewCommitteeForm):
    """A committee that is there."""

    is_public = forms.BooleanField(
        label=_("Tout le monde lit ce comité"),
        required=False,
        help_text=_(
            "Ses décisions, ses suites et son compte rendu ; jamais l’argent, ni les fiches qui ne "
            "sont pas publiques."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def initial_of(cls, committee: Committee) -> dict[str, Any]:
        """Return what the form shows of a committee."""
        return {name: getattr(committee, name) for name in cls.base_fields}

    @property
    def written(self) -> CommitteeFields:
        """What the service takes."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return CommitteeFields(**said)


class MinutesForm(PageForm):
    """What was said, in the keeper's words."""

    minutes = _text(
        _("Compte rendu"),
        16,
        max_length=20_000,
        help_text=_(
            "Les présences, les décisions et les suites y sont jointes : ne les répétez pas."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AttendanceForm(PageForm):
    """Organisations that were there, or excused themselves."""

    names = _text(
        _("Organisations"),
        3,
        max_length=_MOST_NAMES,
        help_text=_("Une par ligne : des organisations, pas des personnes."),
    )
    is_present = forms.TypedChoiceField(
        label=_("Elles étaient"),
        choices=[("1", _("Présentes")), ("0", _("Excusées"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )

    @property
    def said(self) -> list[str]:
        """The names, one a line."""
        return str(self.cleaned_data["names"]).splitlines()


class _OfSheetForm(PageForm):
    """What is said of a sheet of a plan, or of none."""

    ORDER: ClassVar[tuple[str, ...]] = ()

    sheet = forms.TypedChoiceField(label=_("Fiche"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, sheets: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.ORDER)
        offered = self.fields["sheet"]
        offered.choices = [("", _("Tout le plan")), *sheets]  # type: ignore[attr-defined]


class DecisionForm(_OfSheetForm):
    """What was decided."""

    text = forms.CharField(
        label=_("Ce qui est décidé"),
        max_length=500,
        required=False,
        help_text=_("Quand une fiche est validée, ces mots viennent d’eux-mêmes."),
    )
    validates = forms.BooleanField(
        label=_("La fiche est validée : son état change"), required=False
    )
    ORDER = ("text", "sheet", "validates")


class FollowUpForm(_OfSheetForm):
    """What is to be done: who, until when."""

    text = forms.CharField(label=_("À faire"), max_length=300)
    who = forms.CharField(label=_("Qui"), max_length=200, required=False)
    due_on = day_field(_("Pour le"))
    ORDER = ("text", "who", "due_on", "sheet")


class FollowUpChangeForm(PageForm):
    """What is to be done, written otherwise; how it was told goes with it."""

    text = forms.CharField(label=_("À faire"), max_length=300)
    who = forms.CharField(label=_("Qui"), max_length=200, required=False)
    due_on = day_field(_("Pour le"))
    was = forms.CharField(required=False, empty_value=None, widget=forms.HiddenInput)


class TemplateForm(PageForm):
    """A territory's own presentation or document."""

    template = forms.FileField(
        label=_("Votre modèle (PPTX ou DOCX, 10 Mo au plus)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pptx,.potx,.docx,.dotx"}),
        help_text=_(
            "Ses polices, ses couleurs et ses mises en page servent ; ses diapositives et ses "
            "textes sont laissés de côté."
        ),
    )
