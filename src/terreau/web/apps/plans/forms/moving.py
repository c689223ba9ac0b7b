"""An act that changes the state of a sheet, with what it must say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.enums import SheetAct, SheetState
from terreau.web.apps.plans.forms.sheet import day_field
from terreau.web.apps.plans.models import ActionSheet
from terreau.web.apps.plans.rules.workflow import CLOSED, TELLABLE, TRANSITIONS, Told
from terreau.web.apps.plans.services.moving import Move, committee_name, committees_of
from terreau.web.shared.forms import PageForm


class MoveForm(PageForm):
    """The day of an act, why, and what it must say."""

    on = day_field(_("Le"), is_required=True, initial=timezone.localdate)
    committee = forms.TypedChoiceField(label=_("Validée par"), coerce=int, empty_value=None)
    into = forms.TypedChoiceField(label=_("Fusionnée dans"), coerce=int, empty_value=None)
    told = forms.ChoiceField(label=_("Où en est-elle aujourd’hui ?"))
    reason = forms.CharField(
        label=_("Pourquoi"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, sheet: ActionSheet, act: SheetAct, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._act = act
        must_say = TRANSITIONS[act].must_say
        for name, told in (
            ("committee", Told.COMMITTEE),
            ("into", Told.OTHER_SHEET),
            ("told", Told.STATE),
        ):
            if must_say is not told:
                del self.fields[name]
        self.fields["reason"].required = must_say is Told.REASON
        if "committee" in self.fields:
            del self.fields["on"]  # a sheet is validated the day of its committee
            held = committees_of(sheet)[:50]
            self._offer("committee", [(each.pk, committee_name(each)) for each in held])
        if "into" in self.fields:
            others = sheet.plan.sheets.exclude(pk=sheet.pk).exclude(state__in=CLOSED)
            self._offer("into", [(each.pk, str(each)) for each in others])
        if "told" in self.fields:
            known = [state for state in SheetState if state in TELLABLE]
            self._offer("told", [(state.value, state.label) for state in known])

    @property
    def lacks_committee(self) -> bool:
        """Whether a committee must be said, and none may have validated the sheet."""
        return "committee" in self.fields and len(self.fields["committee"].choices) == 1  # type: ignore[attr-defined]

    @property
    def move(self) -> Move:
        """What the service takes."""
        said = self.cleaned_data
        return Move(
            self._act,
            on=said.get("on"),
            reason=said["reason"],
            committee_id=said.get("committee"),
            into_id=said.get("into"),
            told=said.get("told", ""),
        )

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = [("", _("Choisir")), *choices]  # type: ignore[attr-defined]
