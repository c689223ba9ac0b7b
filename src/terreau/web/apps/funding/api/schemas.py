"""What the API of schemes takes and answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from terreau.web.apps.funding.models import Call, SchemeVersion
from terreau.web.apps.funding.selectors.catalogue import SchemeRow, SchemeShown
from terreau.web.apps.funding.selectors.fitting import FittingScheme

_KIND = (
    "grant, call, expression_of_interest, loan, equity, engineering, service, patronage, "
    "programme, network or rule"
)
_THEME = "Key of a theme of the programme; empty of none"
_INSTRUMENT = "grant, loan, advance, guarantee, equity or in_kind"
_RECURRENCE = "not_said, permanent, recurring or one_off"
_RULE = "As terreau eligibility reads it; null where nobody wrote it"


class OfferedTerms(Schema):
    """What is offered by one instrument."""

    instrument: str = Field(description=_INSTRUMENT, max_length=12)
    rate_from: Decimal | None = Field(None, description="Percent", max_digits=5, decimal_places=2)
    rate_to: Decimal | None = Field(None, description="Percent", max_digits=5, decimal_places=2)
    floor_eur_cents: int | None = Field(None, description="In cents", ge=0, le=10**15)
    ceiling_eur_cents: int | None = Field(None, description="In cents", ge=0, le=10**15)


class OfferOut(Schema):
    """What is offered by one instrument."""

    instrument: str = Field(description=_INSTRUMENT)
    rate_from: float | None = Field(description="Percent")
    rate_to: float | None = Field(description="Percent")
    floor_eur_cents: int | None = Field(description="In cents")
    ceiling_eur_cents: int | None = Field(description="In cents")


class SchemeOut(Schema):
    """A scheme in the catalogue."""

    id: int = Field(description="Its number")
    name: str = Field(description="Its name")
    kind: str = Field(description=_KIND)
    theme: str = Field(description=_THEME)
    state: str = Field(description="closing, open, coming, not_said, closed or history")
    deadline_on: date | None = Field(description="The next day by which to ask")
    operators: str = Field(description="Who runs it")
    funders: str = Field(description="Who pays")
    place: str | None = Field(description="kind:code of where it is offered; null: everywhere")
    instruments: list[str] = Field(description=_INSTRUMENT)
    recurrence: str = Field(description=_RECURRENCE)
    contact: str = Field(description="Whom to ask")
    origin: str = Field(description="written, printed or imported")
    source: str = Field(description="The document that prints it, or empty")
    source_date: str = Field(description="Its date, as the document bears it")
    version: int = Field(description="To give back when it is changed")


class SchemesOut(Schema):
    """Schemes that answer what is asked, what presses first."""

    total: int = Field(description="How many there are")
    schemes: list[SchemeOut] = Field(description="Two hundred at most")


class SchemeCallOut(Schema):
    """A time when a scheme takes files."""

    id: int = Field(description="Its number")
    scheme: int = Field(description="Number of its scheme")
    title: str = Field(description="Its title")
    opens_on: date | None = Field(description="First day")
    predeposit_on: date | None = Field(description="Last day of a pre-deposit")
    deadline_on: date | None = Field(description="Last day")
    decision_on: date | None = Field(description="When an answer is expected")
    follows: int | None = Field(description="The call that it comes back after")
    version: int = Field(description="To give back when it is changed")


class TermsOut(Schema):
    """The terms of a scheme from a day on."""

    number: int = Field(description="1, 2, 3…")
    starts_on: date | None = Field(description="First day they hold")
    ends_on: date | None = Field(description="Last day they hold")
    summary: str = Field(description="In some words")
    beneficiaries: str = Field(description="For whom")
    eligible_costs: str = Field(description="What is paid for")
    conditions: str = Field(description="On what conditions")
    own_share: float | None = Field(description="Percent that the applicant pays")
    tax_basis: str = Field(description="not_said, before_tax or after_tax")
    rule: Any = Field(description=_RULE)
    offers: list[OfferOut] = Field(description="One an instrument; they never add up")
    printed: dict[str, Any] = Field(description="As a document prints it; empty of others")
    what_changed: str = Field(description="In some words")


class SchemeWholeOut(SchemeOut):
    """A scheme with its terms, its calls and its links."""

    terms: TermsOut = Field(description="The present ones")
    earlier: list[TermsOut] = Field(description="Those before, the last first")
    calls: list[SchemeCallOut] = Field(description="Those to come first")
    links: list[str] = Field(description="Where more is said")
    may_change: bool = Field(description="Whether the reader writes it")


class SchemeCallIn(Schema):
    """A call, as it is written."""

    title: str = Field(description="Its title", max_length=400)
    opens_on: date | None = Field(None, description="First day")
    predeposit_on: date | None = Field(None, description="Last day of a pre-deposit")
    deadline_on: date | None = Field(None, description="Last day")
    decision_on: date | None = Field(None, description="When an answer is expected")


class SchemeCallAdded(SchemeCallIn):
    """A call to add."""

    follows: int | None = Field(None, description="The call that it comes back after", ge=1,
                                le=2**62)  # fmt: skip


class SchemeCallPut(SchemeCallIn):
    """A call to change."""

    version: int = Field(description="As it was read", ge=0, le=2**31 - 1)


class SchemeCallsOut(Schema):
    """The calls of a scheme."""

    calls: list[SchemeCallOut] = Field(description="Those to come first")


class TermsIn(Schema):
    """The terms of a scheme, as they are written."""

    starts_on: date | None = Field(None, description="First day they hold")
    ends_on: date | None = Field(None, description="Last day they hold")
    summary: str = Field("", description="In some words", max_length=8000)
    beneficiaries: str = Field("", description="For whom", max_length=8000)
    eligible_costs: str = Field("", description="What is paid for", max_length=8000)
    conditions: str = Field("", description="On what conditions", max_length=8000)
    own_share: Decimal | None = Field(None, description="Percent", max_digits=5, decimal_places=2)
    tax_basis: str = Field("not_said", description="not_said, before_tax or after_tax",
                           max_length=12)  # fmt: skip
    rule: Any = Field(None, description=_RULE)
    offers: list[OfferedTerms] = Field([], description="One an instrument", max_length=6)
    what_changed: str = Field("", description="In some words", max_length=600)


class SchemeIn(Schema):
    """A scheme, as it is written."""

    name: str = Field(description="Its name", max_length=400)
    kind: str = Field(description=_KIND, max_length=24)
    theme: str = Field("", description=_THEME, max_length=16)
    operator: int | None = Field(None, description="Number of the organisation that runs it", ge=1,
                                 le=2**62)  # fmt: skip
    operator_names: str = Field("", description="Who runs it, in words", max_length=600)
    funder_names: str = Field("", description="Who pays", max_length=600)
    place: str | None = Field(None, description="kind:code; null: everywhere", max_length=60)
    country: str = Field("FR", description="Of which country", max_length=2)
    recurrence: str = Field("not_said", description=_RECURRENCE, max_length=12)
    contact: str = Field("", description="Whom to ask", max_length=600)
    links: list[str] = Field([], description="Where more is said", max_length=20)
    terms: TermsIn = Field(TermsIn(), description="The terms")  # type: ignore[call-arg]


class SchemePut(SchemeIn):
    """A scheme to change."""

    version: int = Field(description="As it was read", ge=0, le=2**31 - 1)


class FitOut(Schema):
    """A scheme and whether it fits."""

    scheme: SchemeOut = Field(description="The scheme")
    fit: str = Field(description="yes, no or unknown")
    failing: list[dict[str, Any]] = Field(description="Of a no: the conditions that fail")
    missing: list[str] = Field(description="Of an unknown: the fewest facts that could settle it")
    has_rule: bool = Field(description="Whether its terms say whom it fits at all")


class FittingOut(Schema):
    """Which schemes fit an organisation."""

    stated: dict[str, Any] = Field(description="What it said of itself, by fact")
    ask: list[str] = Field(description="The facts to ask, those that settle the most first")
    schemes: list[FitOut] = Field(description="Those that fit, then unknown, then not")


class StatedIn(Schema):
    """What an organisation says of itself."""

    stated: dict[str, str | int | bool | None] = Field(
        description="Fact → what is said; null takes it back"
    )


def scheme_as_json(row: SchemeRow) -> dict[str, Any]:
    """Return a scheme as the API gives it."""
    scheme = row.scheme
    place = scheme.perimeter
    return {
        "id": scheme.pk,
        "name": scheme.name,
        "kind": scheme.kind,
        "theme": scheme.theme,
        "state": str(row.state),
        "deadline_on": row.deadline_on,
        "operators": row.operators,
        "funders": scheme.funder_names,
        "place": f"{place.kind}:{place.code}" if place else None,
        "instruments": [str(each) for each in row.instruments],
        "recurrence": scheme.recurrence,
        "contact": scheme.contact,
        "origin": scheme.origin,
        "source": scheme.source_title,
        "source_date": scheme.source_date,
        "version": scheme.version,
    }


def scheme_as_whole_json(shown: SchemeShown) -> dict[str, Any]:
    """Return a scheme with all that its page shows."""
    return scheme_as_json(shown.row) | {
        "terms": _terms_as_json(shown.version),
        "earlier": [_terms_as_json(each) for each in shown.earlier],
        "calls": [call_as_json(each) for each in shown.calls],
        "links": [each.url for each in shown.scheme.links.all()],
        "may_change": shown.may_change,
    }


def call_as_json(call: Call) -> dict[str, Any]:
    """Return a call as the API gives it."""
    names = ("title", "opens_on", "predeposit_on", "deadline_on", "decision_on", "version")
    told = {name: getattr(call, name) for name in names}
    return told | {"id": call.pk, "scheme": call.scheme_id, "follows": call.follows_id}


def fit_as_json(found: FittingScheme) -> dict[str, Any]:
    """Return whether a scheme fits as the API gives it."""
    return {
        "scheme": scheme_as_json(found.row),
        "fit": str(found.fit),
        "failing": list(found.failing),
        "missing": list(found.missing),
        "has_rule": found.has_rule,
    }


def _terms_as_json(version: SchemeVersion) -> dict[str, Any]:
    names = (
        "number", "starts_on", "ends_on", "summary", "beneficiaries", "eligible_costs",
        "conditions", "own_share", "tax_basis", "rule", "printed", "what_changed",
    )  # fmt: skip
    offered = ("instrument", "rate_from", "rate_to", "floor_eur_cents", "ceiling_eur_cents")
    return {name: getattr(version, name) for name in names} | {
        "offers": [{name: getattr(each, name) for name in offered} for each in version.offers.all()]
    }
