"""A scheme as people write it, and what is refused of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.matching.eligibility.rules import BadRule
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.funding.enums import Recurrence, SchemeKind
from terreau.web.apps.funding.rules.conditions import check_rule
from terreau.web.apps.plans.enums import Instrument, TaxBasis
from terreau.web.apps.plans.themes import THEMES
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.models import Perimeter

_LONGEST = {
    "operator_names": 300, "funder_names": 300, "contact": 300, "summary": 4000,
    "beneficiaries": 2000, "eligible_costs": 2000, "conditions": 4000,
}  # fmt: skip
_MOST_LINKS = 10


@dataclass(frozen=True)
class OfferFields:
    """What is offered by one instrument: percents, cents."""

    instrument: str
    rate_from: Decimal | None = None
    rate_to: Decimal | None = None
    floor_eur_cents: int | None = None
    ceiling_eur_cents: int | None = None

    @property
    def as_told(self) -> list[Any]:
        """Itself, as the history keeps it."""
        rates = [
            str(each.normalize()) if each is not None else None
            for each in (self.rate_from, self.rate_to)
        ]
        return [self.instrument, *rates, self.floor_eur_cents, self.ceiling_eur_cents]


@dataclass(frozen=True)
class TermsFields:
    """The terms of a scheme, as people write them."""

    starts_on: date | None = None
    ends_on: date | None = None
    summary: str = ""
    beneficiaries: str = ""
    eligible_costs: str = ""
    conditions: str = ""
    own_share: Decimal | None = None
    tax_basis: str = TaxBasis.NOT_SAID
    rule: Any = None
    offers: Sequence[OfferFields] = ()
    what_changed: str = ""


@dataclass(frozen=True)
class SchemeFields:
    """What a scheme is, as people write it."""

    name: str
    kind: str
    theme: str = ""
    operator: Organisation | None = None
    operator_names: str = ""
    funder_names: str = ""
    perimeter: Perimeter | None = None
    country: str = Country.FRANCE
    recurrence: str = Recurrence.NOT_SAID
    contact: str = ""
    links: Sequence[str] = ()
    terms: TermsFields = field(default_factory=TermsFields)


def checked_head(written: SchemeFields) -> dict[str, Any]:
    """Return what is kept of what a scheme is, or refuse with `BadField`."""
    name = " ".join(written.name.split())
    if not fold(name) or len(name) > 200:
        raise BadField(
            "name",
            _("Un dispositif a un nom de 200 caractères au plus"),
            remedy=_("Écrivez-le."),
        )
    for name_of, value, allowed in (
        ("kind", written.kind, SchemeKind.values),
        ("theme", written.theme, ["", *THEMES]),
        ("recurrence", written.recurrence, Recurrence.values),
        ("country", written.country, Country.values),
    ):
        if value not in allowed:
            raise BadField(name_of, _("Ce choix n’existe pas"), value=str(value))
    return {
        "name": name,
        "kind": str(written.kind),
        "theme": written.theme,
        "operator": written.operator,
        "operator_names": _text("operator_names", written.operator_names),
        "funder_names": _text("funder_names", written.funder_names),
        "perimeter": written.perimeter,
        "recurrence": str(written.recurrence),
        "contact": _text("contact", written.contact),
    }


def checked_terms(written: TermsFields) -> dict[str, Any]:
    """Return what is kept of the terms of a scheme, or refuse with `BadField`."""
    if written.starts_on and written.ends_on and written.ends_on < written.starts_on:
        raise BadField(
            "ends_on",
            _("La fin est avant le début"),
            value=written.ends_on.isoformat(),
            remedy=_("Corrigez l’un des deux jours."),
        )
    check_percent("own_share", written.own_share)
    if written.tax_basis not in TaxBasis.values:
        raise BadField("tax_basis", _("Ce choix n’existe pas"), value=written.tax_basis)
    for offer in written.offers:
        _check_offer(offer)
    if len({each.instrument for each in written.offers}) < len(written.offers):
        raise BadField("offers", _("Un instrument est dit une seule fois"))
    if written.rule is not None:
        try:
            check_rule(written.rule)
        except BadRule as bad:
            raise BadField("rule", _("Cette règle ne se lit pas"), value=str(bad.what)) from bad
    return {
        "starts_on": written.starts_on,
        "ends_on": written.ends_on,
        "own_share": written.own_share,
        "tax_basis": str(written.tax_basis),
        "rule": written.rule,
        **{
            name: _lines(name, getattr(written, name))
            for name in ("summary", "beneficiaries", "eligible_costs", "conditions")
        },
    }


def _check_offer(offer: OfferFields) -> None:
    if offer.instrument not in Instrument.values or offer.instrument == Instrument.OWN_SHARE:
        raise BadField("offers", _("Cet instrument n’existe pas"), value=offer.instrument)
    check_percent("offers", offer.rate_from)
    check_percent("offers", offer.rate_to)
    for low, high, said in (
        (offer.rate_from, offer.rate_to, _("Le taux le plus haut est sous le plus bas")),
        (
            offer.floor_eur_cents,
            offer.ceiling_eur_cents,
            _("Le plafond est sous le plancher"),
        ),
    ):
        if low is not None and high is not None and high < low:
            raise BadField("offers", said, remedy=_("Corrigez l’un des deux."))
    for cents in (offer.floor_eur_cents, offer.ceiling_eur_cents):
        if cents is not None and cents < 0:
            raise BadField("offers", _("Un montant n’est pas négatif"))


def check_percent(name: str, value: Decimal | None) -> None:
    """Refuse a rate under 0 % or over 100 %, with `BadField`."""
    if value is not None and not 0 <= value <= 100:
        raise BadField(
            name,
            _("Un taux va de 0 % à 100 %"),
            value=str(value),
            remedy=_("Vérifiez la virgule."),
        )


def checked_links(written: Iterable[str]) -> list[str]:
    """Return the links of a scheme, each once, or refuse with `BadField`."""
    links = list(dict.fromkeys(each.strip() for each in written if each.strip()))
    if len(links) > _MOST_LINKS:
        raise BadField("links", _("Dix liens au plus"), value=str(len(links)))
    for each in links:
        try:
            URLValidator(schemes=["http", "https"])(each)
        except ValidationError as bad:
            raise BadField(
                "links",
                _("Ce lien n’est pas une adresse"),
                value=each[:80],
                remedy=_("Écrivez-le avec https://, un par ligne."),
            ) from bad
        if len(each) > 500:
            raise BadField("links", _("Un lien a 500 caractères au plus"), value=each[:80])
    return links


def _text(name: str, written: str) -> str:
    return _bounded(name, " ".join(written.split()))


def _lines(name: str, written: str) -> str:
    return _bounded(name, "\n".join(line.rstrip() for line in written.strip().splitlines()))


def _bounded(name: str, text: str) -> str:
    if len(text) > _LONGEST[name]:
        raise BadField(
            name,
            _("Ce texte a %(most)s caractères au plus") % {"most": _LONGEST[name]},
            value=str(len(text)),
            remedy=_("Raccourcissez-le."),
        )
    return text
