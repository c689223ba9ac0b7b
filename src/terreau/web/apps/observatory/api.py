"""The observatory through the API: the profile of a territory and the datasets."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from terreau.web.apps.observatory import exports, selectors
from terreau.web.apps.observatory.datasets_held import list_all
from terreau.web.apps.observatory.rules import Asked
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.covering import get_surroundings
from terreau.web.shared.api import REFUSALS

router = Router(tags=["observatory"])


class ProvenanceOut(Schema):
    """Where a figure comes from and how to produce it again."""

    source: str
    dataset: str
    vintage: str
    licence: str
    geography: str
    absent: str
    coverage: str
    formula: str
    command: str
    is_example: bool


class FigureOut(Schema):
    """One figure; ``value`` in full precision, null where it is not known."""

    key: str
    label: str
    period: str
    value: float | None
    unit: str
    display: str
    provenance: ProvenanceOut


class PrintedOut(Schema):
    """A figure quoted from a source document."""

    label: str
    display: str
    year: int | None
    source: str
    note: str


class MissingOut(Schema):
    """A panel without a figure, and the source that would fill it."""

    key: str
    title: str
    reason: str
    source: str


class ProfileOut(Schema):
    """The profile of a territory."""

    kind: str
    code: str
    name: str
    version: str
    is_example: bool
    sentence: str
    choice: dict[str, Any] | None
    figures: list[FigureOut]
    printed: list[PrintedOut]
    missing: list[MissingOut]
    warnings: list[str]
    notes: list[str]


class DatasetOut(Schema):
    """One dataset of this installation."""

    id: str
    title: str
    publisher: str
    licence: str
    vintage: str
    address: str
    country: str
    content: str
    measure: str
    note: str
    territory_kind: str
    geography: int | None
    nomenclature: str | None
    periods: list[int]
    absent: str
    covers_nation: bool
    checksum: str
    rows_kept: int
    rows_rejected: int
    territories: int
    imported_at: str


@router.get(
    "/perimeters/{kind}/{code}/profile",
    response={200: ProfileOut} | REFUSALS,
    summary="Profile of a territory",
)
def get_profile(
    request: HttpRequest,
    kind: str,
    code: str,
    *,
    source: Annotated[str, Query(description="Identifier of a dataset")] = "",
    start: Annotated[str, Query(alias="from", description="First year")] = "",
    end: Annotated[str, Query(alias="to", description="Last year")] = "",
    level: Annotated[str, Query(description="Level of activities: A5, A10, A17, A38, A88…")] = "",
) -> dict[str, Any]:
    """Give every figure of the profile page, in full precision, with its provenance.

    `kind` is "list" for one's own list of communes and EPCI; `code` is then the
    list of codes, separated by commas.
    """
    territory = territories.get_territory(kind=kind, code=code)
    asked = Asked(source=source, start=start, end=end, level=level)
    return exports.as_json(selectors.get_profile(get_surroundings(territory), asked))


@router.get("/datasets", response=list[DatasetOut], summary="Datasets of this installation")
def list_datasets(request: HttpRequest) -> list[dict[str, Any]]:
    """List the datasets, with their licence and the rows kept and rejected."""
    return [dataset.as_dict() for dataset in list_all()]
