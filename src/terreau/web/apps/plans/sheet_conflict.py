"""Two people who wrote of one sheet at once, as the form shows it: each field to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans.labels import SHEET
from terreau.web.apps.plans.models import ActionSheet
from terreau.web.apps.plans.selectors.plans import theme_choices
from terreau.web.apps.plans.services.sheets import SheetFields

_KEEP, _THEIRS = "keep_", "theirs"
# What the form asks of a field, where it is not one question of the same name.
_QUESTIONS = {
    "visibility": ("preset", "visibility"),
    "field_visibility": ("preset", "level_money", "level_risks", "level_discussion"),
}


@dataclass(frozen=True)
class Choice:
    """A field that two people changed, each otherwise."""

    name: str
    label: str
    mine: str
    theirs: str


def with_theirs(sent: QueryDict, now: Mapping[str, Any]) -> QueryDict:
    """Return what was sent, with what the other wrote in each field where that was chosen."""
    data = sent.copy()
    for key, value in sent.items():
        if not key.startswith(_KEEP) or value != _THEIRS:
            continue
        name = key.removeprefix(_KEEP)
        for question in _QUESTIONS.get(name, (name,)):
            if question in now:
                data[question] = _sent(now[question])
    return data


def choices_of(sheet: ActionSheet, written: SheetFields, conflict: VersionConflict) -> list[Choice]:
    """Return each field that both changed, as it was written here and as it stands now."""
    return [
        Choice(
            name,
            str(SHEET[name]),
            _in_words(sheet, name, getattr(written, name)),
            _in_words(sheet, name, getattr(sheet, name)),
        )
        for name in conflict.theirs
    ]


def _sent(held: Any) -> str:
    if held is None:
        return ""
    return str(getattr(held, "pk", held))


def _in_words(sheet: ActionSheet, name: str, held: Any) -> str:
    if not held:
        return ""
    if name == "field_visibility":
        return _("choisi point par point")
    if name == "theme_choice":
        return dict(theme_choices(sheet.plan)).get(held, str(held))
    choices = dict(getattr(ActionSheet._meta.get_field(name), "flatchoices", None) or ())
    return str(choices.get(held) or getattr(held, "name", held))
