"""What a line of a file says otherwise than the sheet that is there, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.web.apps.plans.enums import Instrument, Part, SheetAct, SheetState, TaxBasis
from terreau.web.apps.plans.labels import SHEET
from terreau.web.apps.plans.models import ActionSheet
from terreau.web.apps.plans.rules.imported import Wanted, axis_of
from terreau.web.apps.plans.rules.lines import CostWritten, FundsWritten
from terreau.web.apps.plans.rules.workflow import (
    TRANSITIONS,
    Actor,
    Told,
    next_state,
    possible_acts,
)
from terreau.web.apps.plans.selectors.money import cost_said, funds_said
from terreau.web.shared.formatting import format_euros

# Fields that a file adds to, and takes nothing from.
ADDED_TO = ("participation", "milestone", "indicator", "risk", "comment")
_TEXTS = ("problem", "objectives", "description", "target_group", "place_name")


@dataclass(frozen=True)
class Difference:
    """A field that a file says otherwise.

    Parameters
    ----------
    name : str
        Of the field, as `SHEET` calls it.
    here : str
        What the sheet says, "" where it says nothing.
    there : str
        What the file says.
    may_be_taken : bool
        Whether the file's may be taken: a state that one act leads to, and all else.
    """

    name: str
    here: str
    there: str
    may_be_taken: bool = True

    @property
    def label(self) -> str:
        """What the field is called."""
        return str(SHEET[self.name])

    @property
    def is_added_to(self) -> bool:
        """Whether what the file says is added, and nothing goes."""
        return self.name in ADDED_TO


def differences(sheet: ActionSheet, wanted: Wanted) -> list[Difference]:
    """Return what a line says otherwise than a sheet; what the line does not say is no difference.

    Parameters
    ----------
    sheet : ActionSheet
        With its axis, theme, and ``seen_participations``, milestones, lines, indicators, risks,
        comments fetched.
    wanted : Wanted
        The line.
    """
    said = [
        Difference(name, here, there)
        for name, here, there in (*_plain(sheet, wanted), *_money(sheet, wanted))
        if there and _folded(here) != _folded(there)
    ]
    added = [
        Difference(name, "", "\n".join(there)) for name, there in _added(sheet, wanted) if there
    ]
    return [*said, *_state(sheet, wanted), *added]


def act_to(sheet: ActionSheet, wanted: SheetState) -> SheetAct | None:
    """Return the act by which a keeper may bring a sheet to a state without a committee; or None.

    Only what the table of states allows: a file changes no state otherwise than a person does.
    """
    state = SheetState(sheet.state)
    for act in possible_acts(state, {Actor.KEEPER}):
        if TRANSITIONS[act].must_say in (Told.COMMITTEE, Told.OTHER_SHEET):
            continue
        if act in (SheetAct.RESUME, SheetAct.REOPEN):
            continue
        if act is SheetAct.TELL and wanted not in (SheetState.UNKNOWN, SheetState.MERGED):
            return act
        if act is not SheetAct.TELL and next_state(state, act) is wanted:
            return act
    return None


def cost_in_words(line: CostWritten) -> str:
    """Say what a cost is planned to be."""
    head = f"{line.label} ({line.year})" if line.year else line.label
    return f"{head} : {format_euros(line.planned)}" if line.planned is not None else head


def funds_in_words(line: FundsWritten) -> str:
    """Say who gives how much, and how far it is."""
    stages = (
        (_("demandé"), line.requested),
        (_("accord de principe"), line.agreed),
        (_("obtenu"), line.obtained),
        (_("versé"), line.paid),
    )
    name = line.name or str(Instrument(line.instrument).label)
    head = f"{name} ({line.year})" if line.year else name
    told = ", ".join(f"{word} {format_euros(cents)}" for word, cents in stages if cents is not None)
    return f"{head} : {told}" if told else head


def parts_to_add(sheet: ActionSheet, wanted: Wanted) -> list[tuple[Part, str]]:
    """Return who the file puts on a sheet and who is not on it."""
    rows = sheet.seen_participations  # type: ignore[attr-defined]
    held = {(row.part, fold(row.name)) for row in rows}
    return [(part, name) for part, name in wanted.parts if (part, fold(name)) not in held]


def milestones_to_add(sheet: ActionSheet, wanted: Wanted) -> list[tuple[str, date]]:
    """Return the steps of the file that the sheet has not."""
    held = {(fold(row.title), row.due_on) for row in sheet.milestones.all()}
    return [(title, on) for title, on in wanted.milestones if (fold(title), on) not in held]


def missing(held: Iterable[str], told: Iterable[str]) -> list[str]:
    """Return what is told and not held, whatever its case."""
    known = {fold(text) for text in held}
    return [text for text in told if fold(text) not in known]


def _plain(sheet: ActionSheet, wanted: Wanted) -> Iterator[tuple[str, str, str]]:
    yield "title", sheet.title, wanted.title
    yield "code", sheet.code, wanted.code
    yield "axis", sheet.axis.title if sheet.axis else "", axis_of(wanted.axis)[1]
    yield "theme_choice", sheet.theme_label, wanted.theme
    for name in _TEXTS:
        yield name, getattr(sheet, name), wanted.texts.get(name, "")
    yield "starts_on", _day(sheet.starts_on), _day(wanted.starts_on)
    yield "ends_on", _day(sheet.ends_on), _day(wanted.ends_on)


def _money(sheet: ActionSheet, wanted: Wanted) -> Iterator[tuple[str, str, str]]:
    here = [cost_in_words(cost_said(line)) for line in sheet.cost_lines.all()]
    there = [cost_in_words(line) for line in wanted.costs]
    yield "cost_line", _sorted(here), _sorted(there)
    seen = {row.organisation_id for row in sheet.financing_lines.all() if row.organisation_id}
    funds = [funds_in_words(funds_said(line, seen)) for line in sheet.financing_lines.all()]
    yield "financing_line", _sorted(funds), _sorted(map(funds_in_words, wanted.funds))
    if wanted.tax_basis != TaxBasis.NOT_SAID:
        basis = str(TaxBasis(wanted.tax_basis).label)
        here_basis = "" if sheet.tax_basis == TaxBasis.NOT_SAID else sheet.get_tax_basis_display()
        yield "tax_basis", here_basis, basis


def _state(sheet: ActionSheet, wanted: Wanted) -> list[Difference]:
    if wanted.state in (SheetState.UNKNOWN, SheetState(sheet.state)):
        return []
    may_be_taken = act_to(sheet, wanted.state) is not None
    here = "" if sheet.state == SheetState.UNKNOWN else sheet.get_state_display()
    return [Difference("state", here, str(wanted.state.label), may_be_taken)]


def _added(sheet: Any, wanted: Wanted) -> Iterator[tuple[str, list[str]]]:
    yield "participation", [f"{part.label} : {name}" for part, name in parts_to_add(sheet, wanted)]
    steps = milestones_to_add(sheet, wanted)
    yield "milestone", [f"{title} ({_day(on)})" for title, on in steps]
    yield "indicator", missing((row.name for row in sheet.indicators.all()), wanted.indicators)
    yield "risk", missing((row.text for row in sheet.risks.all()), wanted.risks)
    told = [wanted.comment] if wanted.comment else []
    yield "comment", missing((row.text for row in sheet.comments.all()), told)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _sorted(lines: Iterable[str]) -> str:
    return "\n".join(sorted(lines))


def _folded(text: str) -> str:
    """Return a text as it is compared: as what is accepted is found again, accents apart."""
    return fold(text) or " ".join(text.split())
