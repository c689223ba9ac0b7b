"""Batches of reports through the API: the last ones, and where each stands."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Router, Schema

from terreau.web.apps.reports import batches
from terreau.web.apps.reports.models import ReportBatch
from terreau.web.shared.api import REFUSALS

router = Router(tags=["reports"])


class ReportBatchOut(Schema):
    """A batch of reports: one for each territory of a kind."""

    id: int = Field(description="Its number")
    kind: str = Field(description="Kind of the territories")
    country: str = Field(description="FR, or XX for the fictitious example country")
    within: str = Field(description="Name of the region or department; empty for the country")
    suffix: str = Field(description="pdf, pptx, docx or xlsx")
    language: str = Field(description="fr or en")
    state: str = Field(description="waiting, running, done or failed")
    done: int = Field(description="Reports made")
    total: int = Field(description="Reports to make")
    created_at: datetime = Field(description="When it was asked for, ISO 8601")
    ended_at: datetime | None = Field(description="When it ended; null while it is under way")
    url: str = Field(description="Address of its page")

    @staticmethod
    def resolve_within(batch: ReportBatch) -> str:
        """Return the name of where."""
        return batch.within_name

    @staticmethod
    def resolve_url(batch: ReportBatch) -> str:
        """Return the address of its page."""
        return reverse("reports:batch", args=(batch.pk,))


@router.get(
    "/report-batches",
    response={200: list[ReportBatchOut]} | REFUSALS,
    summary="The last report batches",
)
def list_report_batches(request: HttpRequest) -> list[ReportBatch]:
    """List the last batches, the newest first; those that are under way among them."""
    return list(batches.list_batches())
