"""Which organisations of the directory the entries of a register are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.register_rules import Entry
from terreau.web.apps.directory.rules import folded_name

Named = tuple[str, str]
Key = TypeVar("Key")


@dataclass(frozen=True)
class Match:
    """What an entry is here.

    Parameters
    ----------
    organisation : Organisation or None
        The one it is.
    perhaps : Sequence[Organisation]
        Where that is not sure: those it may be, which only a person can tell.
    """

    organisation: Organisation | None = None
    perhaps: Sequence[Organisation] = ()


@dataclass(frozen=True)
class Known:
    """The organisations of a batch that are in the directory, by what tells them.

    Parameters
    ----------
    by_siret, by_siren : dict
        Those of a SIRET; those that have a SIREN alone.
    by_unit, by_name : dict
        Those of a SIREN that have a SIRET too, and those of a name in a commune: of those alone
        that who acts sees, for what is told of them would tell that they are here.
    """

    by_siret: dict[str, Organisation]
    by_siren: dict[str, Organisation]
    by_unit: dict[str, list[Organisation]]
    by_name: dict[Named, list[Organisation]]

    def of(self, entry: Entry, keeps: Callable[[Organisation], bool]) -> Match:
        """Return the organisation of an entry: of its number, else of its name in its commune.

        A legal unit that has no SIRET here is its seat; a line that has no SIRET is the one
        establishment of its unit, where ``keeps`` says that who acts keeps its directory.
        """
        if entry.siret and (found := self.by_siret.get(entry.siret)):
            return Match(found)
        unit = self.by_siren.get(entry.siren) if entry.siren else None
        if unit and (entry.is_head or not entry.siret or _seat(unit) == entry.said.get("seat")):
            return Match(unit)
        if entry.siren and not entry.siret and (units := self.by_unit.get(entry.siren)):
            return _one_of(units, is_sure=keeps)
        named = self.by_name.get(_named(entry), [])
        if entry.siren:  # A number is written where there is none; it takes the place of none.
            named = [each for each in named if not each.siren]
        return _one_of(named, is_sure=lambda _one: True)


def known_of(part: Sequence[Entry], sees: Callable[[Organisation], bool]) -> Known:
    """Return the organisations of some entries that are here, held until the transaction ends."""
    every = Organisation.objects.select_for_update(of=("self",)).select_related(
        "seat", "register_record"
    )
    sirets = {entry.siret for entry in part if entry.siret}
    sirens = {entry.siren for entry in part if entry.siren}
    lone = {entry.siren for entry in part if entry.siren and not entry.siret}
    names = {folded_name(entry.name) for entry in part if entry.name and not entry.is_masked}
    units = every.filter(siren__in=lone).exclude(siret="") if lone else ()
    return Known(
        {each.siret: each for each in every.filter(siret__in=sirets)},
        {each.siren: each for each in every.filter(siren__in=sirens, siret="")},
        _grouped(units, sees, lambda each: each.siren),
        _grouped(
            every.filter(folded_name__in=names), sees, lambda each: (each.folded_name, _seat(each))
        ),
    )


def _grouped(
    found: Iterable[Organisation],
    sees: Callable[[Organisation], bool],
    key: Callable[[Organisation], Key],
) -> dict[Key, list[Organisation]]:
    groups: dict[Key, list[Organisation]] = defaultdict(list)
    for each in found:
        if sees(each):
            groups[key(each)].append(each)
    return groups


def _one_of(found: Sequence[Organisation], is_sure: Callable[[Organisation], bool]) -> Match:
    if len(found) == 1 and is_sure(found[0]):
        return Match(found[0])
    return Match(perhaps=found)


def _named(entry: Entry) -> Named:
    name = "" if entry.is_masked else folded_name(entry.name)
    return name, entry.said.get("seat", "")


def _seat(organisation: Organisation) -> str:
    return organisation.seat.code if organisation.seat else ""
