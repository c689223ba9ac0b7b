"""Words of the pages of indicators: kinds, themes, units, statuses, what was read."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from terreau.core.said import Said
from terreau.datasets.indicators.definition import UNITS, Indicator
from terreau.datasets.indicators.values import Read, Status, Values
from terreau.datasets.licences import is_share_alike
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.shared.formatting import format_number

# Of the populations that travel with Terreau.
OPEN_LICENCE = "Licence Ouverte 2.0"
_EXAMPLE = _("Pays d’exemple fictif de Terreau")
THEMES: Mapping[str, Promise] = {
    "population": _("Population"),
    "jobs": _("Emploi"),
    "industry": _("Industrie"),
    "activities": _("Activités"),
    "structure": _("Structure et effet local"),
    "establishments": _("Établissements"),
    "long_run": _("Depuis 1968"),
}
KINDS: Mapping[str, Promise] = {
    PerimeterKind.EPCI: _("intercommunalités"),
    PerimeterKind.TERRITOIRE_INDUSTRIE: _("Territoires d’industrie"),
    PerimeterKind.ZONE_EMPLOI: _("zones d’emploi"),
    PerimeterKind.DEPARTEMENT: _("départements"),
    PerimeterKind.REGION: _("régions"),
}
STATUSES: Mapping[Status, Promise] = {
    Status.OK: _("connu"),
    Status.PARTIAL: _("en partie"),
    Status.UNKNOWN: _("non connu"),
    Status.UNDEFINED: _("sans objet"),
}
TABLES: Mapping[str, Promise] = {
    "population": _("Populations légales, Insee"),
    "employment": _("Emploi par commune et activité : Urssaf, ou Insee, Flores"),
    "establishments": _("Stock d’établissements : Insee, SIRENE"),
    "creations": _("Créations d’établissements : Insee, SIRENE"),
    "census": _("Recensements harmonisés depuis 1968 : Insee"),
    "unemployment": _("Taux de chômage localisés : Insee"),
}
CLASSES: Mapping[str, Promise] = {
    "quantiles": _("effectifs égaux"),
    "natural": _("seuils naturels"),
    "equal": _("amplitudes égales"),
}


def told(said: Said) -> str:
    """Return what a definition says in the reader's language."""
    return said.in_language(get_language() or "fr")


def unit_of(indicator: Indicator) -> str:
    """Return the unit of an indicator; "" for an index."""
    return told(UNITS[indicator.unit])


def written(value: float | None, indicator: Indicator, *, with_unit: bool = False) -> str:
    """Write a value as pages do: a sign where it is a change, its unit where asked."""
    number = format_number(value, indicator.decimals, is_signed=is_change(indicator))
    unit = unit_of(indicator)
    return f"{number}\u202f{unit}" if with_unit and unit and number != "–" else number


def span_of(values: Values) -> str:
    """Return the year of values, or the first and the last where they compare two."""
    first = min(year for read in values.read for year in read.years)
    return str(values.year) if first == values.year else f"{first}–{values.year}"


def is_change(indicator: Indicator) -> bool:
    """Whether it compares two dates, so that a sign is written."""
    return any(term.back != 0 for _, term in indicator.terms)


def read_sentence(read: Read, country: str) -> str:
    """Say which table of a country was read, and which years of it."""
    return f"{read_name(read, country)} ({', '.join(map(str, read.years))})"


def read_name(read: Read, country: str) -> str:
    """Say which table of a country was read."""
    if read.dataset is None:
        return str(_EXAMPLE if country == Country.EXAMPLE else TABLES[read.table])
    return f"{read.dataset.publisher}, {read.dataset.title}, {read.dataset.vintage}"


def licences_of(values: Values) -> tuple[str, str]:
    """Return the licences of what was read, and those of them that ask for share alike."""
    bundled = "" if values.country == Country.EXAMPLE else OPEN_LICENCE
    licences = {read.dataset.licence if read.dataset else bundled for read in values.read} - {""}
    shared = sorted(each for each in licences if is_share_alike(each))
    return " ; ".join(sorted(licences)), " ; ".join(shared)


def command_of(values: Values) -> str:
    """Return the command that prints the values again."""
    country = f" --country {values.country}" if values.country != Country.FRANCE else ""
    return (
        f"terreau indicators values {values.indicator.id} --by {values.kind} "
        f"--year {values.year}{country}"
    )
