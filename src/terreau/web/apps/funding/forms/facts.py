"""What an organisation says of itself, one question a fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.funding.rules.facts import Fact, Shape, fact_value
from terreau.web.shared.forms import PageForm

_NOT_SAID = ("", _("Je ne sais pas encore"))
_YES_NO = [_NOT_SAID, ("yes", _("Oui")), ("no", _("Non"))]


class FactsForm(PageForm):
    """Questions; one left without an answer says nothing, and takes back what was said."""

    def __init__(self, *args: Any, asked: Iterable[Fact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = [each for each in asked if each.shape is not Shape.PLACES]
        for fact in self._asked:
            field = _field(fact)
            look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs.setdefault("class", look)
            self.fields[fact.key] = field

    def clean(self) -> dict[str, Any]:
        """Read each answer; what is none is refused next to its question."""
        said: dict[str, Any] = super().clean() or {}
        for fact in self._asked:
            written = str(said.get(fact.key) or "")
            value = fact_value(fact, written) if written else None
            if written and value is None:
                self.add_error(fact.key, _("Cette réponse n’est pas une réponse à la question."))
            said[fact.key] = value
        return said

    @property
    def stated(self) -> dict[str, Any]:
        """What was said of what the page asked, by fact; None of what was left empty."""
        return {
            fact.key: self.cleaned_data[fact.key] for fact in self._asked if fact.key in self.data
        }


def initial_of(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the questions begin with, from what was said."""
    words = {True: "yes", False: "no"}
    return {
        key: words[value] if isinstance(value, bool) else value for key, value in stated.items()
    }


def _field(fact: Fact) -> forms.Field:
    question = str(fact.question)
    if fact.shape is Shape.YES_NO:
        return forms.ChoiceField(label=question, required=False, choices=_YES_NO)
    if fact.shape is Shape.CHOICE:
        return forms.ChoiceField(label=question, required=False, choices=[_NOT_SAID, *fact.choices])
    return forms.CharField(label=question, required=False, max_length=20, help_text=str(fact.unit))
