"""Two people who wrote at once, as the form shows it: who, when, and each field to choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.history_page import Line, get_history
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.enums import HeadcountClass, OrganisationKind
from terreau.web.apps.directory.forms import OrganisationForm
from terreau.web.apps.directory.labels import ORGANISATION
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.shared.visibility import Visibility

_KEEP = "keep_"
_THEIRS = "theirs"
# What is told by its key and shown by its name.
_HELD = ("seat", "group")
_CHOICES: dict[str, type[TextChoices]] = {
    "kind": OrganisationKind,
    "headcount_class": HeadcountClass,
    "visibility": Visibility,
}
# What the form asks of a field, where it is not one question of the same name.
_QUESTIONS = {"visibility": ("preset", "visibility"), "field_visibility": ("preset",)}


@dataclass(frozen=True)
class Choice:
    """A field that two people changed, each otherwise."""

    name: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Compared:
    """Who changed an organisation meanwhile and when, and what is to be chosen."""

    line: Line | None
    choices: tuple[Choice, ...]


def with_theirs(sent: QueryDict, now: Mapping[str, Any]) -> QueryDict:
    """Return what was sent, with what the other wrote in each field where that was chosen."""
    chosen = [
        name.removeprefix(_KEEP)
        for name, value in sent.items()
        if name.startswith(_KEEP) and value == _THEIRS
    ]
    return _written_over(sent, chosen, now)


def form_again(
    form: OrganisationForm, conflict: VersionConflict, now: Mapping[str, Any]
) -> OrganisationForm:
    """Return the form with what was typed, and what only the other changed: sent, it stands."""
    assert isinstance(form.data, QueryDict)
    data = _written_over(form.data, conflict.newer, now)
    data["version"] = str(conflict.version)
    again = OrganisationForm(data)
    again.is_valid()
    return again


def compared(
    scope: Scope, found: Organisation, form: OrganisationForm, conflict: VersionConflict
) -> Compared:
    """Return each field that differs, as it was written here and as it stands now."""
    written = form.fields_written()
    lines = get_history(scope, "organisation", str(found.pk)).lines
    return Compared(
        next(iter(lines), None),
        tuple(
            Choice(
                name,
                str(ORGANISATION[name]),
                _in_words(name, getattr(written, name)),
                _in_words(name, getattr(found, name) if name in _HELD else theirs),
            )
            for name, theirs in conflict.theirs.items()
        ),
    )


def _written_over(sent: QueryDict, names: Iterable[str], now: Mapping[str, Any]) -> QueryDict:
    data = sent.copy()
    for name in names:
        asked = _QUESTIONS.get(name, (name,))
        levels = [key for key in now if key.startswith("level_")]
        for question in (*asked, *(levels if name == "field_visibility" else ())):
            if question in now:
                data[question] = str(now[question] or "")
    return data


def _in_words(name: str, held: Any) -> str:
    if not held:
        return ""
    if name == "field_visibility":
        return _("choisi champ par champ")
    if held is True:
        return _("oui")
    if name in _CHOICES:
        return str(_CHOICES[name](held).label)
    return str(getattr(held, "name", held))
