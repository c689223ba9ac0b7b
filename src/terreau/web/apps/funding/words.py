"""Schemes in words: amounts, rates, conditions, what was printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.web.apps.funding.models import SchemeOffer
from terreau.web.apps.funding.rules.facts import FACTS, Fact, Shape
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.formatting import format_number, format_short_euros


def offer_in_words(offer: SchemeOffer) -> str:
    """Say what is offered by one instrument: "Subvention : 20 % à 40 %, au plus 200 000 €"."""
    parts = [
        part
        for part in (
            rates_in_words(offer.rate_from, offer.rate_to),
            _bounds(offer.floor_eur_cents, offer.ceiling_eur_cents),
        )
        if part
    ]
    name = offer.get_instrument_display()
    return _("%(name)s : %(terms)s") % {"name": name, "terms": ", ".join(parts)} if parts else name


def rates_in_words(low: Decimal | None, high: Decimal | None) -> str:
    """Say a rate, or the range of one; "" where none is known."""
    if low is not None and high is not None and low != high:
        return _("%(low)s à %(high)s") % {"low": percent(low), "high": percent(high)}
    if high is not None and low is None:
        return _("jusqu’à %(high)s") % {"high": percent(high)}
    return percent(low) if low is not None else ""


def percent(rate: Decimal) -> str:
    """Return a percentage as it is written, without useless zeros."""
    decimals = max(0, -int(rate.normalize().as_tuple().exponent))
    return _("%(number)s %%") % {"number": format_number(float(rate), decimals)}


def _bounds(floor: int | None, ceiling: int | None) -> str:
    if floor is not None and ceiling is not None:
        both = {"floor": format_short_euros(floor), "ceiling": format_short_euros(ceiling)}
        return _("de %(floor)s à %(ceiling)s") % both
    if ceiling is not None:
        return _("au plus %(ceiling)s") % {"ceiling": format_short_euros(ceiling)}
    return (
        _("à partir de %(floor)s") % {"floor": format_short_euros(floor)}
        if floor is not None
        else ""
    )


def printed(phrase: Mapping[str, str] | None) -> str:
    """Return a phrase of a document in the reader's language; "" of none."""
    if not phrase:
        return ""
    return phrase["fr" if (get_language() or "fr").startswith("fr") else "en"]


def amount_in_words(told: Mapping[str, Any]) -> str:
    """Say a number as a document prints it: "jusqu’à 100 € par mois : aide au loyer"."""
    value, unit = told["value"], told["unit"]["en"]
    if unit == "EUR":
        number = format_short_euros(round(value * 100))
    elif unit == "%":
        number = percent(Decimal(str(value)))
    else:
        number = f"{format_number(value)} {printed(told['unit'])}"
    terms = {
        "qualifier": printed(told["qualifier"]), "number": number, "per": printed(told["per"]),
        "what": printed(told["what"]),
    }  # fmt: skip
    if terms["per"]:
        said = _("%(what)s : %(qualifier)s %(number)s (%(per)s)") % terms
    else:
        said = _("%(what)s : %(qualifier)s %(number)s") % terms
    derived = _(" – calculé, non imprimé") if told["is_derived"] else ""
    return " ".join(said.split()) + derived


class Conditions:
    """Conditions in words; the territories that they name are read once.

    Parameters
    ----------
    told : iterable of dict
        The conditions that will be said, as data.
    """

    def __init__(self, told: Iterable[Mapping[str, Any]]) -> None:
        keys = {
            str(key)
            for atom in map(_atom_of, told)
            if atom is not None and atom["fact"] == "places"
            for key in _listed(atom["value"])
        }
        self._places = _place_names(keys)

    def in_words(self, told: Mapping[str, Any]) -> str:
        """Say a condition: "Effectif : au plus 249 salariés"; one that is no, as "sauf"."""
        atom = _atom_of(told)
        if atom is None:
            return _("une autre condition")
        fact = FACTS.get(atom["fact"])
        name = str(fact.label) if fact else str(atom["fact"])
        op, value = atom["op"], atom["value"]
        is_not = "not" in told
        if fact is not None and fact.shape is Shape.YES_NO and isinstance(value, bool):
            holds = (op == "==") is value
            answer = _("oui") if holds is not is_not else _("non")
            return _("%(name)s : %(value)s") % {"name": name, "value": answer}
        said = self._values(fact, op, value)
        if is_not is not (op in {"not-in", "!="}):
            said = _("sauf %(values)s") % {"values": said}
        return _("%(name)s : %(value)s") % {"name": name, "value": said}

    def _values(self, fact: Fact | None, op: str, value: Any) -> str:
        unit = f" {fact.unit}" if fact and fact.unit else ""
        if op in {"<", "<=", ">", ">="}:
            bound = {"value": _number(value) + unit}
            return {
                "<": _("moins de %(value)s"),
                "<=": _("au plus %(value)s"),
                ">": _("plus de %(value)s"),
                ">=": _("au moins %(value)s"),
            }[op] % bound
        if op in {"before", "after"}:
            said = _("avant le %(day)s") if op == "before" else _("après le %(day)s")
            return said % {"day": value}
        held = _listed(value)
        if op == "within" and len(held) == 2 and not isinstance(held[0], str):
            bounds = {"low": _number(held[0]), "high": _number(held[1]) + unit}
            return _("de %(low)s à %(high)s") % bounds
        return ", ".join(self._one(fact, each) + unit for each in held)

    def _one(self, fact: Fact | None, value: Any) -> str:
        if fact is not None and fact.shape is Shape.PLACES:
            return self._places.get(str(value), str(value))
        choices = dict(fact.choices) if fact is not None else {}
        return str(choices.get(value, _number(value)))


def _atom_of(told: Mapping[str, Any]) -> Mapping[str, Any] | None:
    atom = told.get("not", told)
    return atom if isinstance(atom, Mapping) and "fact" in atom else None


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return format_number(value, 0 if float(value).is_integer() else 2)


def _place_names(keys: Collection[str]) -> dict[str, str]:
    """Return the names of territories, by key."""
    codes = {key.partition(":")[2] for key in keys}
    found = Perimeter.objects.filter(code__in=codes).order_by() if codes else ()
    names = {f"{each.kind}:{each.code}": each.name for each in found}
    return {key: names[key] for key in keys if key in names}
