"""What a program asks of the sheets of a plan, in English: the same filters as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from ninja import Field, Schema

from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.selectors.wanted import NONE, Wanted, wanted_of

# Word of the API → word of an address.
SORTS: Mapping[str, str] = MappingProxyType(
    {"": "", "title": "titre", "state": "etat", "milestone": "jalon", "news": "nouvelles"}
)
BOARDS: Mapping[str, str] = MappingProxyType(
    {
        "": "",
        "states": "etats",
        "calendar": "calendrier",
        "map": "carte",
        "themes": "themes",
        "budget": "budget",
    }
)
_NONE = "none"
# Filter of the API → filter of an address.
_NAMES = MappingProxyType(
    {
        "axis": "axe",
        "theme": "theme",
        "state": "etat",
        "health": "sante",
        "lead": "pilote",
        "q": "q",
        "year": "annee",
    }
)


class SheetFilters(Schema):
    """What narrows the sheets of a plan, and their order; what is left out narrows nothing."""

    axis: str = Field("", description="Number of an axis in the plan, or none", max_length=5)
    theme: str = Field("", description="Key of a theme, own:12, or none", max_length=24)
    state: str = Field("", description="Keep one state: idea, draft, presented…", max_length=12)
    health: str = Field(
        "",
        description="blocked, late, without_lead, unfunded, silent or on_time",
        max_length=12,
    )
    lead: str = Field("", description="Name of a lead, as sheets give it", max_length=200)
    q: str = Field("", description="Words of the title, or the code of a sheet", max_length=80)
    year: int | None = Field(
        None, description="A year in which it is under way, or has a milestone", ge=2000, le=2100
    )
    sort: str = Field(
        "", description="title, state, milestone or news; by axis if left out", max_length=12
    )


def wanted_by(filters: SheetFilters) -> Wanted:
    """Return what a program asks.

    Raises
    ------
    BadInput
        If something of it is nothing that can be asked.
    """
    sent = QueryDict(mutable=True)
    sent["tri"] = word_of(SORTS, "sort", filters.sort)
    for name, asked in _NAMES.items():
        value = getattr(filters, name)
        if value:
            sent[asked] = NONE if value == _NONE else str(value)
    return wanted_of(sent)


def filters_as_json(query: str) -> dict[str, Any]:
    """Return what a saved query asks, as `SheetFilters` has it."""
    wanted = wanted_of(QueryDict(query))
    plain = {
        "axis": wanted.axis,
        "theme": wanted.theme,
        "state": wanted.state,
        "health": wanted.health,
        "lead": wanted.lead,
        "q": wanted.text,
    }
    return {
        **{name: _NONE if held == NONE else held for name, held in plain.items()},
        "year": wanted.year,
        "sort": api_word(SORTS, wanted.sort),
    }


def word_of(words: Mapping[str, str], name: str, said: str) -> str:
    """Return the word of an address for one of the API.

    Raises
    ------
    BadField
        If there is no such word.
    """
    if said not in words:
        known = ", ".join(filter(None, words))
        raise BadField(
            name,
            _("Ce mot n’est pas connu ici"),
            value=said,
            remedy=_("Choisissez parmi : %s.") % known,
        )
    return words[said]


def api_word(words: Mapping[str, str], held: str) -> str:
    """Return the word of the API for one of an address; "" where there is none."""
    return next((word for word, address in words.items() if address == held), "")
