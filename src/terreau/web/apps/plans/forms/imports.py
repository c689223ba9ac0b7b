"""A spreadsheet that somebody gives, where its columns are named, what each of them holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.datasets.plan_files.fields import AMOUNTS, Field
from terreau.datasets.plan_files.uses import ColumnUse
from terreau.web.apps.plans.labels import COLUMN
from terreau.web.shared.forms import PageForm


class ImportForm(PageForm):
    """A file to bring into a plan."""

    file = forms.FileField(
        label=_("Votre tableau"),
        max_length=200,
        error_messages={"required": _("Choisissez un fichier.")},
        help_text=_(
            "Excel (.xlsx), OpenDocument (.ods) ou CSV, 10 Mo au plus, tel qu’il est : les titres, "
            "les cellules fusionnées et les totaux sont reconnus."
        ),
    )


class HeadingsForm(PageForm):
    """Which sheet of the file is the plan, and on which line its columns are named."""

    sheet_name = forms.ChoiceField(label=_("Feuille du fichier"))
    line = forms.IntegerField(
        label=_("Ligne des noms de colonnes"),
        min_value=1,
        max_value=20_000,
        required=False,
        help_text=_("Son numéro dans le fichier. Vide : elle est cherchée."),
    )
    depth = forms.TypedChoiceField(
        label=_("Sur combien de lignes"), coerce=int, choices=[(n, str(n)) for n in (1, 2, 3)]
    )

    def __init__(self, *args: Any, sheets: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, name or _("La seule")) for name in sheets]
        self.fields["sheet_name"].choices = choices  # type: ignore[attr-defined]
        # A CSV has one sheet, without a name.
        self.fields["sheet_name"].required = all(name for name, _label in choices)


class ColumnForm(PageForm):
    """What a column holds; the rest is asked of amounts alone."""

    field = forms.ChoiceField(label=_("Ce qu’elle contient"), choices=list(COLUMN.items()))
    scale = forms.TypedChoiceField(
        label=_("Unité"),
        coerce=int,
        required=False,  # asked of amounts alone
        choices=[(1, _("euros")), (1_000, _("milliers d’euros (k€)")),
                 (1_000_000, _("millions d’euros (M€)"))],
    )  # fmt: skip
    tax = forms.ChoiceField(
        label=_("HT ou TTC"),
        choices=[("", _("non précisé")), ("ht", _("HT")), ("ttc", _("TTC"))],
        required=False,
    )
    year = forms.IntegerField(label=_("Année"), min_value=1990, max_value=2100, required=False)
    stage = forms.ChoiceField(
        label=_("Où en est le financement"),
        choices=[
            ("", _("non précisé")), ("requested", _("demandé")),
            ("agreed", _("accord de principe")), ("obtained", _("obtenu")), ("paid", _("versé")),
        ],
        required=False,
    )  # fmt: skip
    financer = forms.CharField(label=_("Qui finance"), max_length=200, required=False)
    label = forms.CharField(label=_("Poste de dépense"), max_length=160, required=False)
    is_total = forms.BooleanField(label=_("C’est un total d’autres colonnes"), required=False)

    def clean_scale(self) -> int:
        """Take what says nothing of it as euros."""
        return self.cleaned_data["scale"] or 1

    @property
    def use(self) -> dict[str, Any]:
        """What the column is read as, as `uses_from_dict` takes it."""
        said = dict(self.cleaned_data)
        field = Field(said.pop("field"))
        return ColumnUse(field, **said).as_dict() if field in AMOUNTS else {"field": str(field)}


def initial_of(use: ColumnUse | None) -> dict[str, Any]:
    """Return what the form of a column begins with; one that is not read holds nothing."""
    return vars(use or ColumnUse(Field.NOTHING)) | {"field": str(use.field if use else "nothing")}
