"""The form of a line once more: with what its words say, or with what somebody else wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.forms import LineForm
from terreau.web.apps.knowhow.labels import KNOW_HOW
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.services.lines import told_fields
from terreau.web.apps.knowhow.tag_choices import values_of
from terreau.web.apps.knowhow.tags import words_of_told
from terreau.web.apps.knowhow.understanding import Understood, range_typed
from terreau.web.shared.visibility import Visibility

_KEEP = "keep_"
# What the form asks, where it is not one question of the same name.
_QUESTIONS = {"terms": "tags", "naf": "tags", "rome": "tags"}


@dataclass(frozen=True)
class LineChoice:
    """A field that two people changed, each otherwise."""

    name: str
    label: str
    mine: str
    theirs: str


def form_with(form: LineForm, unseen: Understood, line: KnowHow) -> LineForm:
    """Return the form with what its words say, ticked; sent again, it is kept."""
    data = _copy(form)
    values = values_of(unseen)
    data.setlist("tags", [*form.cleaned_data["tags"], *form.cleaned_data["more"], *values])
    data.setlist("offered", [*form.offered, *form.cleaned_data["more"], *values])
    ranges = [*form.cleaned_data["capacities"], *unseen.ranges]
    data["capacities"] = "\n".join(map(range_typed, ranges))
    data["more"] = ""
    data["read"] = form.cleaned_data["text"]
    return _bound(data, line)


def form_again(
    form: LineForm, conflict: VersionConflict, now: Mapping[str, Any], line: KnowHow
) -> LineForm:
    """Return the form with what was typed, and what only the other changed: sent, it stands."""
    data = _written_over(_copy(form), conflict.newer, now)
    data["version"] = str(conflict.version)
    return _bound(data, line)


def with_theirs(sent: QueryDict, now: Mapping[str, Any]) -> QueryDict:
    """Return what was sent, with what the other wrote in each field where that was chosen."""
    chosen = [
        name.removeprefix(_KEEP)
        for name, value in sent.items()
        if name.startswith(_KEEP) and value == "theirs"
    ]
    return _written_over(sent.copy(), chosen, now)


def choices_between(form: LineForm, conflict: VersionConflict) -> tuple[LineChoice, ...]:
    """Return each field that differs, as it was written here and as it stands now."""
    mine = told_fields(form.fields_written())
    return tuple(
        LineChoice(name, str(KNOW_HOW[name]), _in_words(name, mine[name]), _in_words(name, theirs))
        for name, theirs in conflict.theirs.items()
    )


def _written_over(data: QueryDict, names: Iterable[str], now: Mapping[str, Any]) -> QueryDict:
    for name in names:
        question = _QUESTIONS.get(name, name)
        if question == "tags":
            data.setlist("tags", now["tags"])
            data.setlist("offered", [*data.getlist("offered"), *now["tags"]])
        elif question in now:
            data[question] = str(now[question] or "")
    if "text" in names:
        data["read"] = str(now["text"])
    return data


def _in_words(name: str, held: str) -> str:
    if name == "kind":
        return str(KnowHowKind(held).label)
    if name == "visibility":
        return str(Visibility(held).label)
    if held and (name in _QUESTIONS or name == "capacities"):
        return words_of_told(name, held)
    return held


def _copy(form: LineForm) -> QueryDict:
    assert isinstance(form.data, QueryDict)
    return form.data.copy()


def _bound(data: QueryDict, line: KnowHow) -> LineForm:
    again = LineForm(data, line=line)
    again.is_valid()
    return again
