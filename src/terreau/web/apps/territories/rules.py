"""Addresses and spellings of perimeters, states of import runs: no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from terreau.core.text import fold
from terreau.web.apps.territories.enums import PerimeterKind, RunState

# At most this many codes in the address of an own perimeter: a browser's address bar holds them.
MAX_LISTED = 400

_LISTED = re.compile(r"(?=[A-Z]*[0-9])[0-9A-Z]{5}|[0-9X][0-9]{8}")

_ENDS = frozenset({RunState.DONE, RunState.FAILED, RunState.INTERRUPTED})
# State of an import run → those that may follow it.
NEXT_STATES: Mapping[RunState, frozenset[RunState]] = MappingProxyType(
    {
        RunState.WAITING: frozenset({RunState.FETCHING, RunState.FAILED}),
        RunState.FETCHING: _ENDS | {RunState.READING},
        RunState.READING: _ENDS,
        RunState.DONE: frozenset(),
        RunState.FAILED: frozenset(),
        RunState.INTERRUPTED: frozenset(),
    }
)
RUNNING_STATES = frozenset(state for state, following in NEXT_STATES.items() if following)


def states_before(state: RunState) -> list[RunState]:
    """Return the states of an import run that this one may follow."""
    return [before for before, following in NEXT_STATES.items() if state in following]


def listed_codes(text: str) -> list[str]:
    """Read the codes of an own perimeter from its address or from a form.

    Parameters
    ----------
    text : str
        Commune codes (5 characters) and SIREN of EPCI or EPT (9 digits),
        separated by commas, semicolons or spaces.

    Returns
    -------
    list[str]
        The codes, once each, sorted: one perimeter has one address.

    Raises
    ------
    ValueError
        If nothing is listed, too much is, or a word is not a code; the message
        is the offending word as typed, or empty.
    """
    words = sorted({word for word in re.split(r"[\s,;+]+", text) if word})
    codes = sorted({word.upper() for word in words})
    if not codes or len(codes) > MAX_LISTED:
        raise ValueError("")
    for word in words:
        if not is_code(word):
            raise ValueError(word)
    return codes


def is_code(word: str) -> bool:
    """Whether a word is written as the code of a commune, an EPCI or an EPT.

    Examples
    --------
    >>> is_code("2a004"), is_code("244400644"), is_code("Brest")
    (True, True, False)
    """
    return _LISTED.fullmatch(word.upper()) is not None


_OFFICIAL_PREFIX = re.compile(
    r"^(cc|ca|cu|ct|metropole|communaute de communes|communaute d agglomeration|"
    r"communaute urbaine|eurometropole)\s+((de la|de l|des|du|de|d|le|la|les|l)\s+)?"
)
_PARENTHESIS = re.compile(r"\(([^)]*)\)")


# What a person calls a kind before a name, folded; the names of EPCI say theirs themselves.
_KINDS_SAID = re.compile(
    r"(?P<kind>zones? d emploi|bassins? d emploi|bassins? de vie|territoires? d industrie"
    r"|departements?|regions?) (?:(?:de la|de l|du|des|de|d) )?(?P<name>.+)"
)
_KIND_OF = MappingProxyType(
    {
        "zone": PerimeterKind.ZONE_EMPLOI,
        "bassin d": PerimeterKind.ZONE_EMPLOI,
        "bassin de": PerimeterKind.BASSIN_DE_VIE,
        "territoire": PerimeterKind.TERRITOIRE_INDUSTRIE,
        "departement": PerimeterKind.DEPARTEMENT,
        "region": PerimeterKind.REGION,
    }
)


def kind_in(folded: str) -> tuple[str, str] | None:
    """Return the kind that a folded query begins with, and the name that follows.

    Examples
    --------
    >>> kind_in("zone d emploi de rouen")
    ('zone_emploi', 'rouen')
    >>> kind_in("departement du nord"), kind_in("regionale"), kind_in("region")
    (('departement', 'nord'), None, None)
    """
    found = _KINDS_SAID.fullmatch(folded)
    if found is None:
        return None
    said = found["kind"].replace("bassins", "bassin")
    start = max((s for s in _KIND_OF if said.startswith(s)), key=len)
    return str(_KIND_OF[start]), found["name"]


def search_names(name: str, aliases: Iterable[str]) -> list[str]:
    """Return the folded spellings under which a person may look for a perimeter.

    The official name, the name without "CC de la…", what stands in
    parentheses (an acronym), and the aliases.
    """
    spellings: list[str] = []
    for printed in (name, *aliases):
        bare = _PARENTHESIS.sub(" ", printed)
        folded = fold(bare)
        spellings += [folded, _OFFICIAL_PREFIX.sub("", folded)]
        spellings += [fold(inside) for inside in _PARENTHESIS.findall(printed)]
    return list(dict.fromkeys(s for s in spellings if s))
