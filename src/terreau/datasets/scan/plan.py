"""What an engine needs to know of a question: axes, and which territory counts in which group.

Groups may overlap. Territories that belong to exactly the same groups form an *atom*; an engine
counts by atom, and `Plan.to_groups` adds the atoms up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from terreau.core.errors import BadInput
from terreau.datasets.catalogue import sound, territories
from terreau.datasets.codes import Passages, passages
from terreau.datasets.dataset import Dataset
from terreau.datasets.reference import naf
from terreau.datasets.scan.table import Table, stored_table

Number = TypeVar("Number", np.float64, np.int64)

_NO_PASSAGE = Passages({}, frozenset(), frozenset(), {})


@dataclass(frozen=True)
class Plan:
    """A question made ready for an engine; M members, A atoms, S sectors of the answer.

    Parameters
    ----------
    table : Table
        Where the rows are.
    groups, sectors : tuple of str
        Axes of the answer.
    periods : tuple of int
        Axis of the answer.
    paired : bool
        Whether a cell hidden at one period leaves them all.
    members : Mapping[str, int]
        Code as the table writes it → member: the territory of today, 0 … M−1.
    atom : ndarray
        (M,) atom of each member.
    memberships : tuple of ndarray
        Two (n,) arrays: atom and group of each membership.
    sector : Mapping[str, int]
        Sector code as the table writes it → native sector, 0 … N−1.
    sector_of_native : ndarray
        (N,) sector of the answer.
    passages : Passages
        Of the communes; empty for other kinds.
    """

    table: Table
    groups: tuple[str, ...]
    sectors: tuple[str, ...]
    periods: tuple[int, ...]
    paired: bool
    members: Mapping[str, int]
    atom: NDArray[np.intp]
    memberships: tuple[NDArray[np.intp], NDArray[np.intp]]
    sector: Mapping[str, int]
    sector_of_native: NDArray[np.intp]
    passages: Passages

    @property
    def atoms(self) -> int:
        """Number of atoms."""
        return int(self.atom.max(initial=-1)) + 1

    def to_groups(self, by_atom: NDArray[Number], how: np.ufunc = np.add) -> NDArray[Number]:
        """Return (P, G, …) from (P, A, …): atoms added up, or their maximum; read-only."""
        atoms, groups = self.memberships
        if len(atoms) == len(self.groups) == len(np.unique(groups)):
            # Groups that do not overlap: each is an atom, and only takes its place.
            by_group = by_atom[:, atoms[np.argsort(groups)]]
        else:
            shape = (len(self.groups), by_atom.shape[0], *by_atom.shape[2:])
            answer = np.zeros(shape, dtype=by_atom.dtype)
            how.at(answer, groups, np.swapaxes(by_atom, 0, 1)[atoms])
            by_group = np.ascontiguousarray(np.swapaxes(answer, 0, 1))
        by_group.flags.writeable = False  # Answers are remembered and shared.
        return by_group


def plan(
    dataset: Dataset,
    groups: Mapping[str, Collection[str]],
    *,
    periods: Sequence[int],
    level: str | None,
    paired: bool,
) -> Plan:
    """Make a question ready.

    Raises
    ------
    BadInput
        The table has no figures, not those periods, or a sector level that does not nest.
    """
    _check(dataset, groups, periods)
    sectors, sector_of_native = sectors_at(dataset, level)
    known = _passages(dataset)
    members, atom, memberships = _atoms(groups, known.current)
    table = stored_table(dataset)
    with sound(dataset):
        uncertain = _uncertain(known, table, members, atom)
    return Plan(
        table=table,
        groups=tuple(groups),
        sectors=sectors,
        periods=tuple(periods),
        paired=paired,
        members=members,
        atom=atom,
        memberships=memberships,
        sector={code: place for place, code in enumerate(dataset.sectors)},
        sector_of_native=sector_of_native,
        passages=replace(known, uncertain=uncertain),
    )


def plan_of_files(
    table: Table,
    groups: Mapping[str, Collection[str]],
    sectors: Mapping[str, str],
    *,
    periods: Sequence[int],
    paired: bool,
) -> Plan:
    """Make ready a question about anybody's files, whose codes are taken as they are.

    Raises
    ------
    BadInput
        No group, no sector, no period, or a period twice.
    """
    if not groups or not sectors or not periods or len(set(periods)) != len(periods):
        raise BadInput(
            "A scan needs groups of territories, sectors and periods, each period once",
            value=list(periods),
            remedy="Give at least one of each",
        )
    members, atom, memberships = _atoms(groups, {})
    answer = tuple(sorted(set(sectors.values())))
    place = {code: position for position, code in enumerate(answer)}
    return Plan(
        table=table,
        groups=tuple(groups),
        sectors=answer,
        periods=tuple(periods),
        paired=paired,
        members=members,
        atom=atom,
        memberships=memberships,
        sector={code: position for position, code in enumerate(sectors)},
        sector_of_native=np.array([place[name] for name in sectors.values()], dtype=np.intp),
        passages=_NO_PASSAGE,
    )


def everything(dataset: Dataset) -> frozenset[str]:
    """Return every code of the table, residual codes included."""
    return territories(dataset) | frozenset(dataset.residual)


def _check(dataset: Dataset, groups: Mapping[str, Collection[str]], periods: Sequence[int]) -> None:
    if dataset.content != "figures":
        raise BadInput(
            "This dataset holds perimeters, not figures",
            value=dataset.id,
            remedy="Choose a dataset of figures: `terreau data list`",
        )
    if not groups:
        raise BadInput("No group of territories to aggregate to", remedy="Give at least one")
    strange = [year for year in periods if year not in dataset.periods]
    if strange or not periods or len(set(periods)) != len(periods):
        held = ", ".join(map(str, dataset.periods))
        raise BadInput(
            "The periods must be years of the dataset, each once",
            value=strange[0] if strange else list(periods),
            why=f"{dataset.id} has {held}",
            remedy="Choose among these",
        )


def sectors_at(dataset: Dataset, level: str | None) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Return the sectors of a level, and (N,) the one that each sector of the table is in.

    Raises
    ------
    BadInput
        The table has no sector, or the level is finer or does not nest.
    """
    if level is not None and dataset.nomenclature is None:
        raise BadInput(
            "This dataset has no sector",
            value=level,
            why=f"{dataset.id} gives totals",
            remedy="Ask for no level",
        )
    return _sectors_at(dataset.sectors, dataset.nomenclature, level)


