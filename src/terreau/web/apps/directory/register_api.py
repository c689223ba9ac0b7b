"""The register through the API: searched, one brought, a list brought, what became of it."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Field, Path, Query, Router, Schema

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api import Number
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.enums import Register
from terreau.web.apps.directory.idempotency import Key, once
from terreau.web.apps.directory.permissions import keeps_a_directory, nothing_here
from terreau.web.apps.directory.register import RegisterRun
from terreau.web.apps.directory.register_lists import read_numbers
from terreau.web.apps.directory.register_rules import entry_of
from terreau.web.apps.directory.selectors import organisations
from terreau.web.apps.directory.selectors.register import (
    get_run,
    known_sirets,
    list_changes,
    list_runs,
)
from terreau.web.apps.directory.services.register_requests import (
    confirm_run,
    register_api,
    request_list,
)
from terreau.web.apps.directory.services.register_single import bring_one, fresh_from_register
from terreau.web.shared.api import REFUSALS

router = Router(tags=["directory"])


class RegisterFoundOut(Schema):
    """An establishment that the register found."""

    siret: str = Field(description="Its number")
    name: str = Field(description="Its name; a neutral one where it may not be named")
    kind: str = Field(description="What it would be taken for: company, plant, epci…")
    naf: str = Field(description="Its activity")
    seat: str = Field(description="Code of its commune")
    headcount_class: str = Field(description="Band of headcount of INSEE; empty: not known")
    closed_on: str = Field(description="The day it closed; empty while it is active")
    is_masked: bool = Field(description="Whether it asked not to be shown, or is a person")
    organisation: int | None = Field(description="Its number in the directory, once it is there")


class RegisterFoundsOut(Schema):
    """What the register found."""

    total: int = Field(description="How many companies in all")
    establishments: list[RegisterFoundOut] = Field(description="Those of the first page")


class NumbersIn(Schema):
    """Numbers to bring from the register."""

    numbers: str = Field(description="SIREN and SIRET, whatever is between", max_length=400_000)
    is_trial: bool = Field(False, description="Whether to say only what it would do")


class RunOut(Schema):
    """A reading of a register."""

    id: int = Field(description="Its number")
    source: str = Field(description="sirene, search_api or file")
    state: str = Field(description="waiting, reading, writing, done, failed or interrupted")
    is_trial: bool = Field(description="Whether it only says what it would do")
    edition: str = Field(description="The day of what was read")
    counts: dict[str, int] = Field(description="Outcome → how many organisations")
    rejected: list[dict[str, Any]] = Field(description="Line, value, reason of what was not read")


class RegisterChangeOut(Schema):
    """What became of an organisation, or of one of its fields."""

    outcome: str = Field(description="new, changed, closed, contradicted, maybe, masked, same…")
    organisation: int | None = Field(description="Its number; null where it is not here")
    line: int = Field(description="Its line in the file of the territory; 0 elsewhere")
    siret: str = Field(description="Its SIRET")
    name: str = Field(description="Its name")
    field: str = Field(description="Which field; empty: all of it")
    before: str = Field(description="What it held")
    after: str = Field(description="What the register says")


class ReportOut(RunOut):
    """A reading of a register, with what changed."""

    total: int = Field(description="How many rows there are in all")
    changes: list[RegisterChangeOut] = Field(description="Row by row")


class PairOut(Schema):
    """A field, what it holds and what the register says."""

    field: str = Field(description="Which field")
    held: str = Field(description="What it holds")
    said: str = Field(description="What the register says")


class FreshOut(Schema):
    """What following the register would do of an organisation."""

    changes: list[PairOut] = Field(description="What would change")
    contradicted: list[PairOut] = Field(description="What stays, since somebody wrote otherwise")
    is_masked: bool = Field(description="Whether it asked not to be shown, or is a person")


@router.get(
    "/register/search", response={200: RegisterFoundsOut} | REFUSALS, summary="Search the register"
)
def search_register(
    request: ScopedRequest,
    q: Annotated[str, Query(description="Name, SIREN or SIRET", min_length=3, max_length=80)],
    commune: Annotated[str, Query(description="Code of a commune", max_length=5)] = "",
) -> dict[str, Any]:
    """Ask the public register of companies; for who keeps a directory."""
    if not keeps_a_directory(request.scope):
        raise nothing_here()
    found = register_api().search(q, communes=[commune] if commune else [])
    entries = [entry_of(each) for each in found.establishments]
    known = known_sirets(request.scope, [entry.siret for entry in entries])
    shown = [
        {
            "siret": entry.siret,
            "name": entry.name,
            "kind": entry.kind,
            "naf": entry.said["naf"],
            "seat": entry.said["seat"],
            "headcount_class": entry.said.get("headcount_class", ""),
            "closed_on": entry.said["closed_on"],
            "is_masked": entry.is_masked,
            "organisation": known.get(entry.siret),
        }
        for entry in entries
    ]
    return {"total": found.total, "establishments": shown}


@router.get("/register/runs", response={200: list[RunOut]} | REFUSALS, summary="Readings")
def list_register_runs(request: ScopedRequest) -> list[dict[str, Any]]:
    """Give the last readings of registers that the reader may see."""
    return [_run(run) for run in list_runs(request.scope)]


@router.get("/register/runs/{number}", response={200: ReportOut} | REFUSALS, summary="A reading")
def get_register_run(
    request: ScopedRequest,
    number: Number,
    outcome: Annotated[str, Query(description="Keep one outcome", max_length=12)] = "",
    limit: Annotated[int, Query(ge=1, le=1000, description="At most this many rows")] = 200,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="After this many")] = 0,
) -> dict[str, Any]:
    """Give a reading of a register, and what changed row by row."""
    run = get_run(request.scope, number)
    rows = list_changes(request.scope, run, outcome)
    changes = [
        {
            "outcome": row.outcome,
            "organisation": row.organisation_id,
            "line": row.line,
            "siret": row.siret,
            "name": row.name,
            "field": row.field,
            "before": row.before,
            "after": row.after,
        }
        for row in rows[offset : offset + limit]
    ]
    return _run(run) | {"total": rows.count(), "changes": changes}


@router.post("/register/runs", response={200: RunOut} | WRITE_REFUSALS, summary="Bring a list")
def post_register_run(request: ScopedRequest, body: NumbersIn, key: Key = "") -> dict[str, Any]:
    """Bring the organisations of a list of numbers; those of one's territories are added."""
    who = acting(request)

    def write() -> str:
        pasted = read_numbers(body.numbers)
        run = request_list(
            acting=who,
            register=Register.SEARCH_API,
            numbers=pasted.numbers,
            rejected=pasted.rejected,
            is_trial=body.is_trial,
        )
        return str(run.pk)

    return once(request, write, lambda made: _run(get_run(request.scope, int(made))))


