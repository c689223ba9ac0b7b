"""Plans above one territory: what is done where, of what the reader sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import SheetState
from terreau.web.apps.plans.models import ActionPlan, ActionSheet
from terreau.web.apps.plans.permissions import can_view_sheet
from terreau.web.apps.plans.rules.silence import silence_of
from terreau.web.apps.plans.rules.workflow import CLOSED
from terreau.web.apps.plans.themes import THEMES, in_phase, themes_of
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.memberships import state
from terreau.web.apps.territories.models import Perimeter, PerimeterMember
from terreau.web.apps.territories.reach import reach_of

# What a theme is counted under where nothing of the set asked for answers it, or there is none.
APART, WITHOUT = "apart", "without"


@dataclass(frozen=True)
class ThemeTotal:
    """A theme and how many sheets are of it."""

    key: str
    label: str
    sheets: int


@dataclass(frozen=True)
class RegionTotal:
    """A region: its plans, its sheets, the theme that most of them are of; "" where none is."""

    code: str
    name: str
    plans: int
    sheets: int
    dominant: str


@dataclass(frozen=True)
class Totals:
    """What is counted above one territory, of the sheets that a reader sees.

    Parameters
    ----------
    plans, sheets : int
        How many; sheets merged into another are counted once, with it.
    by_state : list[tuple[SheetState, int]]
        In the order of a sheet's life.
    by_theme : list[ThemeTotal]
        Of the set asked for; what has no equivalent there, and what has no theme, come last, apart.
    by_region : list[RegionTotal]
        By name.
    """

    plans: int
    sheets: int
    by_state: list[tuple[SheetState, int]]
    by_theme: list[ThemeTotal]
    by_region: list[RegionTotal]

    @property
    def dominant(self) -> list[ThemeTotal]:
        """The three themes that most sheets are of."""
        known = [each for each in self.by_theme if each.key not in (APART, WITHOUT)]
        ordered = sorted(known, key=lambda each: -each.sheets)
        return [each for each in ordered[:3] if each.sheets]


def get_totals(scope: Scope, *, country: str, phase: int, region: str = "") -> Totals:
    """Return what is counted in a country, or in one of its regions, by the themes of a phase."""
    plans = {
        pk: place for pk, place in _plans(country).items() if not region or place.region == region
    }
    seen = _seen(scope, country)
    if region:
        seen = seen.filter(plan__in=plans)
    # Counted apart: together they are as many groups as sheets.
    states = Counter(dict(_counted(seen, "state")))
    themes: Counter[str] = Counter()
    by_place: dict[str, Counter[str]] = {}
    for plan, theme, maps_to, count in _counted(seen, "plan", "theme", "own_theme__maps_to"):
        key = _theme(theme or maps_to or "", phase)
        themes[key] += count
        by_place.setdefault(plans[plan].region, Counter())[key] += count
    names = _region_names(country)
    held = Counter(place.region for place in plans.values())
    return Totals(
        plans=len(plans),
        sheets=sum(states.values()),
        by_state=[(each, states[each]) for each in SheetState if states[each]],
        by_theme=_theme_totals(themes, phase),
        by_region=[
            RegionTotal(
                code, names.get(code, _("Région non dite")), count,
                sum(by_place.get(code, Counter()).values()),
                _dominant(by_place.get(code, Counter())),
            )
            for code, count in sorted(held.items(), key=lambda each: names.get(each[0], "~"))
        ],
    )  # fmt: skip


def list_good_practices(scope: Scope, *, country: str, region: str = "") -> list[ActionSheet]:
    """Return the sheets that a reader sees and that somebody marked as worth telling elsewhere."""
    found = _seen(scope, country).exclude(good_practice="")
    if region:
        found = found.filter(plan__in=plans_of_region(country, region))
    found = found.select_related("plan__perimeter", "own_theme")
    return list(found.order_by("-last_news_on", "pk")[:50])


def plans_of_region(country: str, region: str) -> list[int]:
    """Return the keys of the plans of the territories of a region."""
    return [pk for pk, place in _plans(country).items() if place.region == region]


def list_silent_plans(scope: Scope, today: date) -> list[ActionPlan]:
    """Return the plans without news that a delegation agent may know of, the longest silent first.

    Their own keepers were told a month before (`rules.silence`). Each has ``last_news_on``.
    """
    if not scope.has_role(Role.DELEGATION_AGENT):
        return []
    here = reach_of(scope, {Role.DELEGATION_AGENT}).condition("perimeter")
    found = with_last_news(ActionPlan.objects.filter(here)).select_related("perimeter")
    told = ((plan, silence_of(plan.last_news_on, today)) for plan in found.order_by("pk"))
    shown = [plan for plan, silence in told if silence is not None and silence.shown_on <= today]
    return sorted(shown, key=lambda plan: plan.last_news_on)


def with_last_news(plans: QuerySet[ActionPlan]) -> QuerySet[Any]:
    """Add to plans that people write here the day of the last news of their open sheets."""
    is_open = ~Q(sheets__state__in=CLOSED)
    return plans.filter(source_title="").annotate(
        last_news_on=Max("sheets__last_news_on", filter=is_open)
    )


def country_to_show(asked: str) -> str:
    """Return the country asked for; by default France, the example where it alone has plans."""
    if asked in Country.values:
        return asked
    has_plans = ActionPlan.objects.filter(perimeter__country=Country.FRANCE).exists()
    return Country.FRANCE if has_plans else Country.EXAMPLE


def region_of_plan(plan: ActionPlan) -> str:
    """Return the code of the region in which the territory of a plan mostly is; "" = none."""
    place = plan.perimeter
    if place.region:
        return place.region
    return _main_regions(frozenset({place.pk}), state()).get(place.pk, "")


@dataclass(frozen=True)
class _Place:
    perimeter: int
    region: str


def _seen(scope: Scope, country: str) -> QuerySet[ActionSheet]:
    return ActionSheet.objects.filter(
        can_view_sheet(scope), plan__perimeter__country=country
    ).exclude(state=SheetState.MERGED)


def _plans(country: str) -> dict[int, _Place]:
    """Return the plans of a country and the region of each."""
    rows = ActionPlan.objects.filter(perimeter__country=country).order_by()
    told = list(rows.values_list("pk", "perimeter", "perimeter__region"))
    unsaid = frozenset(perimeter for _pk, perimeter, region in told if not region)
    found = _main_regions(unsaid, state()) if unsaid else {}
    return {
        pk: _Place(perimeter, region or found.get(perimeter, "")) for pk, perimeter, region in told
    }


@lru_cache(maxsize=16)
def _main_regions(perimeters: frozenset[int], _: Hashable) -> Mapping[int, str]:
    """Return the region in which most communes of each perimeter are."""
    members = PerimeterMember.objects.filter(perimeter__in=perimeters).order_by()
    pairs = list(members.values_list("perimeter", "commune_code").distinct())
    communes = Perimeter.objects.filter(
        kind=PerimeterKind.COMMUNE, code__in={code for _perimeter, code in pairs}
    )
    region_of = dict(communes.values_list("code", "region"))
    counted: dict[int, Counter[str]] = {}
    for perimeter, code in pairs:
        counted.setdefault(perimeter, Counter())[region_of.get(code, "")] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in counted.items()}


def _counted(sheets: QuerySet[ActionSheet], *names: str) -> list[Any]:
    """Return how many sheets say the same in some fields, after what they say."""
    grouped = sheets.order_by().values(*names).annotate(count=Count("pk"))
    return list(grouped.values_list(*names, "count"))


def _region_names(country: str) -> dict[str, str]:
    held = Perimeter.objects.filter(kind=PerimeterKind.REGION, country=country)
    return dict(held.values_list("code", "name"))


def _theme(key: str, phase: int) -> str:
    """Return under what a theme is counted in the set of a phase."""
    return (in_phase(key, phase) or APART) if key else WITHOUT


def _theme_totals(counts: Counter[str], phase: int) -> list[ThemeTotal]:
    known = [ThemeTotal(each.key, str(each.label), counts[each.key]) for each in themes_of(phase)]
    others = (
        (APART, _("Sans équivalent dans cette phase")), (WITHOUT, _("Sans thème du programme")),
    )  # fmt: skip
    return [*known, *(ThemeTotal(key, name, counts[key]) for key, name in others if counts[key])]


def _dominant(counts: Counter[str]) -> str:
    known = Counter({key: n for key, n in counts.items() if key in THEMES})
    return str(THEMES[known.most_common(1)[0][0]].label) if known else ""
