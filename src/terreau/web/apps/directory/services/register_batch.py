"""A part of what a register says, beside what the directory holds of the same organisations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.enums import Register, RegisterOutcome
from terreau.web.apps.directory.models import Organisation, RegisterRecord
from terreau.web.apps.directory.permissions import audience
from terreau.web.apps.directory.register import RegisterChange, RegisterRun
from terreau.web.apps.directory.register_rules import FOLLOWED, Entry, Merged
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.directory.services.register_known import Known, Match
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import is_within

_LONGEST = 200
# Of an organisation, not of one of its fields.
_WHOLE = (("", ("", "")),)
# By which one recognises an organisation that is new.
_TOLD_OF_NEW = ("naf", "seat", "headcount_class", "website")


@dataclass
class Batch:
    """What one transaction reads and writes."""

    run: RegisterRun
    acting: Acting
    may_keep: Callable[[Perimeter | None], bool]
    found: Known
    seats: dict[str, Perimeter]
    new: list[tuple[Organisation, Entry]] = field(default_factory=list)
    changed: list[tuple[Organisation, Merged]] = field(default_factory=list)
    records: list[RegisterRecord] = field(default_factory=list)
    rows: list[RegisterChange] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def match(self, entry: Entry) -> Match:
        """Return which organisation an entry is."""
        return self.found.of(entry, lambda each: self.may_keep(each.seat))

    @property
    def tells_all(self) -> bool:
        """Whether each line is told, what is as it was too: of a list, never of a whole stock."""
        return self.run.register != Register.SIRENE

    def tell_new(self, entry: Entry, organisation: Organisation | None = None) -> None:
        """Note that an organisation is new, and of a list what would be written of it."""
        if entry.is_masked:
            self.tell(RegisterOutcome.MASKED, entry, organisation)
            return
        said = [(name, ("", entry.said.get(name, ""))) for name in _TOLD_OF_NEW]
        told = [(name, pair) for name, pair in said if pair[1] and self.tells_all]
        self.tell(RegisterOutcome.NEW, entry, organisation, told or _WHOLE)

    def tell_doubt(self, entry: Entry, perhaps: Iterable[Organisation]) -> None:
        """Note that an organisation may be here already, and which it may be."""
        self.rows += [
            RegisterChange(
                run=self.run,
                organisation=each,
                outcome=RegisterOutcome.MAYBE,
                line=entry.line,
                siret=entry.siret,
                name=entry.name[:_LONGEST],
            )
            for each in perhaps
        ]

    def count(self, outcome: str) -> None:
        """Count an organisation."""
        self.counts[outcome] = self.counts.get(outcome, 0) + 1

    def tell(
        self,
        outcome: RegisterOutcome,
        entry: Entry,
        organisation: Organisation | None = None,
        changes: Iterable[tuple[str, tuple[str, str]]] = _WHOLE,
    ) -> None:
        """Note what became of an organisation, field by field."""
        self.rows += [
            RegisterChange(
                run=self.run,
                organisation=organisation,
                outcome=outcome,
                line=entry.line,
                siret=entry.siret,
                name=(organisation.name if organisation else entry.name)[:_LONGEST],
                field=name,
                before=before[:_LONGEST],
                after=after[:_LONGEST],
            )
            for name, (before, after) in changes
        ]


def is_hidden(acting: Acting, organisation: Organisation) -> bool:
    """Whether who acts may not see an organisation."""
    if acting.is_operator:
        return False
    return not is_within(audience(acting.scope, organisation), organisation.visibility)


def seats_of(part: Sequence[Entry]) -> dict[str, Perimeter]:
    """Return the communes of some entries, by code."""
    codes = {entry.said.get("seat", "") for entry in part}
    found = Perimeter.objects.filter(kind=PerimeterKind.COMMUNE, code__in=codes)
    return {each.code: each for each in found.order_by("-country")}


def held_by(organisation: Organisation) -> dict[str, str]:
    """Return what an organisation holds in the fields that registers tell, as they tell it."""
    held = {name: getattr(organisation, name) or "" for name in FOLLOWED}
    return held | {
        "seat": organisation.seat.code if organisation.seat else "",
        "closed_on": organisation.closed_on.isoformat() if organisation.closed_on else "",
    }


def set_said(
    seats: Mapping[str, Perimeter], organisation: Organisation, name: str, value: str
) -> None:
    """Write in a field what a register says; a commune that is not known moves nothing."""
    if name == "seat":
        organisation.seat = seats.get(value, organisation.seat)
    elif name == "closed_on":
        organisation.closed_on = day_of(value)
    else:
        setattr(organisation, name, value)
    if name == "name":
        organisation.folded_name = folded_name(value)


def day_of(text: str) -> date | None:
    """Return the day that a register wrote; None where it wrote none."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
