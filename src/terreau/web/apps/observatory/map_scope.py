"""A part of the country, to look closer: the territories inside a region or a department."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress
from urllib.parse import urlencode

import numpy as np
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, NotHere
from terreau.datasets.indicators.tables import Territories
from terreau.datasets.indicators.values import Values
from terreau.web.apps.observatory import indicating
from terreau.web.apps.observatory.indicator_words import KINDS
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.enums import Country, PerimeterKind

# What can be looked at from nearer, and the territories that are then compared; the last one is
# what its drawing leads to.
INSIDE: Mapping[str, tuple[PerimeterKind, ...]] = {
    PerimeterKind.REGION: (
        PerimeterKind.EPCI,
        PerimeterKind.TERRITOIRE_INDUSTRIE,
        PerimeterKind.ZONE_EMPLOI,
        PerimeterKind.DEPARTEMENT,
    ),
    PerimeterKind.DEPARTEMENT: (
        PerimeterKind.TERRITOIRE_INDUSTRIE,
        PerimeterKind.ZONE_EMPLOI,
        PerimeterKind.EPCI,
    ),
}


@dataclass(frozen=True)
class Scope:
    """A region or a department.

    Parameters
    ----------
    kind, code, name : str
        Which one.
    communes : frozenset of str
        What it holds today.
    holder : tuple of str, str
        Key and name of the region of a department; empty for a region.
    """

    kind: str
    code: str
    name: str
    communes: frozenset[str]
    holder: tuple[str, ...]

    @property
    def key(self) -> str:
        """How an address names it."""
        return f"{self.kind}:{self.code}"


def chosen_scope(within: str, *, kind: str, country: str) -> Scope | None:
    """Return the part of the country that an address asks for; None for the whole.

    Parameters
    ----------
    within : str
        "region:11", or "" for the whole country.
    kind, country : str
        Of the territories drawn.

    Raises
    ------
    BadInput
        If it is no region or department, or its territories of that kind are not compared.
    NotHere
        If there is none of that code.
    """
    if not within:
        return None
    holder, _colon, code = within.partition(":")
    holder = holder.replace("-", "_")
    if holder not in INSIDE:
        raise BadInput(
            _("La carte s’approche d’une région ou d’un département"),
            value=within,
            remedy=_("Écrivez par exemple dans=region:11, ou dans=departement:44."),
        )
    if kind not in INSIDE[holder]:
        raise BadInput(
            _("Ces territoires ne sont pas à l’intérieur d’un autre"),
            value=KINDS[kind],
            remedy=_("Choisissez parmi : %(kinds)s.") % {"kinds": ", ".join(INSIDE[holder])},
        )
    communes = dict(indicating.territories_of(holder, country).members).get(code)
    if not communes:
        raise NotHere(
            _("Aucun territoire n’a ce code dans cette catégorie"),
            value=within,
            remedy=_("Entrez-y depuis la carte de France."),
        )
    perimeter = territories.get_perimeter(kind=holder, code=code)
    return Scope(holder, code, perimeter.name, communes, _holder_of(perimeter.region, holder))


def _holder_of(region: str, kind: str) -> tuple[str, ...]:
    if kind == PerimeterKind.REGION or not region:
        return ()
    held = territories.get_perimeter(kind=PerimeterKind.REGION, code=region)
    return f"{held.kind}:{held.code}", held.name


@lru_cache(maxsize=64)
def inside(asked: Territories, scope: Scope) -> Territories:
    """Return the territories most of whose communes are in a part of the country.

    Raises
    ------
    BadInput
        If there is none.
    """
    members = tuple(
        (code, communes)
        for code, communes in asked.members
        if 2 * len(communes & scope.communes) > len(communes)
    )
    if not members:
        raise BadInput(
            _("Aucun de ces territoires n’est à l’intérieur de %(name)s") % {"name": scope.name},
            value=KINDS[asked.kind],
            remedy=_("Choisissez-en d’une autre catégorie."),
        )
    return replace(asked, members=members)


def values_of_some(values: Values, codes: Collection[str]) -> Values:
    """Return the values of some of the territories."""
    kept = [code in codes for code in values.codes]
    return replace(
        values,
        codes=tuple(compress(values.codes, kept)),
        values=values.values[np.array(kept)],
        status=tuple(compress(values.status, kept)),
        hidden=values.hidden[np.array(kept)],
    )


def doors_of(kind: str, codes: Collection[str], wishes: Mapping[str, str]) -> dict[str, str]:
    """Return code → address of the map that looks closer, kept from "?"; empty where none does."""
    if kind not in INSIDE:
        return {}
    nearer = {**wishes, "kind": str(INSIDE[kind][-1])}
    return {code: f"?{urlencode({**nearer, 'dans': f'{kind}:{code}'})}" for code in codes}


def ways_back(scope: Scope, country: str, wishes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return name and address of what holds a part of the country, the country first."""
    whole = {name: wish for name, wish in wishes.items() if name != "dans"}
    is_real = country == Country.FRANCE
    name = _("Retour à la France") if is_real else _("Retour au pays d’exemple")
    found = [(name, f"?{urlencode(whole)}")]
    if scope.holder:
        key, region = scope.holder
        found.append((region, f"?{urlencode(whole | {'dans': key})}"))
    return found


def kinds_within(scope: Scope | None) -> list[str]:
    """Return the kinds of territories that can be drawn there, in the order they are offered."""
    offered = indicating.KINDS if scope is None else INSIDE[scope.kind]
    return [kind for kind in indicating.KINDS if kind in offered]
