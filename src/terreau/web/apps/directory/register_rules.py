"""What an import does of an organisation: the three-way rule, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from terreau.core.text import fold
from terreau.datasets.registers import Establishment
from terreau.web.apps.directory.enums import OrganisationKind

# How many numbers are pasted at once, and lines of a file of the territory.
NUMBERS_AT_ONCE = 500
LINES_AT_ONCE = 2_000
# The fields in which a register is followed, in the order in which they are told.
FOLLOWED = ("name", "siren", "siret", "naf", "seat", "headcount_class", "website", "closed_on")

# Legal category (INSEE, level III), or its first digits → kind; the longest that fits is taken.
_KINDS: Mapping[str, OrganisationKind] = {
    "41": OrganisationKind.OPERATOR,
    "71": OrganisationKind.STATE_SERVICE,
    "7190": OrganisationKind.SCHOOL,
    "72": OrganisationKind.LOCAL_AUTHORITY,
    "73": OrganisationKind.LOCAL_AUTHORITY,
    "7331": OrganisationKind.SCHOOL,
    "734": OrganisationKind.EPCI,
    "7341": OrganisationKind.LOCAL_AUTHORITY,
    "7353": OrganisationKind.EPCI,
    "7354": OrganisationKind.EPCI,
    "7355": OrganisationKind.EPCI,
    "7357": OrganisationKind.EPCI,
    "7364": OrganisationKind.OPERATOR,
    "7365": OrganisationKind.OPERATOR,
    "738": OrganisationKind.OPERATOR,
    "7383": OrganisationKind.SCHOOL,
    "7384": OrganisationKind.SCHOOL,
    "74": OrganisationKind.OPERATOR,
    "92": OrganisationKind.ASSOCIATION,
    "93": OrganisationKind.ASSOCIATION,
}
# Divisions of activities that say more than the legal category, and those where things are made.
_SCHOOLS, _RESEARCH, _MADE = "85", "72", ("10", "33")


@dataclass(frozen=True)
class Entry:
    """What a register says of one organisation.

    Parameters
    ----------
    said : Mapping[str, str]
        Field of the organisation → what the register says; the seat by its commune's code. A field
        of which it says nothing is not there, or empty.
    kind : str
        What it is taken for, where it is not in the directory yet.
    is_masked : bool
        Whether nothing that names it may be kept.
    is_head : bool
        Whether it is the seat of its legal unit.
    line : int
        Where it stood in the file of the territory; 0 elsewhere.
    """

    said: Mapping[str, str]
    kind: str = OrganisationKind.COMPANY
    is_masked: bool = False
    is_head: bool = False
    line: int = 0

    @property
    def siret(self) -> str:
        """The number of the establishment; "" where it has none."""
        return self.said.get("siret", "")

    @property
    def siren(self) -> str:
        """The number of the legal unit; "" where it has none."""
        return self.said.get("siren", "")

    @property
    def name(self) -> str:
        """Its name; "" where it is not known."""
        return self.said.get("name", "")

    @property
    def is_closed(self) -> bool:
        """Whether the register says that it is closed."""
        return bool(self.said.get("closed_on"))


@dataclass(frozen=True)
class Merged:
    """What an import does of one organisation.

    Parameters
    ----------
    changes : dict
        Field → what it held and what it will hold: the register is followed.
    contradicted : dict
        Field → what it holds and what the register says: somebody wrote otherwise, it stays.
    """

    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    contradicted: dict[str, tuple[str, str]] = field(default_factory=dict)


def merged(held: Mapping[str, str], before: Mapping[str, str], said: Mapping[str, str]) -> Merged:
    """Follow a register in each field that still holds what it said before.

    Parameters
    ----------
    held : Mapping[str, str]
        Field → what the organisation holds.
    before, said : Mapping[str, str]
        Field → what the register said before ("" where it said nothing), and says now.

    Examples
    --------
    >>> merged({"naf": "25.11Z"}, {"naf": "25.11Z"}, {"naf": "25.62B"}).changes
    {'naf': ('25.11Z', '25.62B')}
    >>> merged({"naf": "31.01Z"}, {"naf": "25.11Z"}, {"naf": "25.62B"}).contradicted
    {'naf': ('31.01Z', '25.62B')}

    Case and accents are no contradiction; a silence neither:

    >>> merged({"name": "Forêt"}, {"name": "FORET"}, {"name": "FORET"})
    Merged(changes={}, contradicted={})
    >>> merged({"naf": "31.01Z"}, {}, {"naf": ""})
    Merged(changes={}, contradicted={})
    """
    found = Merged()
    for name in FOLLOWED:
        if name not in said or held[name] == said[name]:
            continue
        if held[name] == before.get(name, ""):
            found.changes[name] = (held[name], said[name])
        elif said[name] and fold(held[name]) != fold(said[name]):
            found.contradicted[name] = (held[name], said[name])
    return found


def entry_of(establishment: Establishment) -> Entry:
    """Return what the directory keeps of an establishment.

    Nothing but its number, its activity and its commune is kept of one that is masked.
    """
    said = {
        "siren": establishment.siren,
        "siret": establishment.siret,
        "naf": establishment.naf,
        "seat": establishment.commune,
        "closed_on": establishment.closed_on,
    }
    if establishment.is_masked:
        said["name"] = neutral_name(establishment.naf)
    else:
        said["headcount_class"] = establishment.headcount
        if establishment.name:
            said["name"] = establishment.name
    return Entry(
        said,
        kind=kind_of(establishment),
        is_masked=establishment.is_masked,
        is_head=establishment.is_head,
    )


def neutral_name(naf: str) -> str:
    """Return what an organisation that may not be named is called, in the base's own language.

    Examples
    --------
    >>> neutral_name("31.01Z")
    'Établissement non diffusible (31.01Z)'
    """
    return f"Établissement non diffusible ({naf or 'activité inconnue'})"


def kind_of(establishment: Establishment) -> OrganisationKind:
    """Guess the kind of an establishment from its legal category, then from its activity.

    Examples
    --------
    >>> [kind_of(Establishment("", "", c, n, is_head=True)).value for c, n in (
    ...     ("7346", "84.11Z"), ("7210", "84.11Z"), ("9220", "94.99Z"), ("5710", "25.11Z"))]
    ['epci', 'local_authority', 'association', 'company']
    >>> kind_of(Establishment("", "", "5710", "25.11Z")).value
    'plant'
    """
    category, naf = establishment.category, establishment.naf
    is_public = category[:1] in {"4", "7"}
    if is_public and naf.startswith(_RESEARCH):
        return OrganisationKind.LABORATORY
    if (is_public or category.startswith("9")) and naf.startswith(_SCHOOLS):
        return OrganisationKind.SCHOOL
    for length in (4, 3, 2):
        if found := _KINDS.get(category[:length]):
            return found
    is_works = _MADE[0] <= naf[:2] <= _MADE[1]
    is_second = is_works and not establishment.is_head
    return OrganisationKind.PLANT if is_second else OrganisationKind.COMPANY


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as a run keeps it."""
    return {
        "said": dict(entry.said),
        "kind": entry.kind,
        "is_masked": entry.is_masked,
        "is_head": entry.is_head,
        "line": entry.line,
    }


def of_json(kept: Mapping[str, Any]) -> Entry:
    """Return the entry that a run kept."""
    return Entry(**kept)
