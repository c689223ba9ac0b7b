"""What the API of contacts, referents and mailings takes and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from terreau.web.apps.directory.mailing import Mailing
from terreau.web.apps.directory.selectors.contacts import ShownContact
from terreau.web.apps.directory.selectors.mailings import name_of_sender
from terreau.web.apps.directory.selectors.referents import Referent


class ContactOut(Schema):
    """A contact of an organisation; a field that the reader may not see is null."""

    id: int = Field(description="Its number")
    role: str = Field(description="referent, pilot or contact")
    name: str = Field(description="Their name")
    job: str | None = Field(description="What they do there")
    email: str | None = Field(description="Their address, where it may be read")
    phone: str | None = Field(description="Their telephone, where it may be read")
    visibility: str = Field(description="Who sees their name: public, territory, partners, private")
    agreed_on: date | None = Field(description="The day they agreed; null while they have not")
    expires_on: date = Field(description="The last day it is kept without being said again")
    version: str = Field(description="To be given back with a change")


class ContactIn(Schema):
    """What is written of a contact: nothing else is kept."""

    role: str = Field(description="referent, pilot or contact")
    name: str = Field(description="Their name", max_length=120)
    job: str = Field("", description="What they do there", max_length=120)
    email: str = Field("", description="Their address", max_length=254)
    phone: str = Field("", description="Their telephone", max_length=20)
    visibility: str = Field("partners", description="territory, partners or private")
    reach_visibility: str = Field(
        "partners", description="Who sees the address and the telephone: never more than the name"
    )
    channel: str = Field(
        "", description="How they agreed: phone, paper, email, meeting; empty: a letter asks them"
    )
    said_on: date | None = Field(None, description="The day they agreed, with its channel")


class ContactChangeIn(ContactIn):
    """A contact, written again whole."""

    version: str = Field(description="What it was at when it was read", max_length=64)


class DeletedOut(Schema):
    """What was deleted."""

    id: int = Field(description="Its number, which is of nothing any more")


class ReferentOut(Schema):
    """A line of the register: a role in a territory, held or not."""

    role: str = Field(description="project_manager, duo_elected, facilitator, state_referent…")
    kind: str = Field(description="Kind of the territory")
    code: str = Field(description="Code of the territory")
    territory: str = Field(description="Its name")
    region: str = Field(description="Code of its region")
    phase: str = Field(description="Phase of the programme, of a TI; empty of a region")
    name: str | None = Field(description="Of who holds it, where the reader may know it")
    since: date | None = Field(description="First day of the mandate; null: nobody holds it")
    is_missing: bool = Field(description="Whether nobody holds it")
    mandate: int | None = Field(description="By which the reader may write to who holds it")


class ReferentsOut(Schema):
    """A page of the register."""

    total: int = Field(description="How many lines there are in all: a role, who holds it")
    referents: list[ReferentOut] = Field(description="By territory, then by role")


class MessageIn(Schema):
    """A few words to somebody."""

    text: str = Field(description="What is said", max_length=2000)
    shows_address: bool = Field(
        False, description="Whether who writes shows their address, for the answer"
    )


class MessageOut(Schema):
    """A message that left, unless its reader takes none; what it says is not kept."""

    id: int = Field(description="Its number")


class MailingIn(Schema):
    """A letter to those who act in a territory."""

    perimeter: str = Field(description="In whose name, as kind:code", max_length=80)
    part: str = Field(
        "", description="Where its readers act, as kind:code; empty: everywhere", max_length=80
    )
    roles: list[str] = Field(
        default_factory=list, description="Roles of its readers", max_length=20
    )
    has_contacts: bool = Field(
        False, description="Whether contacts of organisations are written to"
    )
    spares_loaded: bool = Field(
        True, description="Whether organisations that were asked enough are left in peace"
    )
    subject: str = Field(description="Its subject", max_length=120)
    text: str = Field(description="Its text", max_length=8000)


class MailingOut(Schema):
    """A mailing: counts, never who received it nor who read it."""

    id: int = Field(description="Its number")
    subject: str = Field(description="Its subject")
    text: str = Field(description="Its text; empty once who signed it is erased")
    sender: str | None = Field(description="Who wrote it")
    territory: str = Field(description="In whose name")
    written_at: datetime = Field(description="When it was written")
    reader_count: int = Field(description="To how many it was written")
    sent_count: int = Field(description="How many letters left")
    left_count: int = Field(description="How many had left these letters by then")


class PreviewOut(Schema):
    """What a mailing would be; nothing is sent."""

    reader_count: int = Field(description="How many would receive it")
    left_count: int = Field(description="How many more left these letters")
    loaded: list[str] = Field(description="Organisations asked enough this quarter")
    letter: str = Field(description="The letter as it arrives")


def contact_as_json(row: ShownContact) -> dict[str, Any]:
    """Return a contact as the API answers it: of what the reader may see."""
    seen = {name: row.seen.get(name) or None for name in ("job", "email", "phone")}
    contact = row.contact
    return seen | {
        "id": contact.pk,
        "role": contact.role,
        "name": row.seen["name"],
        "visibility": contact.visibility,
        "agreed_on": contact.agreed_on,
        "expires_on": contact.expires_on,
        "version": contact.shown_digest,
    }


def referent_as_json(row: Referent) -> dict[str, Any]:
    """Return a line of the register as the API answers it."""
    return {
        "role": row.role.value,
        "kind": row.perimeter.kind,
        "code": row.perimeter.code,
        "territory": row.perimeter.name,
        "region": row.region_code,
        "phase": row.phase,
        "name": row.name or None,
        "since": row.since,
        "is_missing": row.is_missing,
        "mandate": row.write_to,
    }


def mailing_as_json(mailing: Mailing) -> dict[str, Any]:
    """Return a mailing as the API answers it."""
    told = ("subject", "text", "written_at", "reader_count", "sent_count", "left_count")
    return {name: getattr(mailing, name) for name in told} | {
        "id": mailing.pk,
        "sender": name_of_sender(mailing) or None,
        "territory": mailing.perimeter.name,
    }
