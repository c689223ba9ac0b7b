"""What people write of a question, of an answer, of how often they let themselves be asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.forms import channel_field
from terreau.web.apps.directory.selectors.keepers import list_kept
from terreau.web.apps.outreach.enums import AnswerKind, Leave, QuestionEnding
from terreau.web.apps.outreach.models import QuestionAnswer, SolicitationLimit
from terreau.web.apps.outreach.selectors.questions import (
    list_own_organisations,
    list_territories_to_ask,
)
from terreau.web.apps.outreach.services.answering import AnswerFields
from terreau.web.apps.outreach.services.asking import QuestionFields
from terreau.web.shared.forms import PageForm
from terreau.web.shared.visibility import Visibility

_AROUND = (
    ("", _("Dans le territoire")),
    ("1", _("Aussi autour, jusqu’à 100 km")),
)


_NAMED = (
    ("1", _("Oui, nous nommer et dire comment nous joindre")),
    ("", _("Non, répondre sans nom")),
)


class QuestionForm(PageForm):
    """A question to a territory."""

    text = forms.CharField(
        label=_("Votre question"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Écrivez une phrase : « Qui peut… ? » "
            "Exemple : qui sait anodiser un profilé de 3 m, 200 pièces par mois ?"
        ),
    )
    territory = forms.TypedChoiceField(label=_("Territoire"), coerce=int)
    around = forms.ChoiceField(
        label=_("Où chercher"), choices=_AROUND, required=False, widget=forms.RadioSelect
    )
    behalf = forms.TypedChoiceField(
        label=_("Au nom de"), coerce=int, empty_value=None, required=False
    )
    is_named = forms.BooleanField(
        label=_("Dire qui demande à celles qui reçoivent la question"),
        required=False,
        help_text=_("Sinon, vous pourrez vous nommer plus tard, une fois les réponses lues."),
    )

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = list_territories_to_ask(scope)
        self._places = {each.pk: each for each in places}
        own = list_own_organisations(scope)
        territory, behalf = self.fields["territory"], self.fields["behalf"]
        assert isinstance(territory, forms.ChoiceField)
        assert isinstance(behalf, forms.ChoiceField)
        territory.choices = [(each.pk, each.name) for each in places]
        self._kept = {each.pk for each in list_kept(scope)}
        team = [("", _("Ceux qui animent le territoire"))] if self._kept else []
        behalf.choices = [*((each.pk, each.name) for each in own), *team]
        if own:
            self.initial.setdefault("behalf", own[0].pk)
        else:
            del self.fields["behalf"]

    def clean(self) -> dict[str, Any]:
        """Refuse a territory's name to who does not keep it."""
        given = super().clean() or self.cleaned_data
        if "behalf" in given and not given["behalf"] and given.get("territory") not in self._kept:
            said = _("Seuls ceux qui animent ce territoire posent une question en son nom")
            self.add_error("behalf", f"{said}.")
        return given

    def fields_written(self) -> QuestionFields:
        """Return what the service takes."""
        given = self.cleaned_data
        return QuestionFields(
            text=given["text"],
            perimeter=self._places[given["territory"]],
            is_around=given["around"] == "1",
            organisation_id=given.get("behalf"),
            is_named=given["is_named"],
        )


