"""Who the API takes one for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from terreau.web.apps.accounts.models import ApiToken, User
from terreau.web.apps.accounts.token_auth import TokenAuth, signed_in
from terreau.web.apps.directory.introductions import list_held
from terreau.web.apps.directory.models import Mandate
from terreau.web.shared.api import REFUSALS

router = Router(tags=["account"])


class HeldMandateOut(Schema):
    """A mandate in force."""

    role: str = Field(description="project_manager, facilitator, organisation_member…")
    role_label: str = Field(description="The role in the reader's language")
    kind: str = Field(description='Kind of the perimeter it is held for, or "organisation"')
    code: str = Field(description="Code of the perimeter, or number of the organisation")
    name: str = Field(description="Its name")
    until: str | None = Field(description="Last day it holds; null while nothing ends it")


class KeyOut(Schema):
    """The key of the request."""

    name: str = Field(description="What it is for, in the words of who made it")
    allows: list[str] = Field(description='Acts it allows, as "directory:read"')
    expires_at: datetime = Field(description="When it stops working")


class MeOut(Schema):
    """Who asks, and what they may do."""

    email: str = Field(description="Address by which one signs in")
    name: str = Field(description="Name; empty where none was given")
    mandates: list[HeldMandateOut] = Field(description="Mandates in force today")
    key: KeyOut | None = Field(description="The key of the request; null without one")


@router.get(
    "/me",
    response={200: MeOut} | REFUSALS,
    auth=[TokenAuth(), signed_in],
    summary="Who am I",
    url_name="get_me",
)
def get_me(request: HttpRequest) -> dict[str, Any]:
    """Say who asks, which mandates they hold today and what their key allows."""
    user, key = request.user, request.auth  # type: ignore[attr-defined]
    assert isinstance(user, User)
    return {
        "email": user.email,
        "name": user.name,
        "mandates": [_held(mandate) for mandate in list_held(user)],
        "key": _key(key) if isinstance(key, ApiToken) else None,
    }


def _held(mandate: Mandate) -> dict[str, Any]:
    place = mandate.perimeter
    return {
        "role": mandate.role,
        "role_label": mandate.get_role_display(),
        "kind": place.kind if place else "organisation",
        "code": place.code if place else str(mandate.organisation_id),
        "name": mandate.about.name,
        "until": mandate.valid_to.isoformat() if mandate.valid_to else None,
    }


def _key(token: ApiToken) -> dict[str, Any]:
    return {"name": token.name, "allows": token.allows, "expires_at": token.expires_at}
