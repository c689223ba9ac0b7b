"""How facts of the source documents are written: values, dates, places, what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from itertools import product

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.datasets.indicators.registry import get_indicator
from terreau.datasets.printed import Fact, Pair
from terreau.web.apps.observatory.indicator_words import TABLES
from terreau.web.shared.formatting import format_day, format_number, format_percent

THEMES: Mapping[str, Promise] = {
    "employment-history": gettext_lazy("L’emploi industriel depuis 1975"),
    "basin-typology": gettext_lazy("Les types de bassins de vie"),
    "programme-size": gettext_lazy("La taille du programme"),
    "programme-money": gettext_lazy("L’argent du programme"),
}
# Of a number of things, how many of what.
_UNITS: Mapping[str, Callable[[], str]] = {
    "million jobs": lambda: _("millions d’emplois"),
    "jobs": lambda: _("emplois"),
    "employment zones": lambda: _("zones d’emploi"),
    "living areas": lambda: _("bassins de vie"),
    "territories": lambda: _("territoires"),
    "EPCI": lambda: _("EPCI"),
    "actions": lambda: _("actions"),
    "projects": lambda: _("projets"),
    "protocols": lambda: _("protocoles"),
    "months": lambda: _("mois"),
    "M EUR": lambda: _("millions d’euros"),
    "per 100": lambda: _("pour 100"),
    "factor": lambda: _("fois moins"),
}
_QUALIFIERS: Mapping[str, Callable[[str], str]] = {
    "about": lambda value: _("environ %(value)s") % {"value": value},
    "about, hoped": lambda value: _("environ %(value)s, espérés") % {"value": value},
    "almost": lambda value: _("près de %(value)s") % {"value": value},
    "nearly": lambda value: _("près de %(value)s") % {"value": value},
    "less than": lambda value: _("moins de %(value)s") % {"value": value},
    "at least": lambda value: _("au moins %(value)s") % {"value": value},
    "more than": lambda value: _("plus de %(value)s") % {"value": value},
    "more than, hoped": lambda value: _("plus de %(value)s, espérés") % {"value": value},
    "hoped": lambda value: _("%(value)s, espérés") % {"value": value},
    "more than one third": lambda _value: _("plus d’un tiers"),
}
_DATES: Mapping[str, Callable[[], str]] = {
    "2019 (summer)": lambda: _("été 2019"),
    "2020 (mid)": lambda: _("milieu de 2020"),
    "end 2019": lambda: _("fin 2019"),
    "by 2022": lambda: _("d’ici à 2022"),
    "2022 (3 years)": lambda: _("2022, à trois ans"),
    "3 years ahead (from 2019)": lambda: _("à trois ans, dit en 2019"),
    "definition": lambda: _("définition"),
}
_SCOPES: Mapping[str, Callable[[], str]] = {
    "France": lambda: "",
    "same four regions": lambda: _("les quatre mêmes régions"),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_ZONE = re.compile(r"(?P<name>.+) \(employment zone\)")


def as_printed(fact: Fact) -> str:
    """Write the value of a fact as its document gives it."""
    value = written(fact.value, fact.unit)
    if fact.unit == "%" and float(fact.value).is_integer():
        value = format_percent(fact.value / 100, 0)
    return _QUALIFIERS[fact.qualifier](value) if fact.qualifier else value


def written(value: float, unit: str, *, is_signed: bool = False) -> str:
    """Write a value in the unit of a fact."""
    if unit == "%":
        return format_percent(value / 100, is_signed=is_signed)
    decimals = 1 if unit == "million jobs" and not float(value).is_integer() else 0
    number = format_number(value, decimals, is_signed=is_signed)
    if unit == "million jobs" and abs(value) < 2:
        return _("%(count)s million d’emplois") % {"count": number}
    return f"{number}\u00a0{_UNITS[unit]()}"


def dated(fact: Fact) -> str:
    """Write what a fact describes in time."""
    if fact.date in _DATES:
        return _DATES[fact.date]()
    return day(fact.date) if _DAY.fullmatch(fact.date) else fact.date


def day(written_day: str) -> str:
    """Write a day as the reader does."""
    return format_day(date.fromisoformat(written_day))


def years_apart(date: str, period: str) -> int:
    """Return how many years are between the nearest of two dates; 0 where one names none."""
    pairs = product(_YEAR.findall(date), _YEAR.findall(period))
    return min((abs(int(one) - int(other)) for one, other in pairs), default=0)


def placed(fact: Fact) -> str:
    """Write where a fact holds; "" for the country."""
    if zone := _ZONE.fullmatch(fact.scope):
        return _("zone d’emploi de %(name)s") % {"name": zone["name"]}
    return _SCOPES[fact.scope]() if fact.scope in _SCOPES else fact.scope


def lacking(pair: Pair | None) -> str:
    """Say why nothing is computed beside a fact, and which source would fill it."""
    if pair is None:
        return _("Terreau ne calcule rien de tel.")
    if pair.how == "missing":
        source = pair.source
    elif pair.how == "basins":
        source = str(TABLES["census"])
    else:
        source = " ; ".join(str(TABLES[name]) for name in get_indicator(pair.indicator).tables)
    return _("Pas encore calculé ici. Il faut : %(source)s.") % {"source": source}
