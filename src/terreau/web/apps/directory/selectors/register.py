"""What registers said, as a reader may see it: beside an organisation, run by run, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q, QuerySet

from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.activities import activity_label
from terreau.web.apps.directory.enums import HeadcountClass, Register, RegisterOutcome
from terreau.web.apps.directory.labels import ORGANISATION
from terreau.web.apps.directory.models import Organisation, RegisterRecord
from terreau.web.apps.directory.outcomes import count_in_words
from terreau.web.apps.directory.permissions import (
    can_view_organisation,
    can_view_run,
    nothing_here,
)
from terreau.web.apps.directory.register import RegisterChange, RegisterRun
from terreau.web.apps.directory.register_rules import FOLLOWED
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.formatting import format_day


@dataclass(frozen=True)
class Contradiction:
    """A field in which somebody wrote otherwise than the register."""

    field: str
    label: str
    held: str
    said: str


@dataclass(frozen=True)
class RegisterSide:
    """What a register says of an organisation, as its page shows it.

    Parameters
    ----------
    source : str
        Which register.
    edition : str
        The day of what it said.
    seen_at : datetime
        When it was read.
    is_masked : bool
        Whether the unit asked not to be shown, or is a person.
    followed : list[str]
        Labels of the fields that come from it.
    contradictions : list[Contradiction]
        Where both values stand.
    """

    source: str
    edition: str
    seen_at: datetime
    is_masked: bool
    followed: list[str]
    contradictions: list[Contradiction]


@dataclass(frozen=True)
class ShownChange:
    """A row of a run in the reader's words."""

    row: RegisterChange
    field: str
    before: str
    after: str

    @property
    def is_kept(self) -> bool:
        """Whether what somebody wrote stays, whatever the register says."""
        return self.row.outcome == RegisterOutcome.CONTRADICTED


@dataclass(frozen=True)
class ToldOrganisation:
    """What a run did, or would do, of one organisation: its rows, one at least."""

    changes: list[ShownChange]

    @property
    def row(self) -> RegisterChange:
        """A row of it, for its name and its number."""
        return self.changes[0].row

    @property
    def perhaps(self) -> list[Organisation]:
        """The organisations that it may be, where that is not sure."""
        doubts = (each.row for each in self.changes if each.row.outcome == RegisterOutcome.MAYBE)
        return [row.organisation for row in doubts if row.organisation]

    @property
    def outcomes(self) -> list[str]:
        """What became of it, each said once."""
        return list(dict.fromkeys(str(each.row.get_outcome_display()) for each in self.changes))


def register_side(organisation: Organisation) -> RegisterSide | None:
    """Return what a register says of an organisation that the reader sees; None: in none."""
    record = RegisterRecord.objects.filter(organisation=organisation).first()
    if record is None:
        return None
    held = _held(organisation)
    seats = _seats((held["seat"], record.said.get("seat", "")))
    followed, contradictions = [], []
    for name in FOLLOWED:
        said = record.said.get(name, "")
        if not said or (record.is_masked and name == "name"):
            continue
        label = str(ORGANISATION[name])
        if fold(held[name]) == fold(said):
            followed.append(label)
        else:
            contradictions.append(
                Contradiction(
                    name, label, _shown(name, held[name], seats), _shown(name, said, seats)
                )
            )
    return RegisterSide(
        str(Register(record.register).label),
        record.edition,
        record.seen_at,
        record.is_masked,
        followed,
        contradictions,
    )


def _held(organisation: Organisation) -> dict[str, str]:
    held = {name: str(getattr(organisation, name) or "") for name in FOLLOWED if name != "seat"}
    return held | {"seat": organisation.seat.code if organisation.seat else ""}


