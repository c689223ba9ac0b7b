"""What the totals of the FLORES file say of its sectors, and of each other.

A secret cell is never a zero: its jobs are what the total has beyond the visible cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from terreau.core.said import Said, count_fr, some
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
_KINDS = {
    "COM": Said("communes", "communes"),
    "DEP": Said("departments", "départements"),
    "REG": Said("regions", "régions"),
    "ZE2020": Said("employment zones", "zones d’emploi"),
}


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
            cells = sum(hidden.values())
            yield Remark(
                Said(
                    f"{cells} cells are secret, in {len(hidden)} territories; by the totals of "
                    f"the file they hold {behind:.0f} jobs, which no sum shows",
                    f"{count_fr(cells)} cases sont secrètes, dans {count_fr(len(hidden))} "
                    f"territoires ; d’après les totaux du fichier, elles cachent "
                    f"{count_fr(behind)} emplois, qu’aucune somme ne montre",
                )
            )
        if within := sum(_counted(parts, WITHIN).values()):
            yield Remark(
                Said(
                    f"{within} cells include what secret cells hold",
                    f"{count_fr(within)} cases contiennent ce que cachent des cases secrètes",
                )
            )
        if unsaid := len(set(visible) - set(totals)):
            yield Remark(
                Said(
                    f"{unsaid} territories have no published total to check their sectors by",
                    f"{count_fr(unsaid)} territoires n’ont pas de total publié qui permette de "
                    "vérifier leurs secteurs",
                )
            )
        if wrong:
            named = _listed(wrong)
            yield Remark(
                Said(
                    f"In {len(wrong)} of {len(common)} territories the sectors do not make the "
                    f"published total: {named.en}",
                    f"Dans {count_fr(len(wrong))} territoires sur {count_fr(len(common))}, les "
                    f"secteurs ne font pas le total publié : {named.fr}",
                ),
                Weight.REFUSAL if len(wrong) > _MOST_CONTRADICTED * len(common) else Weight.NOTE,
            )

    return check


def adds_up(read: Read, kind: str) -> Check:
    """Return the check that territories add up to those that hold them, by their totals."""

    def check(stored: Stored) -> Iterator[Remark]:
        found, above = read().rows, ABOVE[kind]
        held, holding = _totals(found[kind]), _totals(found[above])
        parts, wholes = _KINDS[kind], _KINDS[above]
        if not held or not holding:
            yield Remark(
                Said(
                    f"The file has no totals to compare {parts.en} with {wholes.en}",
                    f"Le fichier n’a pas de totaux pour comparer les {parts.fr} aux {wholes.fr}",
                )
            )
            return
        if kind == "ZE2020":  # A zone may cross a region: only the whole can be compared.
            yield from _same_whole(sum(held.values()), sum(holding.values()))
            return
        holder = _holders(kind)
        sums: dict[str, float] = {}
        for code, jobs in held.items():
            sums[holder.get(code, "")] = sums.get(holder.get(code, ""), 0.0) + jobs
        if lost := sums.pop("", 0.0):
            yield Remark(
                Said(
                    f"{lost:.0f} jobs are in {parts.en} that nothing holds today",
                    f"{count_fr(lost)} emplois sont dans des {parts.fr} que rien ne contient "
                    "aujourd’hui",
                )
            )
        gaps = {code: jobs - sums.get(code, 0.0) for code, jobs in holding.items()}
        gaps = {code: gap for code, gap in gaps.items() if abs(gap) > _NEAR}
        secret = len(held) < len(pc.unique(found[kind].territory))
        named, whole = _listed(gaps), len(holding) - len(gaps)
        yield Remark(
            Said(
                f"{whole} of {len(holding)} {wholes.en} are the sum of their {parts.en}"
                + (f"; the others have more or fewer jobs than it: {named.en}" if gaps else "")
                + (f"; {parts.en} whose total is secret are in no sum" if secret else ""),
                f"{count_fr(whole)} {wholes.fr} sur {count_fr(len(holding))} font la somme de "
                f"leurs {parts.fr}"
                + (
                    f" ; les autres ont plus ou moins d’emplois qu’elle : {named.fr}"
                    if gaps
                    else ""
                )
                + (
                    f" ; les {parts.fr} au total secret ne sont dans aucune somme" if secret else ""
                ),
            )
        )

    return check


def covers(kind: str) -> Check:
    """Return the check that every department or region of today is in the table."""

    def check(stored: Stored) -> Iterator[Remark]:
        expected = {code for code in _holders("COM" if kind == "DEP" else "DEP").values() if code}
        lacking = sorted(expected - stored.territories())
        if lacking:
            named = some(lacking, _SHOWN)
            yield Remark(
                Said(
                    f"{len(lacking)} {_KINDS[kind].en} are not in the file ({named.en}): it is not "
                    "the whole country, and no figure is compared with its sum",
                    f"{len(lacking)} {_KINDS[kind].fr} ne sont pas dans le fichier ({named.fr}) : "
                    "ce n’est pas tout le pays, et aucun chiffre n’est comparé à sa somme",
                ),
                Weight.PARTIAL,
            )

    return check


def _same_whole(jobs: float, country: float) -> Iterator[Remark]:
    gap = jobs - country
    beside = Said(
        f"The employment zones have {gap:+.0f} jobs beside the regions",
        f"Les zones d’emploi ont {count_fr(gap, signed=True)} emplois au regard des régions",
    )
    if abs(gap) > _SAME_COUNTRY * country:
        yield Remark(
            Said(
                f"{beside.en}: they are not the whole country, and no figure is compared with "
                "their sum",
                f"{beside.fr} : elles ne sont pas tout le pays, et aucun chiffre n’est comparé à "
                "leur somme",
            ),
            Weight.PARTIAL,
        )
    elif abs(gap) > _NEAR:
        yield Remark(beside)


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


def _listed(gaps: Mapping[str, float]) -> Said:
    largest = sorted(gaps, key=lambda code: (-abs(gaps[code]), code))
    return Said(
        some([f"{code} ({gaps[code]:+.0f})" for code in largest], _SHOWN).en,
        some([f"{code} ({count_fr(gaps[code], signed=True)})" for code in largest], _SHOWN).fr,
    )
