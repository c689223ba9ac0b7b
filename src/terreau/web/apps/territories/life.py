"""What happened to a perimeter, vintage by vintage: events drawn from members, codes and names.

No database and no words: ``selectors`` of lives gather what is given here, the presenter writes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from terreau.core.text import fold
from terreau.core.versions import Version

# Kinds of events, in the order in which those of one year are told.
KINDS = (
    "first_known",
    "created",
    "renamed",
    "legal_form",
    "recoded",
    "merged",
    "enlarged",
    "separated",
    "joined",
    "reduced",
    "absorbed",
    "left",
    "ended",
)


@dataclass(frozen=True)
class CodeChange:
    """The land of a code, or a part of it, is under another one since a vintage.

    ``after`` is the last vintage of communes before that one: the change took place in between.
    """

    old: str
    new: str
    after: int
    since: int
    kind: str


@dataclass(frozen=True)
class NameState:
    """A name and a legal form over a run of vintages."""

    name: str
    subtype: str
    first: int
    last: int


@dataclass(frozen=True)
class Stay:
    """A commune belongs to another perimeter of the same kind over a run of vintages."""

    commune: str
    perimeter: str
    first: int
    last: int


@dataclass(frozen=True)
class Event:
    """Something that happened to a perimeter.

    Parameters
    ----------
    year : int or None
        First vintage in which it is seen; None where no source dates it.
    kind : str
        One of `KINDS`.
    codes : tuple[str, ...]
        Communes that came, left, merged or separated, sorted.
    into : str
        Commune that they merged into, or separated from.
    elsewhere : str
        Perimeter of the same kind they come from or went to; "" for none that is known.
    before, after : str
        Names, or legal forms.
    is_ambiguous : bool
        Whether nothing tells which jobs of before are on which side.
    """

    year: int | None
    kind: str
    codes: tuple[str, ...] = ()
    into: str = ""
    elsewhere: str = ""
    before: str = ""
    after: str = ""
    is_ambiguous: bool = False


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return events in the order of time; those without a date first."""
    return sorted(
        events, key=lambda e: (e.year or 0, KINDS.index(e.kind), e.into, e.elsewhere, e.codes)
    )


def events_of_names(states: Sequence[NameState]) -> Iterator[Event]:
    """Yield the changes of name and of legal form; another spelling is none."""
    for former, state in pairwise(sorted(states, key=lambda s: s.first)):
        if fold(former.name) != fold(state.name):
            yield Event(state.first, "renamed", before=former.name, after=state.name)
        if former.subtype != state.subtype:
            yield Event(state.first, "legal_form", before=former.subtype, after=state.subtype)


def events_of_commune(code: str, changes: Iterable[CodeChange]) -> Iterator[Event]:
    """Yield what happened to a commune: who joined it, what left it, what it became.

    Parameters
    ----------
    code : str
        Its code.
    changes : Iterable[CodeChange]
        Those that its code is in; ``since`` 0 where no source dates them.
    """
    joined: dict[tuple[int, str], list[str]] = {}
    for change in changes:
        if change.old == change.new:
            continue
        year = change.since or None
        if change.old == code and change.kind == "split":
            joined.setdefault((change.since, "separated"), []).append(change.new)
        elif change.old == code:
            kind = "recoded" if change.kind == "recoded" else "absorbed"
            yield Event(year, kind, (code,), into=change.new)
        elif change.kind == "split":
            yield Event(year, "created", (code,), into=change.old, is_ambiguous=True)
        elif change.kind == "recoded":
            yield Event(year, "recoded", (change.old,), into=code)
        else:
            joined.setdefault((change.since, "merged"), []).append(change.old)
    for (since, kind), codes in joined.items():
        is_split = kind == "separated"
        yield Event(since or None, kind, tuple(sorted(codes)), into=code, is_ambiguous=is_split)


def events_of_members(
    versions: Sequence[Version],
    years: Sequence[int],
    changes: Iterable[CodeChange],
    stays: Iterable[Stay],
) -> Iterator[Event]:
    """Yield what happened to the members of a perimeter.

    Parameters
    ----------
    versions : Sequence[Version]
        Its versions in the order of time.
    years : Sequence[int]
        Vintages for which perimeters of its kind are known, in order.
    changes : Iterable[CodeChange]
        Of the codes that are in the versions.
    stays : Iterable[Stay]
        Where the communes that came or left are beside it.
    """
    if not versions:
        return
    life = _Life(versions, years, list(stays))
    yield from life.beginning()
    moved = [change for change in changes if change.old != change.new and life.knows(change)]
    yield from life.changes_of_codes(moved)
    yield from life.moves(moved)
    yield from life.end(moved)


