"""What the totals of the FLORES file say of its sectors, and of each other.

A secret cell is never a zero: its jobs are what the total has beyond the visible cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from terreau.datasets import reference
from terreau.datasets.numbers import numbers
from terreau.datasets.sources.flores_file import SECRET, TOTAL, WITHIN, FloresFile, Rows
from terreau.datasets.sources.model import Check, Remark, Stored, Weight

# Beyond, the visible sectors are not parts of these totals: the file is misread.
_MOST_CONTRADICTED = 0.05
_NEAR = 0.5
_SAME_COUNTRY = 0.001
_SHOWN = 8
Read = Callable[[], FloresFile]
ABOVE = {"COM": "DEP", "DEP": "REG", "ZE2020": "REG"}
_SAID = {"COM": "communes", "DEP": "departments", "REG": "regions", "ZE2020": "employment zones"}


def totals_hold(read: Read, kind: str) -> Check:
    """Return the check that the sectors of a territory make its total, or less where some hide."""

    def check(stored: Stored) -> Iterator[Remark]:
        rows = read().rows[kind]
        is_total = pc.equal(rows.sector.cast(pa.string()), TOTAL).to_numpy(zero_copy_only=False)
        totals, parts = _jobs(rows.chosen(is_total)), rows.chosen(~is_total)
        visible, hidden = _jobs(parts), _counted(parts, SECRET)
        common = sorted(set(totals) & (set(visible) | set(hidden)))
        gaps = {code: totals[code] - visible.get(code, 0.0) for code in common}
        wrong = {
            code: gap
            for code, gap in gaps.items()
            if gap < -_NEAR or (gap > _NEAR and code not in hidden)
        }
        if hidden:
            behind = sum(gaps[code] for code in hidden if code in gaps)
            yield Remark(
                f"{sum(hidden.values())} cells are secret, in {len(hidden)} territories; by the "
                f"totals of the file they hold {behind:.0f} jobs, which no sum shows"
            )
        if within := sum(_counted(parts, WITHIN).values()):
            yield Remark(f"{within} cells include what secret cells hold")
        if unsaid := len(set(visible) - set(totals)):
            yield Remark(f"{unsaid} territories have no published total to check their sectors by")
        if wrong:
            yield Remark(
                f"In {len(wrong)} of {len(common)} territories the sectors do not make the "
                f"published total: {_listed(wrong)}",
                Weight.REFUSAL if len(wrong) > _MOST_CONTRADICTED * len(common) else Weight.NOTE,
            )

    return check


def adds_up(read: Read, kind: str) -> Check:
    """Return the check that territories add up to those that hold them, by their totals."""

    def check(stored: Stored) -> Iterator[Remark]:
        found, above = read().rows, ABOVE[kind]
        held, holding = _totals(found[kind]), _totals(found[above])
        if not held or not holding:
            yield Remark(f"The file has no totals to compare {_SAID[kind]} with {_SAID[above]}")
            return
        if kind == "ZE2020":  # A zone may cross a region: only the whole can be compared.
            yield from _same_whole(sum(held.values()), sum(holding.values()))
            return
        holder = _holders(kind)
        sums: dict[str, float] = {}
        for code, jobs in held.items():
            sums[holder.get(code, "")] = sums.get(holder.get(code, ""), 0.0) + jobs
        if lost := sums.pop("", 0.0):
            yield Remark(f"{lost:.0f} jobs are in {_SAID[kind]} that nothing holds today")
        gaps = {code: jobs - sums.get(code, 0.0) for code, jobs in holding.items()}
        gaps = {code: gap for code, gap in gaps.items() if abs(gap) > _NEAR}
        secret = len(held) < len(pc.unique(found[kind].territory))
        yield Remark(
            f"{len(holding) - len(gaps)} of {len(holding)} {_SAID[above]} are the sum of their "
            f"{_SAID[kind]}"
            + (f"; the others have more or fewer jobs than it: {_listed(gaps)}" if gaps else "")
            + (f"; {_SAID[kind]} whose total is secret are in no sum" if secret else "")
        )

    return check


def covers(kind: str) -> Check:
    """Return the check that every department or region of today is in the table."""

    def check(stored: Stored) -> Iterator[Remark]:
        expected = {code for code in _holders("COM" if kind == "DEP" else "DEP").values() if code}
        lacking = sorted(expected - stored.territories())
        if lacking:
            shown = ", ".join(lacking[:_SHOWN])
            yield Remark(
                f"{len(lacking)} {_SAID[kind]} are not in the file ({shown}): it is not the whole "
                "country, and no figure is compared with its sum",
                Weight.PARTIAL,
            )

    return check


def _same_whole(jobs: float, country: float) -> Iterator[Remark]:
    gap = jobs - country
    if abs(gap) > _SAME_COUNTRY * country:
        yield Remark(
            f"The employment zones have {gap:+.0f} jobs beside the regions: they are not the "
            "whole country, and no figure is compared with their sum",
            Weight.PARTIAL,
        )
    elif abs(gap) > _NEAR:
        yield Remark(f"The employment zones have {gap:+.0f} jobs beside the regions")


def _totals(rows: Rows) -> dict[str, float]:
    is_total = pc.equal(rows.sector.cast(pa.string()), TOTAL)
    return _jobs(rows.chosen(is_total.to_numpy(zero_copy_only=False)))


def _jobs(rows: Rows) -> dict[str, float]:
    """Return the visible jobs of each territory that has some cell visible."""
    values, _ = numbers(rows.jobs, ".")
    counted = np.flatnonzero(~np.isnan(values))
    places = rows.territory.indices.to_numpy(zero_copy_only=False)[counted]
    codes = rows.territory.dictionary.to_pylist()
    sums = np.bincount(places.astype(np.int64), values[counted], minlength=len(codes))
    return {codes[place]: float(sums[place]) for place in np.unique(places).astype(int)}


def _counted(rows: Rows, status: str) -> dict[str, int]:
    """Return how many cells of each territory have a status."""
    marked = pc.fill_null(pc.equal(rows.status, status), False).to_numpy(zero_copy_only=False)
    counts = rows.territory.filter(pa.array(marked)).value_counts().to_pylist()
    return {count["values"]: count["counts"] for count in counts if count["values"]}


def _holders(kind: str) -> Mapping[str, str]:
    """Return the department of each commune ever known, or the region of each department."""
    communes = reference.load("communes")
    names = ("code", "departement", "region")
    rows = list(zip(*(communes[name].to_pylist() for name in names), strict=True))
    if kind == "DEP":
        return {dep: region for _, dep, region in rows if region and reference.is_france(dep)}
    departement = {code: dep for code, dep, _ in rows if reference.is_france(dep)}
    return {
        old: departement[today]
        for old, today in reference.current_codes().items()
        if today in departement
    }


def _listed(gaps: Mapping[str, float]) -> str:
    largest = sorted(gaps, key=lambda code: (-abs(gaps[code]), code))
    shown = ", ".join(f"{code} ({gaps[code]:+.0f})" for code in largest[:_SHOWN])
    return shown + (f" and {len(gaps) - _SHOWN} others" if len(gaps) > _SHOWN else "")
