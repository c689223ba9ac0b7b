"""The history of an object through the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.history_page import HistoryPage, get_history
from terreau.web.shared.api import REFUSALS

router = Router(tags=["history"])


class ChangeOut(Schema):
    """A field that changed."""

    field: str = Field(description="Its name in the reader's language")
    is_told: bool = Field(description="Whether its values are told to this reader")
    said: str = Field(description="The change in words, as the page says it")
    before: str = Field(description="What it held, in words; empty where it is not told")
    after: str = Field(description="What it holds since, in words; empty where it is not told")


class LineOut(Schema):
    """What was done at once."""

    at: datetime = Field(description="When it was done")
    verb: str = Field(description="created, changed, granted, ended…")
    what: str = Field(description="The same in the reader's language")
    who: str = Field(description="Name, role, or that the person was erased")
    behalf: str = Field(
        description="For whom it was written down, and how they asked; may be empty"
    )
    changes: list[ChangeOut] = Field(description="Fields that changed")


class HistoryOut(Schema):
    """A page of the history of an object, the newest first."""

    subject: str = Field(description="Kind of the object")
    key: int = Field(description="Its number")
    title: str = Field(description="Its name")
    count: int = Field(description="How many entries there are in all")
    number: int = Field(description="This page, from 1")
    last: int = Field(description="The last page")
    lines: list[LineOut] = Field(description="The entries of this page")


@router.get(
    "/history",
    response={200: HistoryOut, **REFUSALS},
    summary="The history of an object",
    url_name="get_history",
)
def history(
    request: HttpRequest,
    about: Annotated[
        str, Query(alias="object", description='Kind and number of the object: "organisation:12"')
    ],
    page: Annotated[int, Query(description="Which page, from 1", ge=1)] = 1,
) -> HistoryPage:
    """Say who did what to an object, when, on whose behalf, from what to what."""
    name, colon, key = about.partition(":")
    if not colon:
        raise BadInput(
            _("Un objet se nomme par son genre et son numéro"),
            value=about,
            remedy=_("Exemple : organisation:12."),
        )
    return get_history(request.scope, name, key, page)  # type: ignore[attr-defined]
