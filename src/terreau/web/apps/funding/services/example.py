"""The schemes of the example country, written by the same services as people's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from importlib import resources
from typing import Any

from django.db import transaction
from django.utils import timezone

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.example import DOMAIN
from terreau.web.apps.funding.models import Scheme
from terreau.web.apps.funding.services.calls import CallFields, add_call
from terreau.web.apps.funding.services.facts import state_facts
from terreau.web.apps.funding.services.scheme_fields import (
    OfferFields,
    SchemeFields,
    TermsFields,
)
from terreau.web.apps.funding.services.schemes import change_scheme, open_scheme
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.models import Perimeter

_FILE = resources.files("terreau.web.apps.funding.services").joinpath("example_schemes.toml")
# Whose file it becomes, and what it said of itself.
_COMPANY = "Forges du Val Chimère"
_STATED = {"invests": True, "is_in_difficulty": False, "size": "pme"}


@transaction.atomic
def seed_example() -> bool:
    """Write them once.

    Returns
    -------
    bool
        Whether something was written: False where they are here already, or the people are not.
    """
    people = {
        key: user
        for key in ("delegation", "cheffe.de.projet")
        if (user := User.objects.filter(email=f"{key}@{DOMAIN}").first())
    }
    place = Perimeter.objects.filter(
        kind=PerimeterKind.TERRITOIRE_INDUSTRIE,
        country=Country.EXAMPLE,
        last_vintage__isnull=False,
    )
    ti = place.order_by("code").first()
    if len(people) < 2 or ti is None or Scheme.objects.filter(country=Country.EXAMPLE).exists():
        return False
    acting = {key: Acting(user, scope_of(user)) for key, user in people.items()}
    for written in tomllib.loads(_FILE.read_text(encoding="utf-8"))["scheme"]:
        _write(acting[written["by"]], written, ti)
    company = Organisation.objects.filter(name=_COMPANY).first()
    if company is not None:
        state_facts(acting=acting["cheffe.de.projet"], organisation_id=company.pk, stated=_STATED)
    return True


def _write(acting: Acting, written: Mapping[str, Any], ti: Perimeter) -> None:
    fields = _fields(written, ti)
    scheme = open_scheme(acting=acting, written=fields)
    for title, opens, predeposit, deadline, decision in written.get("calls", []):
        today = timezone.localdate()
        days = [today + timedelta(days=each) for each in (opens, predeposit, deadline, decision)]
        add_call(acting=acting, scheme_id=scheme.pk, written=CallFields(title, *days))
    if "raised" in written:
        _raise_its_rate(acting, scheme, fields, **written["raised"])


def _raise_its_rate(
    acting: Acting, scheme: Scheme, fields: SchemeFields, *, rate_to: int, what_changed: str
) -> None:
    """Give a scheme a second version, of a higher rate."""
    first, *others = fields.terms.offers
    offers = (replace(first, rate_to=Decimal(rate_to)), *others)
    terms = replace(fields.terms, offers=offers, what_changed=what_changed)
    change_scheme(
        acting=acting,
        scheme_id=scheme.pk,
        version=scheme.version,
        written=replace(fields, terms=terms),
    )


def _fields(written: Mapping[str, Any], ti: Perimeter) -> SchemeFields:
    name = written.get("operator", "")
    operator = Organisation.objects.filter(name=name).first() if name else None
    conditions = [
        {"fact": fact, "op": op, "value": value} for fact, op, value in written.get("rule", [])
    ]
    return SchemeFields(
        name=written["name"],
        kind=written["kind"],
        theme=written.get("theme", ""),
        operator=operator,
        operator_names="" if operator else name or written.get("operator_names", ""),
        funder_names=written.get("funders", ""),
        perimeter=ti if written.get("here") else None,
        country=Country.EXAMPLE,
        recurrence=written.get("recurrence", "not_said"),
        contact=written.get("contact", ""),
        links=written.get("links", ()),
        terms=TermsFields(
            summary=written["summary"],
            beneficiaries=written["beneficiaries"],
            eligible_costs=written.get("costs", ""),
            conditions=written["conditions"],
            own_share=Decimal(written["own_share"]) if "own_share" in written else None,
            rule={"all": conditions} if conditions else None,
            offers=[_offer(*each) for each in written.get("offers", [])],
        ),
    )


def _offer(instrument: str, low: int, high: int, floor: int, ceiling: int) -> OfferFields:
    """Return an offer; a zero of the file is what is not said."""
    return OfferFields(
        instrument,
        Decimal(low) if low else None,
        Decimal(high) if high else None,
        floor or None,
        ceiling or None,
    )