@router.post(
    "/register/runs/{number}/confirm",
    response={200: RunOut} | WRITE_REFUSALS,
    summary="Write what a trial said",
)
def post_register_confirm(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Write what a trial said it would do; confirmed twice, it is written once."""
    who = acting(request)

    def write() -> str:
        return str(confirm_run(acting=who, run=get_run(who.scope, number)).pk)

    return once(request, write, lambda made: _run(get_run(request.scope, int(made))))


@router.post(
    "/register/establishments/{siret}",
    response={200: RunOut} | WRITE_REFUSALS,
    summary="Bring one establishment",
)
def post_establishment(
    request: ScopedRequest,
    siret: Annotated[str, Path(description="Its SIRET, or a SIREN for its seat", max_length=14)],
    key: Key = "",
) -> dict[str, Any]:
    """Bring an establishment in the directory, or follow the register where it is there."""
    who = acting(request)

    def write() -> str:
        return str(bring_one(acting=who, number=siret).pk)

    return once(request, write, lambda made: _run(get_run(request.scope, int(made))))


@router.get(
    "/organisations/{number}/register",
    response={200: FreshOut} | REFUSALS,
    summary="What the register says now",
)
def get_fresh(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Ask what the register says now of an organisation; nothing is written."""
    who = acting(request)
    found = organisations.get_changeable(who.scope, number)
    fresh = fresh_from_register(acting=who, organisation=found)
    return {
        "changes": _pairs(fresh.merged.changes),
        "contradicted": _pairs(fresh.merged.contradicted),
        "is_masked": fresh.entry.is_masked,
    }


def _pairs(pairs: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    return [{"field": n, "held": held, "said": said} for n, (held, said) in pairs.items()]


def _run(run: RegisterRun) -> dict[str, Any]:
    return {
        "id": run.pk,
        "source": run.register,
        "state": run.state,
        "is_trial": run.is_trial,
        "edition": run.edition,
        "counts": run.counts,
        "rejected": run.rejected,
    }