def _seats(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of communes, by code."""
    found = Perimeter.objects.filter(kind=PerimeterKind.COMMUNE, code__in={*codes} - {""})
    return dict(found.values_list("code", "name"))


def _shown(name: str, value: str, seats: Mapping[str, str]) -> str:
    """Return a value in the reader's words."""
    if name == "headcount_class" and value in HeadcountClass.values:
        return str(HeadcountClass(value).label)
    if name == "closed_on" and value:
        return format_day(date.fromisoformat(value))
    if name == "naf":
        return activity_label(value)
    if name == "seat" and value in seats:
        return f"{seats[value]} ({value})"
    return value


def list_runs(scope: Scope, *, limit: int = 50) -> list[RegisterRun]:
    """Return the readings of registers that a reader may see, the newest first."""
    found = RegisterRun.objects.filter(can_view_run(scope)).select_related("perimeter", "asked_by")
    return list(found.defer("entries", "numbers")[:limit])


def get_run(scope: Scope, run_id: int) -> RegisterRun:
    """Return a reading of a register.

    Raises
    ------
    NotHere
        If there is none that the reader may see.
    """
    found = RegisterRun.objects.filter(can_view_run(scope), pk=run_id)
    run = found.select_related("perimeter", "asked_by").first()
    if run is None:
        raise nothing_here()
    return run


def list_changes(scope: Scope, run: RegisterRun, outcome: str = "") -> QuerySet[RegisterChange]:
    """Return what a run did, row by row, of the organisations that the reader sees."""
    seen = Organisation.objects.filter(can_view_organisation(scope))
    found = run.changes.filter(Q(organisation=None) | Q(organisation__in=seen))
    found = found.select_related("organisation")
    return found.filter(outcome=outcome) if outcome else found


def outcomes_of(run: RegisterRun) -> list[tuple[str, str]]:
    """Return each outcome of a run that counts somebody: its value, and how many in words."""
    counts: Mapping[str, int] = run.counts
    counted = ((outcome, counts.get(outcome.value, 0)) for outcome in RegisterOutcome)
    return [(outcome.value, count_in_words(outcome, count)) for outcome, count in counted if count]


def written_run(scope: Scope, trial: RegisterRun) -> RegisterRun | None:
    """Return the run by which what a trial said was written; None: it was not."""
    confirmed = trial.options.get("confirmed") if trial.is_trial else None
    if confirmed is None:
        return None
    return RegisterRun.objects.filter(can_view_run(scope), pk=confirmed).first()


def shown_changes(changes: Iterable[RegisterChange]) -> Iterator[ShownChange]:
    """Yield rows of a run in the reader's words; their communes are read at once."""
    rows = list(changes)
    values = [value for row in rows if row.field == "seat" for value in (row.before, row.after)]
    seats = _seats(values)
    for row in rows:
        label = str(ORGANISATION.get(row.field, ""))
        pair = (_shown(row.field, value, seats) for value in (row.before, row.after))
        before, after = pair
        if row.outcome == RegisterOutcome.MAYBE and row.organisation:
            after = row.organisation.name
        yield ShownChange(row, label, before, after)


def by_organisation(changes: Iterable[RegisterChange]) -> list[ToldOrganisation]:
    """Return rows of a run, those of one organisation together, as they follow one another.

    A line of a file is one; elsewhere its number tells it.
    """
    told = groupby(
        shown_changes(changes),
        lambda each: each.row.line or (each.row.organisation_id, each.row.siret),
    )
    return [ToldOrganisation(list(rows)) for _key, rows in told]


def shown_pairs(pairs: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    """Return fields with their two values in the reader's words."""
    seats = _seats(pairs.get("seat", ()))
    return [
        {
            "label": str(ORGANISATION[name]),
            "held": _shown(name, held, seats),
            "said": _shown(name, said, seats),
        }
        for name, (held, said) in pairs.items()
    ]


def known_sirets(scope: Scope, sirets: list[str]) -> dict[str, int]:
    """Return the organisations that the reader sees among some SIRET."""
    seen = Organisation.objects.filter(can_view_organisation(scope), siret__in=sirets)
    return dict(seen.values_list("siret", "pk"))
