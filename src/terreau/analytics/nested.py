"""Perimeters that contain one another: what their differences would give away.

If a perimeter and a part of it are both published, anybody can subtract: the rest is published
too, and the rule applies to it. No formula of a measure lives here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs
from terreau.analytics.secrecy import BoolArray, SecrecyRule, primary
from terreau.core.errors import BadInput

Family = tuple[frozenset[int], ...]


def nested(
    groups: Sequence[Collection[int]],
    value: npt.ArrayLike,
    units: npt.ArrayLike | None,
    largest: npt.ArrayLike | None,
    *,
    hidden: npt.ArrayLike,
    rule: SecrecyRule,
) -> BoolArray:
    """Hide perimeters until no difference between those that are shown breaks the rule.

    Parameters
    ----------
    groups : Sequence[Collection[int]]
        (G,) perimeters published together: the rows of ``value`` that each adds up. Divisions of
        the country that overlap (zones, EPCI) are listed one after the other.
    value : array_like
        (territory, sector), jobs, ≥ 0. NaN = not known, in no sum.
    units, largest : array_like or None
        (territory, sector), establishments, and jobs of the largest; as for
        `terreau.analytics.secrecy.primary`.
    hidden : array_like
        (G, sector), what is hidden already, at least what the rule hides.
    rule : SecrecyRule
        The rule of the source.

    Returns
    -------
    BoolArray
        (G, sector), what is hidden in the end; never less than ``hidden``.

    Raises
    ------
    BadInput
        If shapes disagree or a column that the rule needs is not given.

    Notes
    -----
    In one sector, let B be shown, and A₁ … Aₖ ⊂ B shown, nested or disjoint. Whoever reads them
    knows the rest B − (A₁ ∪ … ∪ Aₖ). Its own establishments must obey the rule; while they do not,
    the A with the fewest jobs, among those that no other contains, hides. This covers a pair
    A ⊂ B, and a partition of which one part is hidden. Where all perimeters are nested or
    disjoint it covers everything: whatever they determine is a union of such rests, and a union of
    disjoint sets that obey the rule obeys it. Where they overlap, B is looked at once per family
    of nested or disjoint perimeters; what only a combination of overlapping ones gives, such as
    A + B − (A ∪ B) = A ∩ B, is not looked at.

    Two perimeters of the same territories are one.

    References
    ----------
    The rest of two nested perimeters ("geographic differencing"): O. Duke-Williams, P. Rees (1998),
    "Can census offices publish statistics for more than one small area geography? An analysis of
    the differencing problem in statistical disclosure", International Journal of Geographical
    Information Science 12(6), 579–605.

    Examples
    --------
    The whole less its first four communes is a commune of one plant:

    >>> nested(
    ...     [range(5), range(4)],
    ...     [[10], [20], [10], [15], [90]], [[3], [4], [3], [3], [1]], [[4], [8], [4], [6], [90]],
    ...     hidden=[[False], [False]], rule=SecrecyRule("three", 3, 1),
    ... ).ravel()
    array([False,  True])
    """
    facts = _Facts(as_jobs(value, "value", 2), units, largest, rule)
    given = np.asarray(hidden, dtype=np.bool_)
    if given.shape != (len(groups), facts.jobs.shape[1]):
        raise BadInput("hidden must have the shape (group, sector)", value=given.shape)
    members = [frozenset(group) for group in groups]
    shown: dict[frozenset[int], BoolArray] = {}
    for group, is_hidden in zip(members, given, strict=True):
        shown[group] = shown.get(group, True) & ~is_hidden
    families = _families(list(shown))
    # A perimeter that hides leaves a larger rest in what contains it: until nothing moves.
    moved = True
    while moved:
        moved = False
        for whole, family in families:
            moved |= _obey(facts, whole, family, shown)
    return ~np.stack([shown[group] for group in members])


class _Facts:
    """The establishments of each territory and sector, of which any set can be looked at."""

    def __init__(
        self,
        jobs: FloatArray,
        units: npt.ArrayLike | None,
        largest: npt.ArrayLike | None,
        rule: SecrecyRule,
    ) -> None:
        known = ~np.isnan(jobs)
        self.rule = rule
        self.jobs = np.where(known, jobs, 0.0)
        self._beside = [
            None
            if column is None
            else np.where(known, as_jobs(column, "units and largest", 2), 0.0)
            for column in (units, largest)
        ]

    def breaks_rule(self, rows: npt.NDArray[np.int64], kept: BoolArray) -> BoolArray:
        """Return (sector,): whether the rows, where they are kept, may not be shown together."""
        units, largest = (
            None if column is None else np.where(kept, column[rows], 0.0) for column in self._beside
        )
        broken: BoolArray = primary(
            np.where(kept, self.jobs[rows], 0.0).sum(axis=0, keepdims=True),
            None if units is None else units.sum(axis=0, keepdims=True),
            None if largest is None else largest.max(axis=0, keepdims=True),
            self.rule,
        )[0]
        return broken


def _families(groups: Sequence[frozenset[int]]) -> list[tuple[frozenset[int], Family]]:
    """Return each perimeter, the smallest first, beside families of its parts.

    In a family, the largest first, all are nested or disjoint. Parts are taken in the order given.
    One that overlaps another ends the family and starts the next; then each family takes in what
    it can of the rest, from the nearest. So each division of the country, listed by itself, is
    whole in one family.
    """
    having: dict[int, list[int]] = {}
    for order, group in enumerate(groups):
        for row in group:
            having.setdefault(row, []).append(order)
    found = []
    for whole in sorted(groups, key=len):
        around = {order for row in whole for order in having[row]}
        parts = [groups[order] for order in sorted(around) if groups[order] < whole]
        for start, end in _runs(parts):
            family = _Laminar()
            for part in (*parts[start:end], *reversed(parts[:start]), *parts[end:]):
                family.add(part)
            found.append((whole, tuple(sorted(family.members, key=len, reverse=True))))
    return found


def _runs(parts: Sequence[frozenset[int]]) -> Iterator[tuple[int, int]]:
    """Return the longest runs of nested or disjoint parts, from the first one on."""
    start, family = 0, _Laminar()
    for place, part in enumerate(parts):
        if not family.add(part):
            yield start, place
            start, family = place, _Laminar()
            family.add(part)
    if parts:
        yield start, len(parts)


class _Laminar:
    """Sets that are nested or disjoint."""

    def __init__(self) -> None:
        self.members: list[frozenset[int]] = []
        self._having: dict[int, list[frozenset[int]]] = {}

    def add(self, part: frozenset[int]) -> bool:
        """Take a set in, unless it overlaps another; return whether it was."""
        around = {other for row in part for other in self._having.get(row, ())}
        if not all(part <= other or other <= part for other in around):
            return False
        self.members.append(part)
        for row in part:
            self._having.setdefault(row, []).append(part)
        return True


def _obey(
    facts: _Facts,
    whole: frozenset[int],
    family: Family,
    shown: dict[frozenset[int], BoolArray],
) -> bool:
    """Hide parts of one perimeter until the rest obeys; return whether any was hidden."""
    rows = np.array(sorted(whole))
    place = {int(row): i for i, row in enumerate(rows)}
    places = [np.array([place[row] for row in part]) for part in family]
    any_hidden = False
    while True:
        rest = np.ones((len(rows), facts.jobs.shape[1]), dtype=np.bool_)
        outermost = np.zeros((len(family), facts.jobs.shape[1]), dtype=np.bool_)
        for i, part in enumerate(family):  # the largest first
            outermost[i] = shown[part] & rest[places[i]].all(axis=0)
            rest[places[i]] &= ~shown[part]
        exposed = facts.breaks_rule(rows, rest) & shown[whole] & outermost.any(axis=0)
        if not exposed.any():
            return any_hidden
        any_hidden = True
        jobs = np.stack([facts.jobs[rows[p]].sum(axis=0) for p in places])
        # A part without jobs hides last: it takes nothing into the rest.
        order = np.where(outermost, np.where(jobs > 0, jobs, jobs.sum() + 1), np.inf)
        for sector in np.flatnonzero(exposed):
            shown[family[int(order[:, sector].argmin())]][sector] = False
