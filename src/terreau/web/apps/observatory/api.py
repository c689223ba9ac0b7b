"""The observatory through the API: the profile of a territory and the datasets."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from terreau.datasets.licences import is_share_alike
from terreau.web.apps.observatory import exports, selectors, source_rows
from terreau.web.apps.observatory.datasets_held import list_all
from terreau.web.apps.observatory.figure_schemas import FigureOut
from terreau.web.apps.observatory.rules import Asked
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.covering import get_surroundings
from terreau.web.shared.api import REFUSALS, Code, Kind

router = Router(tags=["observatory"])


class PrintedOut(Schema):
    """A figure quoted from a source document."""

    label: str = Field(description="What the document counts")
    display: str = Field(description="The figure as the document gives it")
    year: int | None = Field(description="Year it describes")
    source: str = Field(description="The document and its date")
    note: str = Field(description="What the document adds")


class MissingOut(Schema):
    """A panel without a figure, and the source that would fill it."""

    key: str = Field(description="Name of the panel")
    title: str = Field(description="What the panel would show")
    reason: str = Field(description="Why it has no figure")
    source: str = Field(description="The source that would fill it")


class CertaintyOut(Schema):
    """Whether the sign of the local effect can be relied upon."""

    verdict: str = Field(
        description='"certain"; "size", the sign is stable and the size is not; or what overturns '
        "the sign: hidden, method, plant, sector"
    )
    label: str = Field(description="The same in the reader's words")
    sentence: str = Field(description="What it rests on")


class BasinOut(Schema):
    """A bassin de vie and its type."""

    code: str = Field(description="Code of the basin")
    name: str = Field(description="Its name")
    verdict: str = Field(
        description="traditional, former, new or other: industrial at both dates, then, now, never"
    )
    label: str = Field(description="The same in the reader's words")


class TypologyOut(Schema):
    """The type of a bassin de vie, or of those that a territory touches."""

    definition: str = Field(description="What industrial means here")
    left_out: int = Field(description="How many more basins the territory touches")
    basins: list[BasinOut] = Field(description="Itself, or those it touches, six at most")


class ProfileOut(Schema):
    """The profile of a territory."""

    kind: str = Field(description="Kind of the perimeter; list for one's own list")
    code: str = Field(description="Its code; of a list, its codes separated by commas")
    name: str = Field(description="Its name")
    version: str = Field(description="Version of the perimeter that is counted")
    is_example: bool = Field(description="Whether it belongs to the fictitious example country")
    sentence: str = Field(description="What the figures say, in one sentence")
    choice: dict[str, Any] | None = Field(
        description="Table, years and level chosen, and what could have been; null without figures"
    )
    certainty: CertaintyOut | None = Field(
        description="Whether the local effect can be relied upon; null where nothing was tried"
    )
    typology: TypologyOut | None = Field(
        description="Type of bassin de vie; null where no census says it"
    )
    figures: list[FigureOut] = Field(description="Every figure of the page")
    printed: list[PrintedOut] = Field(
        description="What source documents print of it; never computed with"
    )
    missing: list[MissingOut] = Field(description="Panels without a figure")
    warnings: list[str] = Field(description="What changes how the figures read")
    notes: list[str] = Field(description="What is good to know of the figures")


class DatasetOut(Schema):
    """One dataset of this installation."""

    id: str = Field(description="Identifier of the table")
    title: str = Field(description="Its title")
    publisher: str = Field(description="Who publishes it")
    licence: str = Field(description="Its licence")
    is_share_alike: bool = Field(
        description="Whether a database made from it must be given under the same licence"
    )
    vintage: str = Field(description="Its vintage, as its publisher names it")
    address: str = Field(description="Where it is published")
    country: str = Field(description="FR, or XX for the fictitious example country")
    content: str = Field(description="figures or perimeters")
    measure: str = Field(description="What is counted; empty for perimeters")
    note: str = Field(description="What its publisher says of what it counts")
    territory_kind: str = Field(description="Kind of the territories it names")
    geography: int | None = Field(
        description="Year of the geography of its codes, null where it is not said"
    )
    nomenclature: str | None = Field(
        description="Level of activities of its rows, null without sectors"
    )
    periods: list[int] = Field(description="Years it covers")
    absent: str = Field(description="What an absent cell means: zero, secret or missing")
    covers_nation: bool = Field(description="Whether its rows add up to the country")
    checksum: str = Field(description="Digest of what was imported")
    rows_kept: int = Field(description="Rows kept")
    rows_rejected: int = Field(description="Rows refused, each with its reason")
    territories: int = Field(description="How many territories it names")
    imported_at: str = Field(description="When it was imported, ISO 8601")


class EditionOut(Schema):
    """One published state of a source."""

    label: str = Field(description="What tells it from the others")
    file_name: str = Field(description="Official name of its file")
    address: str = Field(description="Where its publisher gives it; empty without lasting address")
    datasets: list[str] = Field(description="Identifiers of the tables held of it")


class CoverageOut(Schema):
    """How many territories of a kind a source covers here."""

    kind: str = Field(description="Kind of territory")
    covered: int = Field(description="How many have figures, of all their communes")
    partly: int = Field(description="How many have figures of some of their communes only")
    total: int | None = Field(
        description="How many there are; null where the source itself says it"
    )


class SourceOut(Schema):
    """An official source and where it stands here."""

    id: str = Field(description="Short name, what “terreau data pull” takes")
    title: str = Field(description="Its title")
    publisher: str = Field(description="Who publishes it")
    page: str = Field(description="Page of the publisher")
    licence: str = Field(description="Its licence")
    is_share_alike: bool = Field(
        description="Whether a database made from it must be given under the same licence"
    )
    proof: str = Field(
        description="What its reading was tried on: official (a whole official file), extract "
        "(a part of one) or description (never a real file)"
    )
    standing: str = Field(
        description="up_to_date, incomplete, newer_exists, never_brought, damaged, waiting, "
        "running, failed or interrupted"
    )
    sentence: str = Field(description="The same in the reader's words")
    imported_at: str | None = Field(
        description="When it was last imported, ISO 8601; null if never"
    )
    rows_rejected: int = Field(description="Rows refused, of all its tables")
    editions: list[EditionOut] = Field(description="Its editions, oldest first")
    coverage: list[CoverageOut] = Field(description="How much of the country it covers here")


@router.get(
    "/perimeters/{kind}/{code}/profile",
    response={200: ProfileOut} | REFUSALS,
    summary="Profile of a territory",
)
def get_profile(
    request: HttpRequest,
    kind: Kind,
    code: Code,
    *,
    source: Annotated[str, Query(description="Identifier of a dataset")] = "",
    start: Annotated[str, Query(alias="from", description="First year")] = "",
    end: Annotated[str, Query(alias="to", description="Last year")] = "",
    level: Annotated[str, Query(description="Level of activities: A5, A10, A17, A38, A88…")] = "",
    method: Annotated[
        str, Query(description="Method of the effects: dunn, chained, rest or esteban")
    ] = "",
) -> dict[str, Any]:
    """Give every figure of the profile page, in full precision, with its provenance.

    The kind is "list" for one's own list of communes and EPCI; the code is then
    the list of codes, separated by commas.
    """
    territory = territories.get_territory(kind=kind, code=code)
    asked = Asked(source=source, start=start, end=end, level=level, method=method)
    return exports.as_json(selectors.get_profile(get_surroundings(territory), asked))


@router.get(
    "/datasets",
    response={200: list[DatasetOut]} | REFUSALS,
    summary="Datasets of this installation",
)
def list_datasets(request: HttpRequest) -> list[dict[str, Any]]:
    """List the datasets, with their licence and the rows kept and rejected."""
    return [
        dataset.as_dict() | {"is_share_alike": is_share_alike(dataset.licence)}
        for dataset in list_all()
    ]


@router.get(
    "/sources",
    response={200: list[SourceOut]} | REFUSALS,
    summary="Official sources, and what is here",
)
def list_sources(request: HttpRequest) -> list[dict[str, Any]]:
    """List the official sources: their terms, their editions, where each stands here."""
    return [exports.source_as_json(row) for row in source_rows.list_rows()]
