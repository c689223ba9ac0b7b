"""The catalogue: what is asked of it, its schemes with where each stands, one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models import CharField as Char
from django.utils import timezone

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.funding.enums import Origin, Recurrence, SchemeKind, SchemeState
from terreau.web.apps.funding.models import Call, Scheme, SchemeOffer, SchemeVersion
from terreau.web.apps.funding.permissions import can_change_scheme, nothing_here
from terreau.web.apps.funding.standing import funding_standing
from terreau.web.apps.plans.enums import Instrument
from terreau.web.apps.plans.themes import THEMES
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.models import Perimeter

PAGE = 50
# A call that closes within so many days presses.
PRESSING_DAYS = 30
_LONGEST_TEXT = 80


@dataclass(frozen=True)
class CatalogueWanted:
    """What is asked of the catalogue; "" asks for nothing in particular.

    Parameters
    ----------
    text : str
        Words that a scheme holds, all of them.
    kind, theme, instrument, state : str
        Keys; an unknown one is left out.
    country : Country
        Of which country; the example country is never mixed with another.
    """

    text: str = ""
    kind: str = ""
    theme: str = ""
    instrument: str = ""
    state: str = ""
    country: str = Country.FRANCE

    @property
    def is_narrowed(self) -> bool:
        """Whether a part of the catalogue is asked for."""
        return any((self.text, self.kind, self.theme, self.instrument, self.state))


def read_wanted(told: dict[str, str]) -> CatalogueWanted:
    """Return what is asked, from the words of an address; what is no choice is left out."""

    def one_of(name: str, choices: list[str]) -> str:
        value = told.get(name, "")
        return value if value in choices else ""

    return CatalogueWanted(
        text=told.get("q", "").strip()[:_LONGEST_TEXT],
        kind=one_of("sorte", SchemeKind.values),
        theme=one_of("theme", list(THEMES)),
        instrument=one_of("instrument", Instrument.values),
        state=one_of("etat", SchemeState.values),
        country=one_of("pays", Country.values) or Country.FRANCE,
    )


@dataclass(frozen=True)
class SchemeRow:
    """A scheme in the catalogue.

    Parameters
    ----------
    scheme : Scheme
        Itself, with its operator and where it is offered.
    state : SchemeState
        Whether it may be asked today.
    deadline_on : date or None
        The next day by which to ask.
    instruments : tuple of Instrument
        By which it pays, as its present version says.
    operators : str
        Who runs it, of those whose name the reader may read.
    """

    scheme: Scheme
    state: SchemeState
    deadline_on: date | None
    instruments: tuple[Instrument, ...]
    operators: str = ""


def list_schemes(scope: Scope, wanted: CatalogueWanted, today: date | None = None) -> QuerySet[Any]:
    """Return the schemes asked for, what presses first, with their ``state`` and ``deadline_on``.

    Parameters
    ----------
    scope : Scope
        Of the reader: an operator whose name they may not read is not found by it.
    wanted : CatalogueWanted
        What is asked.
    today : date, optional
        The day of which the states are.
    """
    found = with_states(Scheme.objects.filter(country=wanted.country), today)
    seen = standing_of(scope).condition()
    for word in fold(wanted.text).split():
        named = Organisation.objects.filter(folded_name__contains=word).filter(seen)
        found = found.filter(Q(folded_text__contains=word) | Q(operator__in=named))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.theme:
        same = {wanted.theme, THEMES[wanted.theme].later} - {""}
        found = found.filter(theme__in=same)
    if wanted.instrument:
        offers = SchemeOffer.objects.filter(
            scheme_version__scheme=OuterRef("pk"), instrument=wanted.instrument
        )
        found = found.filter(Exists(offers.filter(scheme_version__in=present_versions())))
    if wanted.state:
        found = found.filter(state=wanted.state)
    rank = Case(*(When(state=each, then=Value(place)) for place, each in enumerate(SchemeState)))
    ordered: QuerySet[Any] = (
        found.annotate(rank=rank)
        .select_related("operator", "perimeter")
        .order_by("rank", F("deadline_on").asc(nulls_last=True), "folded_name", "pk")
    )
    return ordered


def with_states(found: QuerySet[Scheme], today: date | None = None) -> QuerySet[Any]:
    """Return schemes with ``state`` and ``deadline_on``; the most pressing of the calls tells.

    A call that says neither when it opens nor when it closes tells nothing; one that says a
    deadline alone is open until then.
    """
    day = today or timezone.localdate()
    calls = Call.objects.filter(scheme=OuterRef("pk"))
    begun = Q(opens_on=None) | Q(opens_on__lte=day)
    going = Q(deadline_on__gte=day)
    near = Q(deadline_on__range=(day, day + timedelta(days=PRESSING_DAYS)))
    endless = Q(deadline_on=None, opens_on__lte=day)
    coming = Q(opens_on__gt=day) & (Q(deadline_on=None) | going)
    state = Case(
        When(origin=Origin.PRINTED, then=Value(SchemeState.HISTORY)),
        When(Exists(calls.filter(begun & near)), then=Value(SchemeState.CLOSING)),
        When(
            Q(recurrence=Recurrence.PERMANENT) | Exists(calls.filter(begun & going | endless)),
            then=Value(SchemeState.OPEN),
        ),
        When(Exists(calls.filter(coming)), then=Value(SchemeState.COMING)),
        When(
            Exists(calls.filter(deadline_on__lt=day))
            & ~Exists(calls.filter(deadline_on=None, opens_on=None)),
            then=Value(SchemeState.CLOSED),
        ),
        default=Value(SchemeState.NOT_SAID),
        output_field=Char(max_length=12),
    )
    return found.annotate(
        state=state, deadline_on=Min("calls__deadline_on", filter=Q(calls__deadline_on__gte=day))
    )


def rows_of(scope: Scope, schemes: list[Scheme]) -> list[SchemeRow]:
    """Return rows of schemes that bear their state, with instruments and operators."""
    running = {each.operator_id for each in schemes if each.operator_id is not None}
    seen = Organisation.objects.filter(standing_of(scope).condition(), pk__in=running)
    names = dict(seen.values_list("pk", "name")) if running else {}
    offers = SchemeOffer.objects.filter(
        scheme_version__scheme__in=schemes, scheme_version__in=present_versions()
    )
    by_scheme: dict[int, list[Instrument]] = {}
    for key, instrument in offers.order_by("pk").values_list(
        "scheme_version__scheme", "instrument"
    ):
        by_scheme.setdefault(key, []).append(Instrument(instrument))
    return [
        SchemeRow(
            each,
            SchemeState(each.state),  # type: ignore[attr-defined]
            each.deadline_on,  # type: ignore[attr-defined]
            tuple(by_scheme.get(each.pk, ())),
            names.get(each.operator_id or 0, each.operator_names),
        )
        for each in schemes
    ]


def present_versions() -> QuerySet[SchemeVersion]:
    """Return the last version of each scheme."""
    later = SchemeVersion.objects.filter(
        scheme=OuterRef("scheme"), number__gt=OuterRef("number")
    ).order_by()
    return SchemeVersion.objects.filter(~Exists(later)).order_by()


@dataclass(frozen=True)
class SchemeShown:
    """A scheme as its page shows it.

    Parameters
    ----------
    row : SchemeRow
        Itself and where it stands.
    version : SchemeVersion
        Its present terms, with their offers.
    earlier : list of SchemeVersion
        Those before, the last first.
    calls : list of Call
        Those to come and open first, then the past ones.
    may_change : bool
        Whether the reader writes it.
    """

    row: SchemeRow
    version: SchemeVersion
    earlier: list[SchemeVersion]
    calls: list[Call]
    may_change: bool

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.row.scheme


def get_scheme(scope: Scope, scheme_id: int) -> SchemeShown:
    """Return a scheme with its terms, its calls and its history.

    Raises
    ------
    NotHere
        If there is none.
    """
    found = with_states(Scheme.objects.filter(pk=scheme_id)).select_related("operator", "perimeter")
    scheme = found.prefetch_related("links").first()
    if scheme is None:
        raise nothing_here()
    versions = list(scheme.versions.prefetch_related("offers").order_by("-number"))
    today = timezone.localdate()
    calls = sorted(
        scheme.calls.all(),
        key=lambda each: (
            each.deadline_on is not None and each.deadline_on < today,
            each.deadline_on or date.max,
            each.pk,
        ),
    )
    return SchemeShown(
        row=rows_of(scope, [scheme])[0],
        version=versions[0],
        earlier=versions[1:],
        calls=calls,
        may_change=Scheme.objects.filter(can_change_scheme(scope), pk=scheme_id).exists(),
    )


def get_call_to_change(scope: Scope, call_id: int) -> Call:
    """Return a call of a scheme that one writes.

    Raises
    ------
    NotHere
        If there is none.
    """
    call = (
        Call.objects.select_related("scheme")
        .filter(pk=call_id, scheme__in=Scheme.objects.filter(can_change_scheme(scope)))
        .first()
    )
    if call is None:
        raise nothing_here()
    return call


def list_closing(country: str, today: date, most: int) -> list[Call]:
    """Return the calls of a country whose deadline is the nearest, the soonest first."""
    found = Call.objects.filter(
        Q(opens_on=None) | Q(opens_on__lte=today), scheme__country=country, deadline_on__gte=today
    )
    return list(found.select_related("scheme").order_by("deadline_on", "pk")[:most])


def country_of(scope: Scope) -> str:
    """Return the country of all that a reader acts for; France where it is several, or nothing."""
    held = Perimeter.objects.filter(
        Q(pk__in=scope.perimeters(Role)) | Q(organisations__in=funding_standing(scope).own)
    )
    found = set(held.order_by().values_list("country", flat=True)) if scope.holdings else set()
    return found.pop() if len(found) == 1 else Country.FRANCE
