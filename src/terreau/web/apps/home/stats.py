"""Usage and impact: what the public page, its CSV and the API say, from one object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.datasets.indicators.registry import list_indicators
from terreau.web.apps.accounts import selectors as accounts
from terreau.web.apps.directory.selectors import counts as directory
from terreau.web.apps.home.enums import UseFamily
from terreau.web.apps.home.models import ContactMessage, DailyUse
from terreau.web.apps.observatory.source_rows import SourceRow, list_rows
from terreau.web.apps.plans.selectors import plans
from terreau.web.apps.reports.enums import BatchState
from terreau.web.apps.reports.models import ReportBatch
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.shared import list_file

_MONTHS_SHOWN = 12
_A_YEAR = timedelta(days=365)
# Fewer people than this are not counted out.
FEW = 5
_COLUMNS = ("figure", "label", "period", "value")


@dataclass(frozen=True)
class Held:
    """Something that is counted as it stands now.

    Parameters
    ----------
    key, label : str
        Its short name, and its name for people.
    value : int or None
        How many; None where they are so few people that a number could tell who.
    """

    key: str
    label: str
    value: int | None

    @property
    def shown(self) -> str:
        """The number in words."""
        return _("moins de %(few)s") % {"few": FEW} if self.value is None else str(self.value)


@dataclass(frozen=True)
class FamilyUse:
    """How often a family of pages was read, month by month."""

    family: str
    label: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Over all the months shown."""
        return sum(self.counts)


@dataclass(frozen=True)
class Stats:
    """What is known of the use of this installation.

    Parameters
    ----------
    since : date or None
        First day counted; None when none was.
    months : tuple of date
        First day of each month shown, the latest last; empty when nothing was counted.
    uses : tuple of FamilyUse
        By family, those that were read.
    held : tuple of Held
        What there is here now.
    sources : tuple of SourceRow
        Those of which something is here.
    absent_sources : int
        How many of the others there are.
    """

    since: date | None
    months: tuple[date, ...]
    uses: tuple[FamilyUse, ...]
    held: tuple[Held, ...]
    sources: tuple[SourceRow, ...]
    absent_sources: int

    @property
    def first_day(self) -> date | None:
        """First day of what is shown that was counted; None when nothing is."""
        return max(self.since, self.months[0]) if self.since and self.months else None

    @property
    def pages(self) -> int:
        """How many pages a reader opened: neither files, nor figures elsewhere, nor the API."""
        apart = {UseFamily.FILES, UseFamily.WIDGETS, UseFamily.API}
        return sum(use.total for use in self.uses if use.family not in apart)

    @property
    def files(self) -> int:
        """How many files were exported."""
        return sum(use.total for use in self.uses if use.family == UseFamily.FILES)


def get_stats() -> Stats:
    """Return what is known of the use of this installation, in a bounded number of queries."""
    months, uses = _monthly_uses()
    rows = list_rows()
    here = tuple(row for row in rows if row.state.datasets)
    return Stats(
        since=DailyUse.objects.aggregate(first=Min("day"))["first"],
        months=months,
        uses=uses,
        held=tuple(_held(here)),
        sources=here,
        absent_sources=len(rows) - len(here),
    )


def as_csv(stats: Stats) -> str:
    """Return the same numbers as CSV: one a line."""
    read = (
        (f"reads.{use.family}", use.label, f"{month:%Y-%m}", count)
        for use in stats.uses
        for month, count in zip(stats.months, use.counts, strict=True)
    )
    today = f"{timezone.localdate()}"
    held = ((f"held.{one.key}", one.label, today, one.shown) for one in stats.held)
    return list_file.as_csv(_COLUMNS, (*read, *held))


def _monthly_uses() -> tuple[tuple[date, ...], tuple[FamilyUse, ...]]:
    """Return the months of the last year and how often each family was read in each."""
    months = _months_until(timezone.localdate())
    counted = (
        DailyUse.objects.filter(day__gte=months[0])
        .order_by()
        .annotate(month=TruncMonth("day"))
        .values_list("family", "month")
        .annotate(read=Sum("count"))
    )
    read = {(family, month): count for family, month, count in counted}
    if not read:
        return (), ()
    first = min(month for _, month in read)
    shown = tuple(month for month in months if month >= first)
    uses = (
        FamilyUse(
            family=family.value,
            label=str(family.label),
            counts=tuple(read.get((family.value, month), 0) for month in shown),
        )
        for family in UseFamily
    )
    return shown, tuple(use for use in uses if use.total)


def _months_until(today: date) -> list[date]:
    """Return the first day of each of the last months, today's the last."""
    rank = today.year * 12 + today.month - 1
    return [
        date(each // 12, each % 12 + 1, 1) for each in range(rank - _MONTHS_SHOWN + 1, rank + 1)
    ]


def _held(sources: tuple[SourceRow, ...]) -> Iterator[Held]:
    counts = territories.count_current()
    yield Held("communes", _("Communes connues"), counts.get(PerimeterKind.COMMUNE, 0))
    yield Held("epci", _("Intercommunalités connues"), counts.get(PerimeterKind.EPCI, 0))
    yield Held(
        "territoires_industrie",
        _("Territoires d’industrie connus"),
        counts.get(PerimeterKind.TERRITOIRE_INDUSTRIE, 0),
    )
    yield Held("indicators", _("Indicateurs définis"), len(list_indicators()))
    yield Held("sources", _("Sources officielles présentes"), len(sources))
    made = ReportBatch.objects.filter(state=BatchState.DONE).order_by()
    yield Held("report_series", _("Séries de rapports faites"), made.count())
    yield from _held_of_people(timezone.now() - _A_YEAR)


def _held_of_people(since: datetime) -> Iterator[Held]:
    """Yield what people have and did since an instant: of few of them, no number."""
    messages = ContactMessage.objects.filter(received_at__gt=since).order_by()
    # Those that documents name are in every installation: with them, few others could be told.
    organisations = directory.count_organisations() - plans.count_printed_organisations()
    counts = (
        ("accounts", _("Comptes ouverts"), accounts.count_accounts()),
        ("organisations", _("Organisations dans l’annuaire"), organisations),
        ("mandates", _("Mandats en cours"), directory.count_mandates()),
        ("requests", _("Demandes de mandat depuis un an"), directory.count_requests(since)),
        ("messages", _("Messages reçus depuis un an"), messages.count()),
        (
            "messages_answered",
            _("Réponses d’une personne"),
            messages.filter(answered_at__isnull=False).count(),
        ),
    )
    for key, label, count in counts:
        yield Held(key, label, None if count < FEW else count)
