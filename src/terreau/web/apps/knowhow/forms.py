"""What people write of know-how; what they typed stays in the form when it is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.labels import KNOW_HOW
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.rules import LONGEST_TEXT, Range
from terreau.web.apps.knowhow.services.lines import KnowHowFields, fields_of
from terreau.web.apps.knowhow.tag_choices import choices_of, codes_of, known, values_of
from terreau.web.apps.knowhow.understanding import (
    Understood,
    range_typed,
    ranges_typed,
    tags_typed,
    understand,
)
from terreau.web.shared.forms import PageForm
from terreau.web.shared.visibility import Visibility

LEVELS = (
    (Visibility.PUBLIC, _("Tout le monde")),
    (Visibility.TERRITORY, _("Le territoire : ceux qui y agissent et ses voisines")),
    (Visibility.PARTNERS, _("Les partenaires du projet seulement")),
)
# What is written in one box, of every kind.
_EXAMPLE = _(
    "Anodisation de profilés jusqu’à 3 m\n"
    "Presse plieuse 220 t, longueur 4 m\n"
    "ISO 9001\n"
    "\n"
    "Nous cherchons :\n"
    "Traitement thermique de petites séries"
)


def channel_field() -> forms.ChoiceField:
    """Return the field of how an organisation said it to who writes for it."""
    return forms.ChoiceField(
        label=_("Est-ce à la demande de l’organisation ?"),
        required=False,
        choices=[("", _("Non, c’est moi qui l’écris")), *Channel.choices],
    )


def level_field() -> forms.ChoiceField:
    """Return the field of who reads a line."""
    return forms.ChoiceField(
        label=KNOW_HOW["visibility"],
        choices=LEVELS,
        initial=Visibility.TERRITORY,
        widget=forms.RadioSelect,
        help_text=_("Jamais plus que la fiche de l’organisation elle-même."),
    )


class ManyForm(PageForm):
    """Several lines at once, of every kind, one a row."""

    lines = forms.CharField(
        label=_("Ce qu’elle sait faire, ce qu’elle a, ce qu’elle cherche"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "placeholder": _EXAMPLE}),
        help_text=_(
            "Savoir-faire, machines, certifications, matières, références, recherches : nous "
            "reconnaissons ce que c’est, et vous corrigez avant d’enregistrer. Un titre seul, "
            "comme « Machines : », vaut pour les lignes qui le suivent."
        ),
    )
    visibility = level_field()
    channel = channel_field()


class ImportForm(PageForm):
    """A table of lines of several organisations."""

    table = forms.CharField(
        label=_("Le tableau, collé ici"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Trois colonnes : organisation (SIREN ou nom), sorte, texte."),
    )
    file = forms.FileField(
        label=_("Ou un fichier CSV ou XLSX"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    visibility = level_field()


class LineForm(PageForm):
    """One line: its words, what they say, who reads it."""

    kind = forms.ChoiceField(label=KNOW_HOW["kind"], choices=KnowHowKind.choices)
    text = forms.CharField(
        label=KNOW_HOW["text"],
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une chose par ligne, comme on la dit au téléphone."),
    )
    capacities = forms.CharField(
        label=KNOW_HOW["capacities"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une par ligne, avec son unité. Exemple : longueur : jusqu’à 3000 mm"),
    )
    tags = forms.MultipleChoiceField(
        label=_("Étiquettes : par elles, on la trouve"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Décochez ce qui est faux."),
    )
    more = forms.CharField(
        label=_("Autres étiquettes"),
        max_length=300,
        required=False,
        help_text=_("Procédés, matières, code NAF ou ROME, séparés par des virgules."),
    )
    visibility = level_field()
    channel = channel_field()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # The words from which the tags that are shown were read.
    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, line: KnowHow, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if line.visibility == Visibility.PRIVATE:
            own = (Visibility.PRIVATE, Visibility.PRIVATE.label)
            self._choose("visibility", [*LEVELS, own])
        if data is None:
            shown = self.initial["tags"]
        else:
            shown = [*data.getlist("offered"), *data.getlist("tags")]
        # The tags that are shown, ticked or not.
        self.offered = known(shown)
        self._choose("tags", choices_of(self.offered))

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_capacities(self) -> tuple[Range, ...]:
        """Return the ranges that were typed.

        Raises
        ------
        ValidationError
            If a line states none, or one that stands already.
        """
        ranges, lost = ranges_typed(self.cleaned_data["capacities"])
        if lost:
            raise ValidationError(
                _("Nous ne lisons pas une mesure, et une seule par grandeur, dans « %(line)s »."),
                params={"line": lost[0]},
            )
        return ranges

    def clean_more(self) -> list[str]:
        """Return the tags that were typed.

        Raises
        ------
        ValidationError
            If something that was typed is no tag that is known.
        """
        found, lost = tags_typed(self.cleaned_data["more"])
        if lost:
            raise ValidationError(
                _("« %(piece)s » n’est pas dans le vocabulaire : dites-le autrement, ou ôtez-le."),
                params={"piece": lost[0]},
            )
        return values_of(found)

    def fields_written(self) -> KnowHowFields:
        """Return what the service takes."""
        given = self.cleaned_data
        tags = known([*given["tags"], *given["more"]])
        return KnowHowFields(
            kind=given["kind"],
            text=given["text"],
            visibility=given["visibility"],
            terms=codes_of(tags, "t"),
            naf=codes_of(tags, "n"),
            rome=codes_of(tags, "r"),
            capacities=given["capacities"],
        )

    def channel_written(self) -> Channel | None:
        """Return how the organisation asked for it, where it did."""
        return chosen_channel(self.cleaned_data["channel"])

    def unseen(self) -> Understood | None:
        """Return what the words say that is not shown yet; None where they say nothing new."""
        if self.cleaned_data["read"] == self.cleaned_data["text"]:
            return None
        found = understand(self.cleaned_data["text"])
        held = {each.dimension for each in self.cleaned_data["capacities"]}
        new = [value for value in values_of(found) if value not in self.offered]
        ranges = tuple(each for each in found.ranges if each.dimension not in held)
        if not new and not ranges:
            return None
        return Understood(codes_of(new, "t"), codes_of(new, "n"), codes_of(new, "r"), ranges)


def line_initial(line: KnowHow) -> dict[str, Any]:
    """Return what the form of a line begins with."""
    held = fields_of(line)
    return {
        "kind": held.kind,
        "text": held.text,
        "read": held.text,
        "visibility": held.visibility,
        "capacities": "\n".join(map(range_typed, held.capacities)),
        "tags": known(values_of(Understood(held.terms, held.naf, held.rome))),
        "version": line.version,
    }


def chosen_channel(typed: str) -> Channel | None:
    """Return the channel that was chosen; None when nobody asked."""
    return Channel(typed) if typed in Channel.values else None
