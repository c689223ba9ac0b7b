"""What the API of the network takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema

from terreau.analytics.network import Figure, NetworkMeasures
from terreau.web.apps.network.models import CooperationSpace, Lasting
from terreau.web.apps.network.selectors.declared import WorksWith
from terreau.web.apps.network.selectors.spaces import SpaceShown


class LinkOut(Schema):
    """A membership or a supply, as declared."""

    id: int = Field(description="Its number")
    link: str = Field(description="adhesion or fourniture")
    first: int = Field(description="Number of the member, or of the supplier")
    second: int = Field(description="Number of the association, or of the customer")
    what: str = Field(description="What is supplied")
    valid_from: date = Field(description="First day")
    valid_to: date | None = Field(description="Last day")
    declared_by: int | None = Field(description="Number of the organisation that declared it")


class LinksOut(Schema):
    """With whom an organisation works, of what the reader sees."""

    links: list[LinkOut] = Field(description="Memberships, then supplies")
    spaces: list[int] = Field(description="Numbers of the cooperation spaces it takes part in")
    introduced: list[int] = Field(description="Numbers of those it was introduced to")


class LinkIn(Schema):
    """A membership or a supply of an organisation."""

    link: str = Field(description="member, supplies or supplied")
    other: int = Field(description="Number of the other organisation", ge=1, le=2**62)
    what: str = Field("", description="What is supplied", max_length=200)
    since: date = Field(description="First day")


class LastDayIn(Schema):
    """The last day of something."""

    on: date = Field(description="Last day")


class SpaceOut(Schema):
    """A cooperation space."""

    id: int = Field(description="Its number")
    name: str = Field(description="Its name")
    purpose: str = Field(description="What it is for")
    chain: str = Field(description="Key of its value chain")
    perimeter: str = Field(description="Its territory, as kind:code")
    visibility: str = Field(description="public, territory, partners or private")
    opened_on: date = Field(description="First day")
    closed_on: date | None = Field(description="Day it was closed")
    closing_reason: str = Field(description="Why it was closed")


class SpacesOut(Schema):
    """The spaces that the reader sees."""

    spaces: list[SpaceOut] = Field(description="Those that are open first")


class ParticipantOut(Schema):
    """An organisation in a space."""

    organisation: int = Field(description="Its number")
    valid_from: date = Field(description="First day")
    valid_to: date | None = Field(description="Last day")


class NoteOut(Schema):
    """Words left in a space."""

    organisation: int | None = Field(description="Number of who left them")
    text: str = Field(description="The words")
    written_on: date = Field(description="The day")


class SpaceWholeOut(SpaceOut):
    """A cooperation space with its participants and its notes."""

    participants: list[ParticipantOut] = Field(description="Those the reader sees")
    notes: list[NoteOut] = Field(description="The newest first")


class SpaceIn(Schema):
    """A cooperation space that opens."""

    name: str = Field(description="Its name", max_length=120)
    purpose: str = Field(description="What it is for", max_length=1000)
    perimeter: str = Field(description="Its territory, as kind:code", max_length=80)
    chain: str = Field("", description="Key of its value chain", max_length=24)
    visibility: str = Field("territory", description="public, territory, partners or private")


class JoinIn(Schema):
    """An organisation that takes part in a space."""

    organisation: int = Field(description="Its number", ge=1, le=2**62)
    since: date = Field(description="First day")


class NoteIn(Schema):
    """Words to leave in a space."""

    text: str = Field(description="The words", max_length=500)


class ClosingIn(Schema):
    """Why a space closes."""

    reason: str = Field(description="Why", max_length=300)


class NetworkFigureOut(Schema):
    """A measure with its interval and its place beside chance."""

    value: float | None = Field(description="The figure; null where it is not said")
    standing: str = Field(description="ok, undefined or too_few")
    lower: float | None = Field(description="Lower bound of the 95 % interval")
    upper: float | None = Field(description="Upper bound")
    expected: float | None = Field(description="Mean of the rewirings")
    z: float | None = Field(description="Distance to it, in their standard deviations")
    p: float | None = Field(description="Share of the rewirings at least as far")


class MeasuresOut(Schema):
    """The measures of ties of one nature on one day; there is no score."""

    asked: dict[str, str] = Field(description="What the measures were computed with")
    nature: str = Field(description="lived or planned")
    things: int = Field(description="How many things were done together")
    ties: int = Field(description="How many pairs are tied")
    whole: dict[str, NetworkFigureOut] = Field(description="Measures of the whole")
    by_group: dict[str, dict[str, NetworkFigureOut]] = Field(description="By group")
    by_actor: dict[str, dict[str, NetworkFigureOut]] = Field(
        description="By number of organisation"
    )


class NetworkOut(Schema):
    """The network of a territory before and after a season."""

    before: MeasuresOut = Field(description="On the first day")
    after: MeasuresOut = Field(description="On the last day")
    is_lock_in: bool | None = Field(description="Bonding up while openness falls")


class ActorsOut(Schema):
    """The actors of a value chain that the reader sees."""

    total: int = Field(description="How many there are in all")
    organisations: list[int] = Field(description="Their numbers, in the order of names")


def links_as_json(found: WorksWith) -> dict[str, Any]:
    """Return what is declared of an organisation."""
    joined = [*found.memberships, *found.members]
    given = [*found.supplies, *found.supplied]
    links = [
        _link(row, "adhesion", row.organisation_id, row.association_id, "") for row in joined
    ] + [_link(row, "fourniture", row.supplier_id, row.customer_id, row.what) for row in given]
    return {
        "links": links,
        "spaces": [row.space_id for row in found.spaces],
        "introduced": [
            row.seeks_id if row.offers_id == found.organisation_id else row.offers_id
            for row in found.introduced
        ],
    }


def _link(row: Lasting, link: str, first: int, second: int, what: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "link": link,
        "first": first,
        "second": second,
        "what": what,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "declared_by": row.declared_by_id,
    }


def space_as_json(space: CooperationSpace) -> dict[str, Any]:
    """Return a space of a list."""
    names = (
        "name", "purpose", "chain", "visibility", "opened_on", "closed_on", "closing_reason",
    )  # fmt: skip
    told = {name: getattr(space, name) for name in names}
    return told | {"id": space.pk, "perimeter": f"{space.perimeter.kind}:{space.perimeter.code}"}


def whole_space_as_json(shown: SpaceShown) -> dict[str, Any]:
    """Return a space with who takes part and what they said."""
    return space_as_json(shown.space) | {
        "participants": [
            {
                "organisation": row.organisation_id,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
            }
            for row in shown.participations
        ],
        "notes": [
            {
                "organisation": note.organisation.pk if note.organisation else None,
                "text": note.text,
                "written_on": note.written_at.date(),
            }
            for note in shown.notes
        ],
    }


def measures_as_json(found: NetworkMeasures) -> dict[str, Any]:
    """Return the measures of one day."""
    return {
        "asked": dict(found.asked),
        "nature": found.nature,
        "things": found.things,
        "ties": found.ties,
        "whole": {name: _figure(figure) for name, figure in found.whole.items()},
        "by_group": {
            group: {name: _figure(figure) for name, figure in figures.items()}
            for group, figures in found.by_group.items()
        },
        "by_actor": {
            key: {name: _figure(figure) for name, figure in figures.items()}
            for key, figures in found.by_actor.items()
        },
    }


def _figure(figure: Figure) -> dict[str, Any]:
    names = ("value", "lower", "upper", "expected", "z", "p")
    return {name: getattr(figure, name) for name in names} | {"standing": figure.standing.value}