@lru_cache(maxsize=64)
def _sectors_at(
    native: tuple[str, ...], nomenclature: str | None, level: str | None
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    sectors, found = native, np.arange(len(native))
    if nomenclature is not None and level not in (None, nomenclature):
        bridge = naf.bridge(nomenclature, level)
        sectors = tuple(sorted({bridge[code] for code in native}))
        place = {code: place for place, code in enumerate(sectors)}
        found = np.array([place[bridge[code]] for code in native], dtype=np.intp)
    found.flags.writeable = False  # Remembered and shared.
    return sectors, found


def _passages(dataset: Dataset) -> Passages:
    if dataset.territory_kind != "commune":
        return _NO_PASSAGE
    home = dataset.path.parents[2]
    return passages(dataset.country, dataset.geography, home)


def _uncertain(
    known: Passages, table: Table, members: Mapping[str, int], atom: NDArray[np.intp]
) -> frozenset[str]:
    """Return the codes of which a group may hold jobs of another territory.

    Not those of a divided commune whose parts all count in the same groups, nor of one that the
    table has always written apart from what was made of it.
    """

    def is_certain(code: str) -> bool:
        heirs = known.heirs.get(code, frozenset())
        if not heirs or code not in members:
            return False
        counted = {atom[members[each]] if each in members else -1 for each in {code, *heirs}}
        if len(counted) == 1:
            return True
        return table.cells is not None and heirs <= table.cells.always

    return frozenset(code for code in known.uncertain if not is_certain(code))


def _atoms(
    groups: Mapping[str, Collection[str]], current: Mapping[str, str]
) -> tuple[dict[str, int], NDArray[np.intp], tuple[NDArray[np.intp], NDArray[np.intp]]]:
    belongs: dict[str, list[int]] = {}
    for place, codes in enumerate(groups.values()):
        for code in {current.get(code, code) for code in codes}:
            belongs.setdefault(code, []).append(place)
    members = {code: place for place, code in enumerate(belongs)}
    signatures: dict[tuple[int, ...], int] = {}
    atom = np.array(
        [signatures.setdefault(tuple(places), len(signatures)) for places in belongs.values()],
        dtype=np.intp,
    )
    pairs = [(place, group) for signature, place in signatures.items() for group in signature]
    table = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    for old, new in current.items():
        if new in members:
            members[old] = members[new]
    return members, atom, (table[:, 0], table[:, 1])
