"""A scheme written, its terms changed: a version is never rewritten, another follows it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import history_of, record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.rules import LONGEST_FOLDED
from terreau.web.apps.directory.services.conflicts import VersionConflict, conflict_of
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.funding.models import Scheme, SchemeLink, SchemeOffer, SchemeVersion
from terreau.web.apps.funding.permissions import can_change_scheme, can_open_scheme, nothing_here
from terreau.web.apps.funding.rules.conditions import parts_of, rule_of
from terreau.web.apps.funding.services.scheme_fields import (
    OfferFields,
    SchemeFields,
    TermsFields,
    checked_head,
    checked_links,
    checked_terms,
)
from terreau.web.apps.territories.models import Perimeter

_HEAD = (
    "name", "kind", "theme", "operator", "operator_names", "funder_names", "perimeter",
    "recurrence", "contact",
)  # fmt: skip
_TERMS = (
    "starts_on", "ends_on", "summary", "beneficiaries", "eligible_costs", "conditions",
    "own_share", "tax_basis", "rule",
)  # fmt: skip


@transaction.atomic
def open_scheme(*, acting: Acting, written: SchemeFields) -> Scheme:
    """Write a scheme and its first terms.

    Raises
    ------
    NotHere
        If who acts may not write one that this organisation runs, or this territory is offered.
    BadField
        If a field cannot be kept.
    """
    head, links = checked_head(written), checked_links(written.links)
    terms = checked_terms(written.terms)
    operator_id = written.operator.pk if written.operator else None
    country = written.perimeter.country if written.perimeter else written.country
    if not can_open_scheme(acting.scope, country, written.perimeter, operator_id):
        raise nothing_here()
    scheme = Scheme.objects.create(country=country, **head, **_searched(head, terms))
    _add_version(acting, scheme, 1, terms, written.terms)
    SchemeLink.objects.bulk_create(SchemeLink(scheme=scheme, url=each) for each in links)
    record(acting, Verb.CREATED, scheme, {"name": (None, scheme.name)})
    return scheme


@transaction.atomic
def change_scheme(*, acting: Acting, scheme_id: int, version: int, written: SchemeFields) -> Scheme:
    """Change what a scheme is; terms that differ become a version of their own.

    Raises
    ------
    NotHere
        If it is not for who acts to change, or would no longer be.
    BadField
        If a field cannot be kept.
    VersionConflict
        If somebody else changed it meanwhile, each otherwise.
    """
    scheme = locked_scheme(acting, scheme_id)
    before, after = {name: getattr(scheme, name) for name in _HEAD}, checked_head(written)
    terms, links = checked_terms(written.terms), checked_links(written.links)
    now = scheme.versions.prefetch_related("offers").order_by("-number")[0]
    if scheme.version != version:
        conflict = conflict_of(scheme, scheme.version, version, _told(before), _told(after))
        theirs = {name: _named(acting, before[name]) for name in conflict.theirs}
        theirs |= _parts_changed(scheme, version, now, (terms, written.terms), links)
        if theirs:
            raise VersionConflict(conflict.version, theirs, conflict.newer)
        after |= {name: before[name] for name in conflict.newer}
    operator_id = after["operator"].pk if after["operator"] else None
    country = after["perimeter"].country if after["perimeter"] else scheme.country
    if not can_open_scheme(acting.scope, country, after["perimeter"], operator_id):
        raise nothing_here()
    for name, held in (after | _searched(after, terms) | {"country": country}).items():
        setattr(scheme, name, held)
    changes: dict[str, tuple[object, object]] = {
        name: (_one(before[name]), _one(after[name])) for name in _HEAD
    }
    if _kept_terms(now) != _as_kept(terms, written.terms):
        made = _add_version(acting, scheme, now.number + 1, terms, written.terms)
        changes["scheme_version"] = (None, f"{made.number} : {made.what_changed}")
    changes |= _change_links(scheme, links)
    if all(was == is_now for was, is_now in changes.values()):
        return scheme
    scheme.version = F("version") + 1
    scheme.save()
    scheme.refresh_from_db(fields=("version",))
    record(acting, Verb.CHANGED, scheme, changes)
    return scheme


def locked_scheme(acting: Acting, scheme_id: int) -> Scheme:
    """Return a scheme that one writes, held until the end of the transaction.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    """
    found = Scheme.objects.select_for_update(of=("self",)).filter(
        can_change_scheme(acting.scope), pk=scheme_id
    )
    scheme = found.select_related("operator", "perimeter").first()
    if scheme is None:
        raise nothing_here()
    return scheme


def searched_text(*parts: str) -> str:
    """Return what is searched of a scheme, folded."""
    return fold(" ".join(part for part in parts if part))


def _searched(head: dict[str, Any], terms: dict[str, Any]) -> dict[str, str]:
    return {
        "folded_name": fold(head["name"])[:LONGEST_FOLDED],
        "folded_text": searched_text(
            head["name"], head["operator_names"], head["funder_names"],
            terms["summary"], terms["beneficiaries"], terms["eligible_costs"],
        ),
    }  # fmt: skip


def _add_version(
    acting: Acting, scheme: Scheme, number: int, terms: dict[str, Any], written: TermsFields
) -> SchemeVersion:
    made = SchemeVersion.objects.create(
        scheme=scheme,
        number=number,
        what_changed=" ".join(written.what_changed.split())[:300],
        written_by=acting.user,
        **terms,
    )
    SchemeOffer.objects.bulk_create(
        SchemeOffer(scheme_version=made, **vars(each)) for each in written.offers
    )
    return made


def _change_links(scheme: Scheme, links: list[str]) -> dict[str, tuple[object, object]]:
    """Write the links of a scheme; return what changed of them."""
    before = list(scheme.links.values_list("url", flat=True))
    if set(before) == set(links):
        return {}
    scheme.links.exclude(url__in=links).delete()
    SchemeLink.objects.bulk_create(
        SchemeLink(scheme=scheme, url=each) for each in links if each not in before
    )
    return {"links": ("\n".join(sorted(before)), "\n".join(sorted(links)))}


def _kept_terms(version: SchemeVersion) -> dict[str, Any]:
    told = {name: getattr(version, name) for name in _TERMS}
    told["offers"] = sorted(
        str(
            OfferFields(
                each.instrument, each.rate_from, each.rate_to, each.floor_eur_cents,
                each.ceiling_eur_cents,
            ).as_told
        )
        for each in version.offers.all()
    )  # fmt: skip
    return _told(told)


def _as_kept(terms: dict[str, Any], written: TermsFields) -> dict[str, Any]:
    return _told(terms | {"offers": sorted(str(each.as_told) for each in written.offers)})


def _told(held: dict[str, Any]) -> dict[str, Any]:
    told = {name: _one(value) for name, value in held.items()}
    # A rule as its form says it: written in another order, it is the same.
    return told | ({"rule": rule_of(parts_of(held["rule"]))} if "rule" in held else {})


def _parts_changed(
    scheme: Scheme,
    version: int,
    now: SchemeVersion,
    written: tuple[dict[str, Any], TermsFields],
    links: list[str],
) -> dict[str, Any]:
    """Return the terms and the links that somebody changed since, where they are written otherwise.

    They are told apart from nothing smaller: whoever has the older ones is asked to look.
    """
    since = history_of(scheme).filter(verb=Verb.CHANGED)[: max(scheme.version - version, 0)]
    touched = {name for entry in since for name in entry.changes}
    theirs: dict[str, Any] = {}
    if "scheme_version" in touched and _kept_terms(now) != _as_kept(*written):
        theirs["scheme_version"] = f"{now.number} : {now.what_changed}"
    if "links" in touched:
        held = sorted(scheme.links.values_list("url", flat=True))
        if held != sorted(links):
            theirs["links"] = "\n".join(held)
    return theirs


def _named(acting: Acting, value: object) -> object:
    """Return what a field holds in words; an organisation, to who may read its name."""
    if isinstance(value, Organisation):
        seen = Organisation.objects.filter(standing_of(acting.scope).condition(), pk=value.pk)
        return value.name if seen.exists() else ""
    return value.name if isinstance(value, Perimeter) else value


def _one(value: object) -> object:
    if isinstance(value, Organisation | Perimeter):
        return value.pk  # its name is told to who may read it
    if isinstance(value, Decimal):
        return str(value.normalize())
    return value.isoformat() if isinstance(value, date) else value
