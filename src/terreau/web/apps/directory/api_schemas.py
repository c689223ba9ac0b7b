"""What the API of the directory takes and answers, and who may write by it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from terreau.web.apps.directory.models import Invitation, MandateRequest
from terreau.web.apps.directory.selectors.mandates import RoleHeld
from terreau.web.apps.directory.selectors.organisations import Shown
from terreau.web.shared.api import REFUSALS, Refusal

# Of every write: nobody is signed in, or the token does not allow it.
WRITE_REFUSALS: dict[int, type[Schema]] = REFUSALS | {403: Refusal, 409: Refusal}


class OrganisationOut(Schema):
    """An organisation; a field that the reader may not see is null, as one that is empty."""

    id: int = Field(description="Its number")
    name: str = Field(description="Its name")
    kind: str = Field(description="company, plant, epci, local_authority, state_service…")
    siren: str | None = Field(description="Its SIREN")
    siret: str | None = Field(description="Its SIRET, for an establishment")
    naf: str | None = Field(description="Code of its activity, in the NAF")
    activity: str | None = Field(description="Name of its activity, in the language of the answer")
    seat: str | None = Field(description="Code of the commune where it sits")
    email: str | None = Field(description="Its address, where it may be read")
    phone: str | None = Field(description="Its telephone, where it may be read")
    website: str | None = Field(description="Its site")
    description: str | None = Field(description="What it does")
    headcount_class: str | None = Field(description="Band of headcount of INSEE (11: 10 to 19)")
    group: int | None = Field(description="Number of its group, where the reader sees it")
    agrees_to_contact: bool = Field(description="Whether it agrees to be contacted")
    closed_on: date | None = Field(description="The day it closed; null while it is open")
    note: str | None = Field(description="Internal note, for its members and its territory")
    visibility: str = Field(description="public, territory, partners or private")
    version: int = Field(description="To be given back with a change")
    is_example: bool = Field(description="Whether it belongs to the fictitious example country")


class OrganisationsOut(Schema):
    """A page of the list."""

    total: int = Field(description="How many there are in all, at most 1000")
    is_cut: bool = Field(description="Whether there are more than that")
    organisations: list[OrganisationOut] = Field(description="In the order of names")


class OrganisationIn(Schema):
    """What is written of an organisation."""

    name: str = Field(description="Its name", max_length=200)
    kind: str = Field(description="company, plant, epci, local_authority, state_service…")
    seat: str = Field(description="Code of the commune where it sits", max_length=5)
    siren: str = Field("", description="Its SIREN", max_length=9)
    siret: str = Field("", description="Its SIRET", max_length=14)
    naf: str = Field("", description="Its activity", max_length=6)
    email: str = Field("", description="Its address", max_length=254)
    phone: str = Field("", description="Its telephone", max_length=20)
    website: str = Field("", description="Its site", max_length=200)
    description: str = Field("", description="What it does", max_length=2000)
    headcount_class: str = Field("", description="Band of headcount of INSEE", max_length=2)
    group: int = Field(0, description="Number of its group; 0: none", ge=0, le=2**62)
    agrees_to_contact: bool = Field(False, description="Whether it agrees to be contacted")
    closed_on: date | None = Field(None, description="The day it closed")
    note: str = Field("", description="Internal note", max_length=2000)
    visibility: str = Field("territory", description="public, territory, partners or private")
    field_visibility: dict[str, str] = Field(
        default_factory=dict, description="Field → level, of those that are narrower or wider"
    )


class OrganisationPatch(Schema):
    """What changes of an organisation; what is not given stays."""

    version: int = Field(description="What it was at when it was read", ge=1, le=2_000_000_000)
    name: str | None = Field(None, description="Its name", max_length=200)
    kind: str | None = Field(None, description="company, plant, epci…")
    seat: str | None = Field(None, description="Code of the commune where it sits", max_length=5)
    siren: str | None = Field(None, description="Its SIREN", max_length=9)
    siret: str | None = Field(None, description="Its SIRET", max_length=14)
    naf: str | None = Field(None, description="Its activity", max_length=6)
    email: str | None = Field(None, description="Its address", max_length=254)
    phone: str | None = Field(None, description="Its telephone", max_length=20)
    website: str | None = Field(None, description="Its site", max_length=200)
    description: str | None = Field(None, description="What it does", max_length=2000)
    headcount_class: str | None = Field(None, description="Band of headcount", max_length=2)
    group: int | None = Field(None, description="Number of its group; 0: none", ge=0, le=2**62)
    agrees_to_contact: bool | None = Field(None, description="Whether it agrees to be contacted")
    closed_on: date | None = Field(None, description="The day it closed")
    note: str | None = Field(None, description="Internal note", max_length=2000)
    visibility: str | None = Field(None, description="public, territory, partners or private")
    field_visibility: dict[str, str] | None = Field(None, description="Field → level")


class MandateOut(Schema):
    """A role held."""

    id: int = Field(description="Its number")
    role: str = Field(description="project_manager, duo_elected, facilitator, observer…")
    name: str | None = Field(description="Of its holder, where the reader may know it")
    valid_from: date = Field(description="First day")
    valid_to: date | None = Field(description="Last day; null until it is ended")


class MandateIn(Schema):
    """A mandate for somebody, who is invited by letter to take it."""

    email: str = Field(description="Address of the person", max_length=254)
    role: str = Field(description="project_manager, duo_elected, facilitator, observer…")
    until: date | None = Field(
        None, description="Last day; null until it is ended, or until yours is"
    )
    channel: str = Field("", description="How they asked: phone, paper, email, meeting; or empty")


class EndIn(Schema):
    """The end of a mandate."""

    reason: str = Field(description="Why it is done, in their words", max_length=300, min_length=1)
    on: date | None = Field(None, description="Last day; null: at once")
    without_successor: bool = Field(
        False, description="Whether it is known that nobody will manage the territory's project"
    )


class UntilIn(Schema):
    """The last day of a mandate, changed."""

    until: date | None = Field(None, description="Last day; null until it is ended")


class ExtensionIn(Schema):
    """A request to hold a mandate for longer."""

    reason: str = Field(description="Why it is done, in their words", max_length=1000, min_length=1)
    until: date | None = Field(None, description="Last day; null until it is ended")


class HandOverIn(Schema):
    """A mandate that passes to a successor, who has an account."""

    email: str = Field(description="Address of the successor", max_length=254)
    last_day: date = Field(description="Last day of who leaves; theirs begins the day after")
    reason: str = Field("", description="Why it is done, in their words", max_length=300)


class HeldForIn(Schema):
    """A request for a mandate: for a territory, or for an organisation."""

    role: str = Field(description="observer, facilitator, project_manager, organisation_member…")
    reason: str = Field(description="Why it is done, in their words", max_length=1000, min_length=1)
    kind: str = Field("", description="Kind of the territory")
    code: str = Field("", description="Code of the territory")
    organisation: int | None = Field(None, description="Number of the organisation", ge=1)
    until: date | None = Field(None, description="Last day; null until it is ended")


class AnswerIn(Schema):
    """An answer to a request."""

    is_accepted: bool = Field(description="Whether the mandate is given")
    answer: str = Field(
        "", description="A word for who asked; why, where it is refused", max_length=1000
    )
    until: date | None = Field(None, description="Last day, where it is to come before that asked")


class RequestOut(Schema):
    """A request for a mandate."""

    id: int = Field(description="Its number")
    role: str = Field(description="The role that is asked for")
    extends: int | None = Field(description="Number of the mandate to prolong; null for a new one")
    about: str = Field(description="Name of the territory or of the organisation")
    asked_by: str = Field(description="Who asks")
    reason: str = Field(description="Why it is done, in their words")
    state: str = Field(description="asked, accepted, refused, withdrawn or expired")
    expires_on: date = Field(description="Without an answer by this day it has expired")
    answer: str = Field(description="What was answered; may be empty")


class RequestsOut(Schema):
    """A page of requests."""

    total: int = Field(description="How many there are in all")
    requests: list[RequestOut] = Field(description="The newest first")


class InvitationOut(Schema):
    """An invitation to hold a mandate."""

    id: int = Field(description="Its number")
    role: str = Field(description="The role that is offered")
    about: str = Field(description="Name of the territory or of the organisation")
    email: str = Field(description="Address it was sent to")
    state: str = Field(description="sent, accepted, declined, withdrawn or expired")
    invited_at: datetime = Field(description="When it was sent first")
    expires_at: datetime = Field(description="When it serves no longer")


class InvitationsOut(Schema):
    """A page of invitations."""

    total: int = Field(description="How many there are in all")
    invitations: list[InvitationOut] = Field(description="The newest first")


def organisation_as_json(shown: Shown) -> dict[str, Any]:
    """Return an organisation as the API gives it."""
    seen = shown.seen
    optional = (
        "siren",
        "siret",
        "naf",
        "headcount_class",
        "closed_on",
        "email",
        "phone",
        "website",
        "description",
        "note",
    )
    return {
        "id": shown.pk,
        "name": seen["name"],
        "kind": seen["kind"],
        **{name: seen.get(name) or None for name in optional},
        "activity": shown.activity_name or None,
        "seat": shown.seat.code if shown.seat else None,
        "group": shown.group.pk if shown.group else None,
        "agrees_to_contact": seen["agrees_to_contact"],
        "visibility": seen["visibility"],
        "version": seen["version"],
        "is_example": shown.is_example,
    }


def role_as_json(row: RoleHeld) -> dict[str, Any]:
    """Return a role held as the API gives it."""
    mandate = row.mandate
    return {
        "id": mandate.pk,
        "role": mandate.role,
        "name": row.name or None,
        "valid_from": mandate.valid_from.isoformat(),
        "valid_to": mandate.valid_to and mandate.valid_to.isoformat(),
    }


def request_as_json(request: MandateRequest) -> dict[str, Any]:
    """Return a request as the API gives it."""
    return {
        "id": request.pk,
        "role": request.role,
        "extends": request.extends_id,
        "about": request.about.name,
        "asked_by": request.asked_by.display_name,
        "reason": request.reason,
        "state": request.state_today,
        "expires_on": request.expires_on.isoformat(),
        "answer": request.answer,
    }


def invitation_as_json(invitation: Invitation) -> dict[str, Any]:
    """Return an invitation as the API gives it; never its secret."""
    return {
        "id": invitation.pk,
        "role": invitation.role,
        "about": invitation.about.name,
        "email": invitation.email,
        "state": invitation.state_today,
        "invited_at": invitation.invited_at.isoformat(),
        "expires_at": invitation.expires_at.isoformat(),
    }
