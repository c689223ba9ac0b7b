"""What a program reads of money: the catalogue, what fits an organisation."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Field, Path, Query, Router, Schema

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.funding.api import schemas
from terreau.web.apps.funding.selectors.catalogue import (
    get_scheme,
    list_schemes,
    read_wanted,
    rows_of,
)
from terreau.web.apps.funding.selectors.fitting import fitting_of, get_organisation, subject_of
from terreau.web.shared.api import REFUSALS

router = Router(tags=["funding"])
_MOST = 200
Number = Annotated[int, Path(ge=1, le=2**62, description="Its number")]


class SchemeFilters(Schema):
    """What narrows the catalogue; an unknown choice is left out."""

    q: str = Field("", description="Words that a scheme holds", max_length=80)
    kind: str = Field("", description="As a scheme bears it", max_length=24)
    theme: str = Field("", description="Key of a theme", max_length=16)
    instrument: str = Field("", description="By which it pays", max_length=12)
    state: str = Field("", description="Whether it may be asked", max_length=12)
    country: str = Field("FR", description="FR, or XX: the example country", max_length=2)
    offset: int = Field(0, description="After this many", ge=0, le=1_000_000)


@router.get("/schemes", response={200: schemas.SchemesOut} | REFUSALS, summary="Schemes")
def list_all_schemes(request: ScopedRequest, filters: Query[SchemeFilters]) -> dict[str, Any]:
    """Give the schemes of a country, narrowed, what presses first."""
    names = {"q": "q", "kind": "sorte", "theme": "theme", "instrument": "instrument",
             "state": "etat", "country": "pays"}  # fmt: skip
    told = {word: str(getattr(filters, name)) for name, word in names.items()}
    found = list_schemes(request.scope, read_wanted(told))
    rows = rows_of(request.scope, list(found[filters.offset : filters.offset + _MOST]))
    return {"total": found.count(), "schemes": [schemas.scheme_as_json(row) for row in rows]}


@router.get(
    "/schemes/{number}", response={200: schemas.SchemeWholeOut} | REFUSALS, summary="One scheme"
)
def get_one_scheme(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give a scheme with its terms, those before, its calls and its links."""
    return schemas.scheme_as_whole_json(get_scheme(request.scope, number))


@router.get(
    "/organisations/{number}/fitting-schemes",
    response={200: schemas.FittingOut} | REFUSALS,
    summary="Schemes that fit an organisation",
)
def get_fitting_schemes(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give which schemes fit an organisation, to its members and its keepers."""
    organisation = get_organisation(request.scope, number)
    subject = subject_of(organisation)
    fitting = fitting_of(request.scope, subject)
    return {
        "stated": {key: subject.facts[key] for key in sorted(subject.stated)},
        "ask": [each.key for each in fitting.asked],
        "schemes": [schemas.fit_as_json(each) for each in fitting.schemes],
    }
