"""What registers said, as a reader may see it: beside an organisation, run by run, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format

from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.activities import activity_label
from terreau.web.apps.directory.enums import HeadcountClass, Register, RegisterOutcome
from terreau.web.apps.directory.labels import ORGANISATION
from terreau.web.apps.directory.models import Organisation, RegisterRecord
from terreau.web.apps.directory.permissions import (
    can_view_organisation,
    can_view_run,
    nothing_here,
)
from terreau.web.apps.directory.register import RegisterChange, RegisterRun
from terreau.web.apps.directory.register_rules import FOLLOWED
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter

# In the order of a report.
_REPORTED = tuple(RegisterOutcome)


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


def register_side(organisation: Organisation) -> RegisterSide | None:
    """Return what a register says of an organisation that the reader sees; None: in none."""
    record = RegisterRecord.objects.filter(organisation=organisation).first()
    if record is None:
        return None
    held = _held(organisation)
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
                Contradiction(name, label, _shown(name, held[name]), _shown(name, said))
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


def _shown(name: str, value: str) -> str:
    """Return a value in the reader's words."""
    if name == "headcount_class" and value in HeadcountClass.values:
        return str(HeadcountClass(value).label)
    if name == "closed_on" and value:
        return date_format(date.fromisoformat(value), "j F Y")
    if name == "naf":
        return activity_label(value)
    if name == "seat" and value:
        found = Perimeter.objects.filter(kind=PerimeterKind.COMMUNE, code=value).first()
        return f"{found.name} ({value})" if found else value
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
    return found.filter(outcome=outcome) if outcome else found


def outcomes_of(run: RegisterRun) -> list[tuple[str, str, int]]:
    """Return each outcome of a run that counts somebody: its value, its name and how many."""
    counts: Mapping[str, Any] = run.counts
    return [(o.value, str(o.label), counts[o.value]) for o in _REPORTED if counts.get(o.value)]


def shown_change(change: RegisterChange) -> dict[str, str]:
    """Return the field and the values of a row in the reader's words."""
    return {
        "field": str(ORGANISATION.get(change.field, "")),
        "before": _shown(change.field, change.before),
        "after": _shown(change.field, change.after),
    }


def shown_pairs(pairs: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    """Return fields with their two values in the reader's words."""
    return [
        {
            "label": str(ORGANISATION[name]),
            "held": _shown(name, held),
            "said": _shown(name, said),
        }
        for name, (held, said) in pairs.items()
    ]


def known_sirets(scope: Scope, sirets: list[str]) -> dict[str, int]:
    """Return the organisations that the reader sees among some SIRET."""
    seen = Organisation.objects.filter(can_view_organisation(scope), siret__in=sirets)
    return dict(seen.values_list("siret", "pk"))
