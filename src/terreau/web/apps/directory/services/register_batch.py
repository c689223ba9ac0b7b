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
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import is_within

_LONGEST = 200
# Of an organisation, not of one of its fields.
_WHOLE = (("", ("", "")),)
# By which one recognises an organisation that is new.
_TOLD_OF_NEW = ("naf", "seat", "headcount_class", "website")


@dataclass(frozen=True)
class Known:
    """The organisations of a batch that are in the directory, by what tells them."""

    by_siret: dict[str, Organisation]
    by_siren: dict[str, Organisation]
    by_name: dict[tuple[str, str], Organisation]

    def of(self, entry: Entry) -> Organisation | None:
        """Return the organisation of an entry: of its number, else of its name in its commune.

        A legal unit that has no SIRET here is its seat.
        """
        if entry.siret and (found := self.by_siret.get(entry.siret)):
            return found
        if entry.siren and (entry.is_head or not entry.siret):
            return self.by_siren.get(entry.siren)
        if entry.siren or entry.siret:
            return None
        return self.by_name.get((folded_name(entry.name), entry.said.get("seat", "")))


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

    def hides(self, organisation: Organisation) -> bool:
        """Whether who acts may not see an organisation."""
        if self.acting.is_operator:
            return False
        return not is_within(audience(self.acting.scope, organisation), organisation.visibility)

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
                siret=entry.siret,
                name=(organisation.name if organisation else entry.name)[:_LONGEST],
                field=name,
                before=before[:_LONGEST],
                after=after[:_LONGEST],
            )
            for name, (before, after) in changes
        ]


def known_of(part: Sequence[Entry]) -> Known:
    """Return the organisations of some entries that are here, held until the transaction ends."""
    every = Organisation.objects.select_for_update(of=("self",)).select_related(
        "seat", "register_record"
    )
    sirets = {entry.siret for entry in part if entry.siret}
    sirens = {entry.siren for entry in part if entry.siren}
    names = {folded_name(entry.name) for entry in part if not entry.siren and not entry.siret}
    return Known(
        {each.siret: each for each in every.filter(siret__in=sirets)},
        {each.siren: each for each in every.filter(siren__in=sirens, siret="")},
        {
            (each.folded_name, each.seat.code if each.seat else ""): each
            for each in every.filter(folded_name__in=names)
        },
    )


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
