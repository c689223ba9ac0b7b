"""Whether a table by commune adds up: nation, communes, EPCI and departments, in today's communes.

The nation is read from the stored table row by row; the others go through the passage to the
communes of today, as every page does. What differs has its sentence: codes of no commune, refused
rows, hidden cells, history that is not certain. A difference without explanation is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from terreau.core.said import Said, count_fr, some
from terreau.datasets import scan
from terreau.datasets.catalogue import legible
from terreau.datasets.codes import country_table, passages
from terreau.datasets.dataset import Dataset
from terreau.datasets.measures import MEASURES
from terreau.datasets.sources.model import Remark, Weight
from terreau.datasets.stored_table import read_stored

# Sums of millions of floats differ in their last digits with the order of the rows.
_TOLERANCE = 1e-9
_SHOWN = 5
_FEW_SECTORS = "A5"
_BATCH = 1 << 17
_Groups = Mapping[str, frozenset[str]]
_COMMUNES = Said("communes", "communes")
_UNITS = {
    "jobs": Said("jobs", "emplois"),
    "employed people": Said("employed people", "actifs"),
    "establishments": Said("establishments", "établissements"),
}


def verify_sums(dataset: Dataset, home: Path | None = None) -> list[Remark]:
    """Compare the nation with the sums of its parts, year by year.

    Parameters
    ----------
    dataset : Dataset
        Any; only figures have sums, and only communes have a passage.
    home : Path, optional
        Folder of the installation; ``TERREAU_HOME`` by default.

    Returns
    -------
    list of Remark
        Sentences; of weight ``REFUSAL`` where a difference has no explanation.

    Raises
    ------
    StoreFailure
        If the stored table is damaged.
    """
    if dataset.content != "figures":
        return []
    return [*_left_out(dataset), *audit(dataset, home)]


def audit(dataset: Dataset, home: Path | None = None) -> list[Remark]:
    """Compare the nation of a table of figures by commune with the sums of its parts.

    Returns
    -------
    list of Remark
        Sentences, the first of which says that all is explained, where it is; empty for any other
        table.

    Raises
    ------
    StoreFailure
        If the stored table is damaged.
    """
    if (dataset.content, dataset.territory_kind) != ("figures", "commune"):
        return []
    found = list(_of_communes(dataset, home))
    if any(remark.weight == Weight.REFUSAL for remark in found):
        return found
    first, last = dataset.periods[0], dataset.periods[-1]
    years = str(first) if first == last else f"{first}–{last}"
    whole = Said("the nation", "la nation")
    if not dataset.covers_nation:
        whole = Said("the total of the table", "le total du tableau")
    but = Said("", "")
    if found:
        but = Said(", once what follows is explained", ", à ce qui suit près")
    return [
        Remark(
            Said(
                f"{years}: the sum of communes, that of departments and that of EPCI and communes "
                f"outside them make {whole.en}{but.en}",
                f"{years} : la somme des communes, celle des départements et celle des EPCI et "
                f"communes hors EPCI font {whole.fr}{but.fr}",
            )
        ),
        *found,
    ]


def parts_of(country: str, home: Path | None = None) -> Mapping[Said, _Groups]:
    """Return the ways to part the communes of today: name of the way → part → its communes."""
    communes = country_table(country, "communes", home)
    is_current = pc.equal(communes["last_vintage"], pc.max(communes["last_vintage"]))
    in_force = communes.filter(is_current)
    codes = in_force["code"].to_pylist()
    departements = _grouped(zip(in_force["departement"].to_pylist(), codes, strict=True))
    members = country_table(country, "members", home)
    of_epci = members.filter(pc.equal(members["kind"], "epci"))
    last = of_epci.filter(pc.equal(of_epci["last_vintage"], pc.max(of_epci["last_vintage"])))
    today = passages(country, None, home).current
    held = [today.get(code, code) for code in last["commune"].to_pylist()]
    epci = _grouped(zip(last["code"].to_pylist(), held, strict=True))
    outside = {code: frozenset({code}) for code in set(codes) - set(held)}
    return {
        _COMMUNES: {"": frozenset(codes)},
        Said("departments", "départements"): departements,
        Said("EPCI and the communes outside them", "EPCI et communes hors EPCI"): {
            **epci,
            **outside,
        },
    }


def _of_communes(dataset: Dataset, home: Path | None) -> Iterator[Remark]:
    nation, by_code = _read(dataset)
    today = passages(dataset.country, dataset.geography, home).current
    ways = parts_of(dataset.country, home)
    in_force = ways[_COMMUNES][""]
    homeless = {
        code: jobs for code, jobs in by_code.items() if today.get(code, code) not in in_force
    }
    lost = sum(homeless.values(), np.zeros(len(dataset.periods)))
    if homeless:
        named, amount = some([*homeless], _SHOWN), _over(lost, dataset)
        yield Remark(
            Said(
                f"{len(homeless)} codes are of no commune of today ({named.en}): their "
                f"{amount.en} are in the nation and in no territory",
                f"{count_fr(len(homeless))} codes ne sont d’aucune commune d’aujourd’hui "
                f"({named.fr}) : leurs {amount.fr} sont dans la nation et dans aucun territoire",
            )
        )
    for way, groups in ways.items():
        # Few sectors are enough for a sum: with 732, thousands of territories fill the memory.
        answer = scan.aggregate(
            dataset, groups, periods=dataset.periods, level=dataset.nomenclature and _FEW_SECTORS
        )
        sums = answer.sums.sum(axis=(1, 2))
        gap = nation - lost - sums
        is_off = np.abs(gap) > _TOLERANCE * np.maximum(np.abs(nation), 1)
        for place in np.flatnonzero(is_off):
            yield Remark(
                Said(
                    f"{dataset.periods[place]}: the nation is {nation[place]:.15g} and the sum of "
                    f"{way.en} {sums[place]:.15g}; {gap[place]:.15g} is not explained",
                    f"{dataset.periods[place]} : la nation est {count_fr(nation[place])} et la "
                    f"somme des {way.fr} {count_fr(sums[place])} ; "
                    f"{count_fr(gap[place], signed=True)} n’est pas expliqué",
                ),
                Weight.REFUSAL,
            )
    yield from _uncertain(dataset, home)


def _uncertain(dataset: Dataset, home: Path | None) -> Iterator[Remark]:
    codes = sorted(passages(dataset.country, dataset.geography, home).uncertain)
    if not codes:
        return
    # One at a time: what a group holds whole of a divided commune is certain.
    found = scan.aggregate(dataset, {code: {code} for code in codes}, periods=dataset.periods)
    if found.uncertain.any():
        amount = _over(found.uncertain.sum(axis=1), dataset)
        named = some([c for c, n in zip(codes, found.uncertain.T, strict=True) if n.any()], _SHOWN)
        yield Remark(
            Said(
                f"{amount.en} are under codes of communes divided since ({named.en}): "
                "the sums of territories that hold a part of them are not certain",
                f"{amount.fr} sont sous le code de communes divisées depuis "
                f"({named.fr}) : les sommes des territoires qui en contiennent une partie ne sont "
                "pas certaines",
            )
        )


def _left_out(dataset: Dataset) -> Iterator[Remark]:
    if dataset.rows_hidden:
        yield Remark(
            Said(
                f"{dataset.rows_hidden} of {dataset.rows_kept} cells are secret or missing: they "
                "are in no sum, not even in the nation's",
                f"{count_fr(dataset.rows_hidden)} cases sur {count_fr(dataset.rows_kept)} sont "
                "secrètes ou manquantes : elles ne sont dans aucune somme, pas même celle de la "
                "nation",
            )
        )
    if dataset.rows_rejected:
        with legible(dataset.id):
            rejected = read_stored(dataset.rejected_path)
        for reason in rejected["reason"].unique().to_pylist():
            found = rejected.filter(pc.equal(rejected["reason"], reason))
            values = dict.fromkeys(str(value) for value in found["value"].to_pylist())
            named, cells = some([*values], _SHOWN), pc.sum(found["cells"]).as_py()
            yield Remark(
                Said(
                    f"{cells} values are refused ({reason}: {named.en}): what they count is in no "
                    "sum",
                    f"{count_fr(cells)} valeurs sont refusées ({reason} : {named.fr}) : ce "
                    "qu’elles comptent n’est dans aucune somme",
                )
            )


def _read(dataset: Dataset) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    """Return the sum of each year, and that of each code, from the stored table itself."""
    place = {year: number for number, year in enumerate(dataset.periods)}
    by_code: dict[str, NDArray[np.float64]] = {}
    columns = ["territory", "period", "value"]
    with legible(dataset.id), pq.ParquetFile(dataset.table_path) as file:
        for batch in file.iter_batches(_BATCH, columns=columns):
            sums = pa.table(batch).group_by(["territory", "period"]).aggregate([("value", "sum")])
            for row in sums.to_pylist():
                code = by_code.setdefault(row["territory"], np.zeros(len(place)))
                code[place[row["period"]]] += row["value_sum"] or 0
    return sum(by_code.values(), np.zeros(len(place))), by_code


def _grouped(pairs: Iterator[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group, code in pairs:
        found.setdefault(group, set()).add(code)
    return {group: frozenset(codes) for group, codes in found.items()}


def _over(counted: NDArray[np.float64], dataset: Dataset) -> Said:
    """Say an amount that changes with the years: its least and its most."""
    least, most = counted.min(), counted.max()
    first, last = dataset.periods[0], dataset.periods[-1]
    years = f"({first})" if first == last else f"({first}–{last})"
    unit = _UNITS[MEASURES[dataset.measure]]
    if least == most:
        return Said(f"{least:.15g} {unit.en} {years}", f"{count_fr(least)} {unit.fr} {years}")
    return Said(
        f"{least:.15g} to {most:.15g} {unit.en} {years}",
        f"{count_fr(least)} à {count_fr(most)} {unit.fr} {years}",
    )
