"""Contacts of an organisation through the API, by the same services as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import Router

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api import Number
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.contact_forms import ConsentBy, ContactForm
from terreau.web.apps.directory.idempotency import Key, once
from terreau.web.apps.directory.people_schemas import (
    ContactChangeIn,
    ContactIn,
    ContactOut,
    DeletedOut,
    contact_as_json,
)
from terreau.web.apps.directory.selectors import contacts as selectors
from terreau.web.apps.directory.selectors import organisations
from terreau.web.apps.directory.services import contacts
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.shared.api import REFUSALS

router = Router(tags=["directory"])


@router.get(
    "/organisations/{number}/contacts",
    response={200: list[ContactOut]} | REFUSALS,
    summary="Contacts of an organisation",
)
def list_contacts(request: ScopedRequest, number: Number) -> list[dict[str, Any]]:
    """Give the contacts that the reader may see, of what they may read of each."""
    organisation = organisations.get_visible(request.scope, number)
    return [contact_as_json(row) for row in selectors.list_contacts(request.scope, organisation)]


@router.post(
    "/organisations/{number}/contacts",
    response={200: ContactOut} | WRITE_REFUSALS,
    summary="Add a contact",
)
def post_contact(
    request: ScopedRequest, number: Number, body: ContactIn, key: Key = ""
) -> dict[str, Any]:
    """Add a contact, who is asked by letter or has said that they agree."""
    who = acting(request)

    def write() -> str:
        organisations.get_changeable(request.scope, number)
        form = _form(body)
        added = contacts.add_contact(
            acting=who, organisation_id=number, written=form.fields_written(), said=form.said()
        )
        return str(added.pk)

    return once(request, write, _shown(request))


@router.put(
    "/organisations/{number}/contacts/{contact}",
    response={200: ContactOut} | WRITE_REFUSALS,
    summary="Change a contact",
)
def put_contact(
    request: ScopedRequest, number: Number, contact: Number, body: ContactChangeIn, key: Key = ""
) -> dict[str, Any]:
    """Write a contact again; what is newly shown of them, they agree to anew."""
    who = acting(request)

    def write() -> str:
        selectors.get_contact_to_change(request.scope, number, contact)
        form = _form(body)
        changed = contacts.change_contact(
            acting=who,
            organisation_id=number,
            contact_id=contact,
            seen=body.version,
            written=form.fields_written(),
            said=form.said(),
        )
        return str(changed.pk)

    return once(request, write, _shown(request))


@router.delete(
    "/organisations/{number}/contacts/{contact}",
    response={200: DeletedOut} | WRITE_REFUSALS,
    summary="Delete a contact",
)
def delete_contact(
    request: ScopedRequest, number: Number, contact: Number, key: Key = ""
) -> dict[str, Any]:
    """Delete a contact: nothing is kept of the person."""
    who = acting(request)

    def write() -> str:
        contacts.delete_contact(acting=who, organisation_id=number, contact_id=contact)
        return str(contact)

    return once(request, write, lambda made: {"id": int(made)})


@router.post(
    "/organisations/{number}/contacts/{contact}/ask",
    response={200: ContactOut} | WRITE_REFUSALS,
    summary="Ask a contact again",
)
def post_contact_ask(
    request: ScopedRequest, number: Number, contact: Number, key: Key = ""
) -> dict[str, Any]:
    """Send again the letter that asks whether they agree, or whether it still holds."""
    who = acting(request)

    def write() -> str:
        asked = contacts.ask_contact(acting=who, organisation_id=number, contact_id=contact)
        return str(asked.pk)

    return once(request, write, _shown(request))


def _shown(request: ScopedRequest) -> Callable[[str], dict[str, Any]]:
    return lambda made: contact_as_json(selectors.get_contact(request.scope, int(made)))


def _form(body: ContactIn) -> ContactForm:
    """Return what is written, checked as the page's form does.

    Raises
    ------
    BadField
        If one of the fields cannot be kept.
    """
    typed = body.dict()
    typed["consent"] = ConsentBy.SAID if body.channel or body.said_on else ConsentBy.LETTER
    form = ContactForm(typed)
    for name, errors in form.errors.items():
        if name not in form.fields:
            raise BadInput(str(errors[0]))
        raise BadField(name, str(errors[0]), value=str(typed.get(name) or ""))
    return form