class _Life:
    """The versions of a perimeter, and where its communes are beside it."""

    def __init__(
        self, versions: Sequence[Version], years: Sequence[int], stays: Sequence[Stay]
    ) -> None:
        self.versions, self.years = versions, sorted(years)
        self.stays: dict[str, list[Stay]] = {}
        for stay in stays:
            self.stays.setdefault(stay.commune, []).append(stay)

    def beginning(self) -> Iterator[Event]:
        first = self.versions[0]
        if first.valid_from <= self.years[0]:
            yield Event(first.valid_from, "first_known")
            return
        before = self._before(first.valid_from)
        yield from self._by_home(first.valid_from, "created", first.communes, before)

    def knows(self, change: CodeChange) -> bool:
        """Whether a change falls within the life of the perimeter, and touches it."""
        year = self._seen(change)
        old, new = change.old in self._at(self._before(year)), change.new in self._at(year)
        return (old or new) and bool(self._at(self._before(year)) and self._at(year))

    def changes_of_codes(self, changes: Iterable[CodeChange]) -> Iterator[Event]:
        grouped: dict[tuple[int, str, str, str], list[str]] = {}
        for change in changes:
            year = self._seen(change)
            before = self._before(year)
            had, has = change.old in self._at(before), change.new in self._at(year)
            if change.kind == "split":
                kind = "separated" if had and has else "reduced" if had else "joined"
                far = "" if had and has else self._home(*self._far_side(change, year, had=had))
                grouped.setdefault((year, kind, change.old, far), []).append(change.new)
            elif had and has:
                kind = "recoded" if change.kind == "recoded" else "merged"
                grouped.setdefault((year, kind, change.new, ""), []).append(change.old)
            else:
                kind = "absorbed" if had else "enlarged"
                far = self._home(*self._far_side(change, year, had=had))
                grouped.setdefault((year, kind, change.new, far), []).append(change.old)
        for (year, kind, into, far), codes in grouped.items():
            is_divided = kind in {"reduced", "joined"}
            yield Event(year, kind, tuple(sorted(codes)), into, far, is_ambiguous=is_divided)

    def moves(self, changes: Iterable[CodeChange]) -> Iterator[Event]:
        """Yield who came and who left with their codes unchanged."""
        told = {(self._seen(c), code) for c in changes for code in (c.old, c.new)}
        for version in self.versions[1:]:
            year = version.valid_from
            joined = {code for code in version.joined if (year, code) not in told}
            left = {code for code in version.left if (year, code) not in told}
            yield from self._by_home(year, "joined", joined, self._before(year))
            yield from self._by_home(year, "left", left, year)

    def end(self, changes: Iterable[CodeChange]) -> Iterator[Event]:
        last = self.versions[-1]
        later = [year for year in self.years if year > last.valid_to]
        if later:
            now = {c.old: c.new for c in changes if c.kind != "split"}
            codes = {now.get(code, code) for code in last.communes}
            yield from self._by_home(later[0], "ended", codes, later[0])

    def _by_home(self, year: int, kind: str, codes: Collection[str], at: int) -> Iterator[Event]:
        homes: dict[str, list[str]] = {}
        for code in sorted(codes):
            homes.setdefault(self._home(code, at), []).append(code)
        for home, held in homes.items():
            yield Event(year, kind, tuple(held), elsewhere=home)

    def _far_side(self, change: CodeChange, year: int, *, had: bool) -> tuple[str, int]:
        return (change.new, year) if had else (change.old, self._before(year))

    def _seen(self, change: CodeChange) -> int:
        """Return the vintage in which the perimeter shows a change of codes.

        Communes of 2020 are not known, EPCI of 2020 are: these may show it first.
        """
        possible = [y for y in self.years if change.after < y <= change.since]
        for version in self.versions[1:]:
            is_in = change.old in version.left or change.new in version.joined
            if version.valid_from in possible and is_in:
                return version.valid_from
        return change.since

    def _home(self, code: str, year: int) -> str:
        found = (s.perimeter for s in self.stays.get(code, ()) if s.first <= year <= s.last)
        return next(found, "")

    def _before(self, year: int) -> int:
        return max((y for y in self.years if y < year), default=year - 1)

    def _at(self, year: int) -> frozenset[str]:
        found = (v.communes for v in self.versions if v.valid_from <= year <= v.valid_to)
        return next(found, frozenset())


def shares(ambiguous: Iterable[Event], current: Mapping[str, str]) -> frozenset[str]:
    """Return the communes of today whose former jobs cannot be told apart."""
    codes = {code for event in ambiguous for code in (*event.codes, event.into) if code}
    return frozenset(current.get(code, code) for code in codes)
