"""A sheet and the plan that holds it, as people write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import Part, Phase, SheetPreset, TaxBasis
from terreau.web.apps.plans.labels import SHEET
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Axis
from terreau.web.apps.plans.selectors.plans import list_territories_to_plan, theme_choices
from terreau.web.apps.plans.services.plans import PlanFields
from terreau.web.apps.plans.services.sheets import SheetFields
from terreau.web.apps.plans.services.starting import SheetStart
from terreau.web.apps.plans.sheet_templates import sheet_templates
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.naming import list_named
from terreau.web.shared.forms import DayInput, PageForm
from terreau.web.shared.visibility import Visibility

_LEVEL = "level_"


def day_field(label: Any, *, is_required: bool = False, **more: Any) -> forms.DateField:
    """Return a day, as a browser or a person writes it."""
    return forms.DateField(
        label=label,
        required=is_required,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=DayInput(),
        **more,
    )


def text_field(name: str, rows: int, most: int, **more: Any) -> forms.CharField:
    """Return a text of several lines of a sheet."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=SHEET[name], max_length=most, required=False, widget=widget, **more
    )


class PlanForm(PageForm):
    """A plan that opens."""

    perimeter = forms.ModelChoiceField(
        label=_("Territoire"), queryset=Perimeter.objects.none(), empty_label=None
    )
    title = forms.CharField(
        label=_("Titre"), max_length=200, help_text=_("Exemple : Plan d’action 2023–2027")
    )
    phase = forms.TypedChoiceField(
        label=_("Phase du programme"),
        choices=[("", _("Aucune en particulier")), *Phase.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Elle donne les thèmes des fiches ; vous pourrez ajouter les vôtres."),
    )
    starts_on = day_field(_("Début"))
    ends_on = day_field(_("Fin"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["perimeter"].queryset = list_territories_to_plan(scope)  # type: ignore[attr-defined]
        self.fields["perimeter"].label_from_instance = lambda found: found.name  # type: ignore[attr-defined]

    @property
    def written(self) -> PlanFields:
        """What the service takes."""
        return PlanFields(**self.cleaned_data)


class NewSheetForm(PageForm):
    """A new sheet: a title and who leads it; all the rest can wait."""

    title = forms.CharField(
        label=SHEET["title"],
        max_length=200,
        required=False,
        help_text=_("Sans titre, la fiche prend celui du modèle choisi plus bas."),
    )
    lead = forms.CharField(
        label=Part.SHEET_LEAD.label,
        max_length=200,
        required=False,
        help_text=_(
            "Le nom d’une organisation ; plusieurs, séparées par un point-virgule. Elle n’a pas "
            "besoin d’être dans l’annuaire."
        ),
    )

    template = forms.ChoiceField(
        label=_("Partir d’un modèle"),
        required=False,
        help_text=_("Il pose les étapes et les indicateurs habituels ; tout se change ensuite."),
    )
    starts_on = day_field(SHEET["starts_on"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or settings.LANGUAGE_CODE
        self.fields["template"].choices = [  # type: ignore[attr-defined]
            ("", _("Aucun : une fiche vide")),
            *((key, each.title.in_language(language)) for key, each in sheet_templates().items()),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for a title where no template gives one."""
        super().clean()
        if not self.cleaned_data.get("title") and not self.cleaned_data.get("template"):
            self.add_error("title", _("Donnez un titre, ou choisissez un modèle."))
        return self.cleaned_data

    @property
    def start(self) -> SheetStart:
        """What the service takes."""
        said = self.cleaned_data
        return SheetStart(said["title"], self.leads, said["template"], said["starts_on"])

    @property
    def leads(self) -> list[str]:
        """The names that were written."""
        return [name for part in self.cleaned_data["lead"].split(";") if (name := part.strip())]


class SheetForm(PageForm):
    """All that people write of a sheet itself."""

    title = forms.CharField(label=SHEET["title"], max_length=200)
    code = forms.CharField(
        label=SHEET["code"],
        max_length=24,
        required=False,
        help_text=_("Vide : le suivant du plan."),
    )
    axis = forms.ModelChoiceField(
        label=SHEET["axis"], queryset=Axis.objects.none(), required=False, empty_label=_("Aucun")
    )
    theme_choice = forms.ChoiceField(label=SHEET["theme_choice"], required=False)
    problem = text_field("problem", 3, 4000, help_text=_("Ce qui ne va pas, et pour qui."))
    objectives = text_field("objectives", 3, 4000)
    description = text_field("description", 6, 8000)
    target_group = forms.CharField(label=SHEET["target_group"], max_length=300, required=False)
    place = forms.CharField(
        label=SHEET["place"],
        max_length=80,
        required=False,
        help_text=_("Une commune : la fiche sera sur la carte."),
    )
    place_name = forms.CharField(
        label=SHEET["place_name"],
        max_length=120,
        required=False,
        help_text=_("Comme on le dit ici : une zone, un bâtiment."),
    )
    starts_on = day_field(SHEET["starts_on"])
    ends_on = day_field(SHEET["ends_on"])
    tax_basis = forms.ChoiceField(label=SHEET["tax_basis"], choices=TaxBasis.choices)
    preset = forms.ChoiceField(
        label=SHEET["visibility"], choices=SheetPreset.choices, widget=forms.RadioSelect
    )
    visibility = forms.ChoiceField(
        label=_("Toute la fiche"), choices=Visibility.choices, required=False
    )
    good_practice = forms.CharField(
        label=_("Bonne pratique : pourquoi elle vaut d’être racontée ailleurs"),
        max_length=300,
        required=False,
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput(), min_value=0, max_value=2**31 - 1, required=False
    )

    def __init__(self, *args: Any, plan: ActionPlan, may_keep: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plan = plan
        self.fields["axis"].queryset = plan.axes.all()  # type: ignore[attr-defined]
        self.fields["theme_choice"].choices = [  # type: ignore[attr-defined]
            ("", _("Aucun")), *theme_choices(plan),
        ]  # fmt: skip
        labels = {
            "money": _("L’argent"),
            "risks": _("Les risques"),
            "discussion": _("Les échanges"),
        }
        for name in ActionSheet.FIELD_LEVELS:
            self.fields[_LEVEL + name] = forms.ChoiceField(
                label=labels[name],
                choices=Visibility.choices,
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        if not may_keep:
            for name in ("preset", "visibility", "good_practice", *self._levels()):
                del self.fields[name]

    def level_fields(self) -> list[forms.BoundField]:
        """Return the fields of who reads money, risks and discussion, for experts."""
        return [self[name] for name in self._levels() if name in self.fields]

    def clean_place(self) -> Perimeter | None:
        """Return the commune that was named."""
        typed = self.cleaned_data["place"].strip()
        if not typed:
            return None
        code = typed.rpartition("(")[2].rstrip(")") if typed.endswith(")") else typed
        found = [p for p in list_named(code) if p.kind == PerimeterKind.COMMUNE]
        if len(found) != 1:
            raise forms.ValidationError(
                _("Plusieurs communes portent ce nom : ajoutez son code.")
                if found
                else _("Aucune commune ne porte ce nom ni ce code.")
            )
        return found[0]

    @property
    def written(self) -> SheetFields:
        """What the service takes; what the reader may not say is as it was."""
        given = {name: held for name, held in self.cleaned_data.items() if held is not None}
        preset = SheetPreset(given.pop("preset", SheetPreset.TERRITORY))
        levels = {
            name: level
            for name, usual in ActionSheet.FIELD_LEVELS.items()
            if (level := given.pop(_LEVEL + name, "")) and level != usual
        }
        given.pop("version", None)
        chosen = given.pop("visibility", "")
        return SheetFields(
            **given,
            visibility=preset.visibility or chosen or Visibility.TERRITORY,
            field_visibility={} if preset.visibility else levels,
        )

    @staticmethod
    def _levels() -> list[str]:
        return [_LEVEL + name for name in ActionSheet.FIELD_LEVELS]


def initial_of(sheet: ActionSheet) -> dict[str, Any]:
    """Return what the form of a sheet begins with."""
    plain = (
        "title", "code", "axis", "theme_choice", "problem", "objectives", "description",
        "target_group", "place_name", "starts_on", "ends_on", "tax_basis", "visibility",
        "good_practice", "version",
    )  # fmt: skip
    levels = {
        _LEVEL + name: sheet.field_visibility.get(name, usual)
        for name, usual in ActionSheet.FIELD_LEVELS.items()
    }
    return {
        **levels,
        **{name: getattr(sheet, name) for name in plain},
        "place": f"{sheet.place.name} ({sheet.place.code})" if sheet.place else "",
        "preset": SheetPreset.of(sheet.visibility, sheet.field_visibility),
    }
