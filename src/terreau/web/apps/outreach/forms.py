"""What people write of a visit and of its promises; what they typed stays when it is refused."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.core.text import fold
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.directory.forms import commune_of
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.organisations import OrganisationFields
from terreau.web.apps.outreach.labels import PROMISE, VISIT
from terreau.web.apps.outreach.models import Promise, Visit
from terreau.web.apps.outreach.rules import LONGEST_LINE, USUAL_PROMISE, lines_of
from terreau.web.apps.outreach.selectors.visits import get_visitable, list_visitable
from terreau.web.apps.outreach.services.visiting import VisitFields, VisitLines
from terreau.web.shared.forms import DayInput, PageForm, SuggestedInput
from terreau.web.shared.visibility import Visibility

_NUMBER = re.compile(r"\(n° (\d{1,18})\)\s*$")
_NEW = "new"
_LONGEST_BOX = 8000


def named(organisation: Organisation) -> str:
    """Return how a field names an organisation so that it is found again."""
    return f"{organisation.name} (n° {organisation.pk})"


def _box(label: Any, placeholder: Any) -> forms.CharField:
    """Return a short box: one thing a line."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=_LONGEST_BOX,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": placeholder}),
    )


class _LinesForm(PageForm):
    """The day, who was met, and the four boxes."""

    visited_on = forms.DateField(label=VISIT["visited_on"], widget=DayInput())
    met = forms.CharField(
        label=VISIT["met"],
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Un nom est une donnée personnelle : n’écrivez que ce qui sert. Effacé après trois ans."
        ),
    )
    needs = _box(gettext_lazy("Ce dont elle a besoin"), gettext_lazy("Une chose par ligne"))
    abilities = _box(gettext_lazy("Ce qu’elle sait faire"), gettext_lazy("Une chose par ligne"))
    promises = _box(
        gettext_lazy("Ce qui a été promis (par nous)"), gettext_lazy("Une promesse par ligne")
    )
    due_on = forms.DateField(
        label=gettext_lazy("Promis pour le"), required=False, widget=DayInput()
    )
    notes = forms.CharField(
        label=VISIT["notes"],
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def fields_written(self) -> VisitFields:
        """Return what the service takes of the visit itself."""
        given = self.cleaned_data
        return VisitFields(given["visited_on"], " ".join(given["met"].split()), given["notes"])

    def lines_written(self) -> VisitLines:
        """Return what the service takes of what was said there."""
        given = self.cleaned_data
        return VisitLines(
            lines_of(given["needs"]),
            lines_of(given["abilities"]),
            lines_of(given["promises"]),
            given["due_on"],
        )


class VisitForm(_LinesForm):
    """A visit noted in a minute: which company, when, what was said."""

    company = forms.CharField(
        label=gettext_lazy("Entreprise"),
        max_length=230,
        widget=SuggestedInput(reverse_lazy("outreach:visit_suggestions"), "id_company"),
    )
    commune = forms.CharField(
        label=gettext_lazy("Sa commune"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Elle y entre, lue par ceux qui le tiennent."),
        widget=SuggestedInput(reverse_lazy("territories:commune_suggestions"), "id_commune"),
    )

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scope = scope
        # Those whose name comes near, where it is not certain which was visited.
        self.near: list[Organisation] = []
        # The company is known where one comes from its page: the first box is next.
        first = "needs" if self.initial.get("company") else "company"
        self.fields[first].widget.attrs["autofocus"] = True

    @property
    def asks_commune(self) -> bool:
        """Whether the commune is shown at once: it was typed, or is asked for."""
        return bool(self.near or self["commune"].value() or self["commune"].errors)

    def clean(self) -> dict[str, Any]:
        """Find which organisation was visited: one of the directory, or a new one."""
        given = super().clean() or self.cleaned_data
        if "company" in given:
            given["to"] = self._visited(given["company"], given.get("commune", ""))
        return given

    def _visited(self, typed: str, commune: str) -> int | OrganisationFields | None:
        chosen = self.data.get("chosen", "")
        if chosen == _NEW:
            return self._new(typed, commune)
        number = _NUMBER.search(f"(n° {chosen})" if chosen else typed)
        known = get_visitable(self._scope, int(number[1])) if number else None
        if known is not None:
            return known.pk
        name = _NUMBER.sub("", typed).strip()
        near = list_visitable(self._scope, name)
        same = [each for each in near if fold(each.name) == fold(name)]
        if len(same) == 1 and not commune:
            return same[0].pk
        if near:
            self.near = near
            self.add_error("company", _("Est-ce l’une de celles-ci ?"))
            return None
        return self._new(name, commune)

    def _new(self, name: str, commune: str) -> OrganisationFields | None:
        """Return what is written of a company that is not in the directory: seen by its keepers."""
        if not commune:
            said = _("Elle n’est pas dans l’annuaire : dites sa commune, et elle y entre.")
            self.add_error("commune", said)
            return None
        try:
            seat = commune_of(commune)
        except ValidationError as unknown:
            self.add_error("commune", unknown)
            return None
        return OrganisationFields(
            name=name[:200],
            kind=OrganisationKind.COMPANY,
            seat=seat,
            visibility=Visibility.PRIVATE,
        )


class VisitChangeForm(_LinesForm):
    """A visit that is noted: its day and words changed, lines added."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)


def initial_of(visit: Visit) -> dict[str, Any]:
    """Return what the form of a visit begins with."""
    plain = ("visited_on", "met", "notes", "version")
    return {name: getattr(visit, name) for name in plain} | {"due_on": usual_due_day()}


def usual_due_day() -> Any:
    """Return the day for which a promise is made unless another is said."""
    return timezone.localdate() + USUAL_PROMISE


class PromiseForm(PageForm):
    """What becomes of a promise: the button that is pressed says which."""

    word = forms.CharField(
        label=PROMISE["word"],
        max_length=LONGEST_LINE,
        required=False,
        help_text=gettext_lazy("Ce qui a été fait, ou pourquoi cela change."),
    )
    due_on = forms.DateField(label=gettext_lazy("Nouveau jour"), required=False, widget=DayInput())
    keeper = forms.TypedChoiceField(label=PROMISE["promised_by"], coerce=int, required=False)

    def __init__(self, promise: Promise, colleagues: list[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {person.pk: person.display_name for person in colleagues}
        keeper = self.fields["keeper"]
        assert isinstance(keeper, forms.ChoiceField)
        keeper.choices = list(people.items())
        self.initial = {"due_on": promise.due_on, "keeper": promise.promised_by_id}


class ShowLineForm(PageForm):
    """A line that was private, shown with the agreement of the company."""

    visibility = forms.ChoiceField(
        label=gettext_lazy("Qui la lira"),
        choices=[
            (level, level.label)
            for level in (Visibility.PARTNERS, Visibility.TERRITORY, Visibility.PUBLIC)
        ],
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Comment l’entreprise a-t-elle donné son accord ?"),
        widget=forms.RadioSelect,
    )

    def __init__(self, channels: list[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = channels
