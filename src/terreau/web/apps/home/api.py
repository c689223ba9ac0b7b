"""Usage and impact through the API: the numbers of the page."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Field, Router, Schema

from terreau.web.apps.home import stats
from terreau.web.shared.api import REFUSALS

router = Router(tags=["home"])


class UseOut(Schema):
    """How often a family of pages was read in a month."""

    family: str = Field(description="Short name of the family: profiles, maps, files, api…")
    label: str = Field(description="Its name for people")
    month: str = Field(description="The month, as 2026-11")
    count: int = Field(description="How many were served whole, robots included")


class HeldOut(Schema):
    """Something that is counted as it stands now."""

    key: str = Field(description="Its short name")
    label: str = Field(description="Its name for people")
    value: int | None = Field(
        description="How many there are; null for fewer than five people, whom it could tell"
    )


class SourceFreshnessOut(Schema):
    """A source of which something is here."""

    id: str = Field(description="Its identifier, as /sources lists it")
    title: str = Field(description="What it is called")
    standing: str = Field(description="Where it stands, in one word")
    imported_at: dt.datetime | None = Field(description="When it was last brought here")


class StatsOut(Schema):
    """What is known of the use of this installation."""

    since: dt.date | None = Field(description="First day counted; null when none was")
    uses: list[UseOut] = Field(description="Reads by family and month, over a year")
    held: list[HeldOut] = Field(description="What there is here now")
    sources: list[SourceFreshnessOut] = Field(description="Sources present and their freshness")
    absent_sources: int = Field(description="How many sources have nothing here")


@router.get("/stats", response={200: StatsOut} | REFUSALS)
def get_stats(request: HttpRequest) -> dict[str, object]:
    """Usage and impact: pages read by family and month, what is here, how fresh it is.

    Counted from a log without personal data; errors and machine checks are left out, robots
    cannot be.
    """
    found = stats.get_stats()
    return {
        "since": found.since,
        "uses": [
            {"family": use.family, "label": use.label, "month": f"{month:%Y-%m}", "count": count}
            for use in found.uses
            for month, count in zip(found.months, use.counts, strict=True)
        ],
        "held": [vars(held) for held in found.held],
        "sources": [
            {
                "id": row.source.id,
                "title": str(row.source.title),
                "standing": row.standing,
                "imported_at": row.state.imported_at,
            }
            for row in found.sources
        ],
        "absent_sources": found.absent_sources,
    }