class CloseForm(PageForm):
    """What a question came to."""

    ending = forms.ChoiceField(
        label=_("Qu’a donné la question ?"),
        choices=QuestionEnding.choices,
        widget=forms.RadioSelect,
    )
    lesson = forms.CharField(
        label=_("Ce qu’on a appris"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Pour qui posera la même question. N’y nommez que qui l’a accepté."),
    )
    is_published = forms.BooleanField(
        label=_("Publier la question et ce qu’on a appris, sans nommer personne"), required=False
    )


class AnswerForm(PageForm):
    """What an organisation answers by its link."""

    kind = forms.ChoiceField(
        label=_("Votre réponse"), choices=AnswerKind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Quelques mots"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ce que vous pouvez faire et dans quelles limites, ou qui pourrait."),
    )
    is_named = forms.ChoiceField(
        label=_("Qui demande saura-t-il que c’est vous ?"),
        choices=_NAMED,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Nommée : ceux qui tiennent l’annuaire du territoire sauront que vous avez répondu."
        ),
    )
    reach = forms.CharField(
        label=_("Comment vous joindre"),
        max_length=200,
        required=False,
        help_text=_("Donné à qui demande si vous vous nommez, et gardé un an."),
    )
    keep = forms.BooleanField(label=_("Garder comme savoir-faire, dans l’annuaire"), required=False)
    kept_line = forms.CharField(
        label=_("Ce savoir-faire, en une ligne"), max_length=300, required=False
    )
    visibility = forms.ChoiceField(
        label=_("Qui le lira"),
        choices=Visibility.choices,
        required=False,
        help_text=_("Visible, il peut laisser deviner que la réponse vient de vous."),
    )
    may_publish = forms.BooleanField(
        label=_("Mes mots peuvent être publiés avec la question, sans mon nom"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def clean(self) -> dict[str, Any]:
        """Ask for the line where it is to be kept, and for a name where they may be reached."""
        given = super().clean() or self.cleaned_data
        # Who was named and is no more takes that back with the name.
        was_named = self.initial.get("is_named") == "1"
        if given.get("reach") and not was_named and given.get("is_named") != "1":
            said = _("Dites-le aussi ici : sans votre nom, « Comment vous joindre » n’est pas lu.")
            self.add_error("is_named", str(said))
        if given.get("keep") and not given.get("kept_line", "").strip():
            self.add_error("kept_line", str(_("Écrivez-le en une ligne, ou décochez la case.")))
        return given

    @property
    def opens_more(self) -> bool:
        """Whether what is asked last is shown at once: it was chosen, or is refused."""
        chosen = any(self[name].value() for name in ("keep", "may_publish"))
        return chosen or "kept_line" in self.errors

    def fields_written(self) -> AnswerFields:
        """Return what the service takes."""
        given = self.cleaned_data
        return AnswerFields(
            kind=given["kind"],
            words=given["words"],
            reach=given["reach"],
            is_named=given["is_named"] == "1",
            may_publish=given["may_publish"],
            kept_line=given["kept_line"] if given["keep"] else "",
            visibility=given["visibility"] or Visibility.PRIVATE,
        )


def initial_answer(answer: QuestionAnswer | None) -> dict[str, Any]:
    """Return what the form of an answer begins with."""
    # What is kept is private unless they choose: a changed answer without a line is no choice.
    # Nothing that is agreed to is ticked before they tick it.
    first: dict[str, Any] = {"version": 0, "visibility": Visibility.PRIVATE}
    if answer is None:
        return first
    plain = ("kind", "words", "reach", "may_publish", "version")
    line = answer.know_how
    kept = {"keep": True, "kept_line": line.text, "visibility": line.visibility} if line else {}
    named = {"is_named": "1" if answer.is_named else ""}
    return first | {name: getattr(answer, name) for name in plain} | named | kept


class LimitForm(PageForm):
    """How often an organisation lets itself be asked."""

    leave = forms.ChoiceField(
        label=_("Être sollicitée"), choices=Leave.choices, required=False, widget=forms.RadioSelect
    )
    a_quarter = forms.IntegerField(
        label=_("Pas plus de … fois par trimestre"), min_value=1, max_value=50, required=False
    )


class LowerLimitForm(LimitForm):
    """The same once the question is closed: its link makes one less asked, never more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave, times = self.fields["leave"], self.fields["a_quarter"]
        assert isinstance(leave, forms.ChoiceField)
        assert isinstance(times, forms.IntegerField)
        said = self.initial.get("leave", Leave.STAY)
        later = [(each.value, each.label) for each in (Leave.QUARTER, Leave.ALWAYS) if each != said]
        leave.choices = [(Leave.STAY.value, _("Comme aujourd’hui")), *later]
        self.initial["leave"] = Leave.STAY.value
        most = self.initial.get("a_quarter")
        if most:
            times.validators.append(MaxValueValidator(most))
            times.help_text = _("Aujourd’hui : %(most)d.") % {"most": most}


def initial_limit(limit: SolicitationLimit | None, today: date) -> dict[str, Any]:
    """Return what an organisation said last: the form begins with it."""
    if limit is None:
        return {"leave": Leave.STAY}
    is_later = limit.not_before is not None and today < limit.not_before
    leave = Leave.ALWAYS if limit.a_quarter == 0 else Leave.QUARTER if is_later else Leave.STAY
    return {"leave": leave, "a_quarter": limit.a_quarter or None}


class KeptLimitForm(LimitForm):
    """The same, by who writes for the organisation: how it asked for it."""

    channel = channel_field(_("Est-ce à la demande de l’organisation ?"))


class CallForm(PageForm):
    """A call, noted in one line."""

    about = forms.CharField(label=_("Je l’ai appelée pour"), max_length=200)
