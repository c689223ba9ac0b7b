"""Which schemes fit an organisation: yes, no and why, or cannot tell and what to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef

from terreau.matching.eligibility.evaluate import Answer, Explained
from terreau.matching.eligibility.ranges import Band, explain_within
from terreau.matching.eligibility.rules import Rule, read_rule
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.funding.enums import Fit, SchemeState
from terreau.web.apps.funding.models import Scheme, SchemeVersion
from terreau.web.apps.funding.permissions import can_view_facts, nothing_here
from terreau.web.apps.funding.rules.facts import FACTS, Fact, headcount_band
from terreau.web.apps.funding.selectors.catalogue import (
    CatalogueWanted,
    SchemeRow,
    list_schemes,
    present_versions,
    rows_of,
)
from terreau.web.apps.funding.standing import funding_standing
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.models import Perimeter, PerimeterMember

# Of questions, so many are asked at once: those that settle the most schemes.
MOST_ASKED = 6
_PAST = (SchemeState.CLOSED, SchemeState.HISTORY)


@dataclass(frozen=True)
class Subject:
    """Whom schemes are looked at for.

    Parameters
    ----------
    facts : dict
        What is known for sure, by fact.
    bands : dict
        What is known between two bounds.
    stated : frozenset of str
        The facts that were said, rather than read in the directory.
    country : str
        Whose schemes.
    """

    facts: Mapping[str, Any]
    bands: Mapping[str, Band]
    stated: frozenset[str] = frozenset()
    country: str = Country.FRANCE


@dataclass(frozen=True)
class FittingScheme:
    """A scheme and whether it fits.

    Parameters
    ----------
    row : SchemeRow
        The scheme.
    fit : Fit
        Yes, no, cannot tell.
    failing : tuple of dict
        Of a no: the conditions that fail, as data.
    missing : tuple of str
        Of what cannot be told: the fewest facts that could settle it.
    has_rule : bool
        Whether its terms say whom it fits at all: without a rule it cannot be told.
    """

    row: SchemeRow
    fit: Fit
    failing: tuple[dict[str, Any], ...] = ()
    missing: tuple[str, ...] = ()
    has_rule: bool = True


@dataclass(frozen=True)
class Fitting:
    """What fits a subject, what does not, what cannot be told.

    Parameters
    ----------
    schemes : list of FittingScheme
        Those that fit first, then those that cannot be told; the most pressing first in each.
    asked : list of Fact
        The facts to ask, those that settle the most schemes first.
    """

    schemes: list[FittingScheme]
    asked: list[Fact]

    def of(self, fit: Fit) -> list[FittingScheme]:
        """Return those of one answer."""
        return [each for each in self.schemes if each.fit is fit]


def get_organisation(scope: Scope, organisation_id: int) -> Organisation:
    """Return an organisation of which the reader reads what it said.

    Raises
    ------
    NotHere
        If it is not one's own, nor in a territory that one keeps.
    """
    found = Organisation.objects.filter(can_view_facts(scope), pk=organisation_id)
    organisation = found.select_related("seat").first()
    if organisation is None:
        raise nothing_here()
    return organisation


def list_own(scope: Scope) -> list[Organisation]:
    """Return the organisations that a reader belongs to, by name."""
    own = Organisation.objects.filter(pk__in=funding_standing(scope).own)
    return list(own.select_related("seat").order_by("folded_name", "pk"))


def subject_of(organisation: Organisation) -> Subject:
    """Return what is known of an organisation: the directory, then what it said, which counts."""
    facts: dict[str, Any] = {"kind": organisation.kind}
    if organisation.naf:
        facts["naf"] = organisation.naf
    if organisation.seat is not None:
        facts["places"] = places_of(organisation.seat)
    stated = dict(organisation.stated_facts.values_list("fact", "value"))
    band = headcount_band(organisation.headcount_class)
    country = organisation.seat.country if organisation.seat is not None else Country.FRANCE
    return Subject(facts | stated, {"headcount": band} if band else {}, frozenset(stated), country)


def places_of(commune: Perimeter) -> list[str]:
    """Return the keys of a commune and of all the territories it is in ("epci:244400644")."""
    members = PerimeterMember.objects.filter(
        commune_code=commune.code, last_vintage=F("perimeter__last_vintage")
    )
    around = Perimeter.objects.filter(
        Exists(members.filter(perimeter=OuterRef("pk"))), country=commune.country
    )
    found = around.order_by().values_list("kind", "code")
    return [f"{commune.kind}:{commune.code}", *(f"{kind}:{code}" for kind, code in found)]


def fitting_of(scope: Scope, subject: Subject, today: date | None = None) -> Fitting:
    """Return which schemes of a country that may be asked, or may come, fit a subject."""
    asked = list_schemes(scope, CatalogueWanted(country=subject.country), today)
    rows = rows_of(scope, list(asked.exclude(state__in=_PAST)))
    rules = _rules([row.scheme for row in rows])
    found = [_fitting(row, rules.get(row.scheme.pk), subject) for row in rows]
    order = list(Fit)
    found.sort(key=lambda each: (order.index(each.fit), not each.has_rule))  # keeps what presses
    settled = Counter(fact for each in found for fact in each.missing)
    ranked = sorted(settled, key=lambda key: (-settled[key], list(FACTS).index(key)))
    return Fitting(found, [FACTS[key] for key in ranked[:MOST_ASKED]])


def fit_of_scheme(row: SchemeRow, version: SchemeVersion, subject: Subject) -> FittingScheme:
    """Return whether one scheme fits a subject."""
    return _fitting(row, read_rule(version.rule) if version.rule is not None else None, subject)


def _rules(schemes: Sequence[Scheme]) -> dict[int, Rule]:
    """Return the rule of the present terms of schemes that have one."""
    ruled = present_versions().filter(scheme__in=schemes, rule__isnull=False)
    return {key: read_rule(rule) for key, rule in ruled.values_list("scheme", "rule")}


def _fitting(row: SchemeRow, rule: Rule | None, subject: Subject) -> FittingScheme:
    if row.scheme.perimeter is not None and "places" in subject.facts:
        place = f"{row.scheme.perimeter.kind}:{row.scheme.perimeter.code}"
        if place not in subject.facts["places"]:
            elsewhere = {"fact": "places", "op": "within", "value": [place]}
            return FittingScheme(row, Fit.NO, failing=(elsewhere,))
    is_elsewhere_possible = row.scheme.perimeter is not None and "places" not in subject.facts
    if rule is None:
        lacking = ("places",) if is_elsewhere_possible else ()
        return FittingScheme(row, Fit.UNKNOWN, missing=lacking, has_rule=False)
    found: Explained = explain_within(rule, subject.facts, subject.bands)
    if is_elsewhere_possible and found.answer is not Answer.NO:
        missing = tuple(sorted({*found.missing, "places"}))
        return FittingScheme(row, Fit.UNKNOWN, missing=missing)
    return FittingScheme(row, Fit(found.answer), found.failing, found.missing)
