"""INSEE: what happened to communes since 1943, followed to the communes of today.

The file of events of the official geographic code is a CSV, one row a commune before and a commune
after an event: MOD (kind), DATE_EFF, TYPECOM_AV, COM_AV, LIBELLE_AV, TYPECOM_AP, COM_AP. Rows on
parts of communes (delegated, associated, districts) are left aside. Chains are followed in the
order of days: a commune merged into one that merged later leads to the last. A code in force leads
to itself, whatever it lived through; what left it is a split, which no weight divides.

Seen: the list of kinds of events at INSEE, and the names of columns in programs that read the file.
Never seen: the file itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from terreau.core.said import Said
from terreau.datasets.description import Format, parse_description
from terreau.datasets.reading import TableSource, open_table
from terreau.datasets.sources.arrow_table import open_arrow
from terreau.datasets.sources.columns import with_plain_names
from terreau.datasets.sources.model import OPEN_LICENCE, Described, Edition, Proof, Source

_PAGE = "https://www.insee.fr/fr/information/8377162"
_COLUMNS = ("mod", "date_eff", "typecom_av", "com_av", "libelle_av", "typecom_ap", "com_ap")
_COMMUNE = "COM"
# Kinds of events that leave a commune as it was: another name, parts that change status.
_NO_CHANGE = frozenset(("10", "34", "35", "70"))
_NEW_CODE = frozenset(("41", "50"))
_DESCRIPTION = """
[dataset]
id = "passages-communes"
title = "Mouvements des communes depuis 1943, suivis jusqu'à {year}"
publisher = "Insee"
licence = "Licence Ouverte 2.0"
vintage = "{year}"
address = "{page}"
content = "passages"
[columns]
old = "old"
old_label = "label"
new = "new"
since = "since"
change = "change"
[territory]
kind = "commune"
geography = {year}
"""


class Step(NamedTuple):
    """A commune before and a commune after an event; the line of the file that says so."""

    day: str
    event: str
    before: str
    after: str
    label: str | None
    line: int


@dataclass(frozen=True)
class Passage:
    """An old code and a commune of today that holds land of it."""

    old: str
    new: str
    since: str
    change: str
    label: str | None
    line: int


def parse(file: Path, edition: Edition) -> Iterator[Described]:
    """Give what each commune code has become."""
    text = _DESCRIPTION.format(year=edition.label, page=_PAGE)
    yield Described(parse_description(text, file="passages-communes"), _opener(file))


def _opener(file: Path) -> Callable[[], TableSource]:
    def opened() -> TableSource:
        table = with_plain_names(open_table(file, Format(), [name.upper() for name in _COLUMNS]))
        for name in _COLUMNS:
            table.require(name, key="passages")
        found = follow(_steps(table))
        names = ("old", "label", "new", "since", "change")
        columns = {
            name: pa.array([getattr(passage, name) for passage in found], pa.string())
            for name in names
        }
        lines = np.asarray([passage.line for passage in found], dtype=np.int64)
        return open_arrow(file.name, pa.table(columns), lines)

    return opened


def _steps(table: TableSource) -> Iterator[Step]:
    for batch in table.read(_COLUMNS):
        columns = [batch.columns[name].to_pylist() for name in _COLUMNS]
        for line, (event, day, kind, before, label, kind_after, after) in zip(
            batch.lines.tolist(), zip(*columns, strict=True), strict=True
        ):
            if kind == kind_after == _COMMUNE and event not in _NO_CHANGE and before and after:
                yield Step(day or "", event or "", before, after, label, line)


def follow(steps: Iterator[Step]) -> list[Passage]:
    """Return what each old code has become, by old and new code.

    Parameters
    ----------
    steps : Iterator of Step
        In any order.

    Returns
    -------
    list of Passage
        ``merged``, or ``recoded`` where the same commune took another code. ``split`` where land
        went to several communes: the code in force that some left, or an ended one that was shared.
    """
    # Code → day → the communes that hold its land from that day.
    fates: dict[str, dict[str, dict[str, Step]]] = defaultdict(lambda: defaultdict(dict))
    for step in steps:
        fates[step.before][step.day][step.after] = step
    found: dict[tuple[str, str], Passage] = {}
    in_force = _in_force(fates)
    for old, days in fates.items():
        if old in in_force:
            for day, after in days.items():
                # A commune that ended and came back left nothing behind.
                for code, step in after.items() if old in after else ():
                    for new in _today(code, day, fates, in_force) - {old}:
                        found[old, new] = Passage(old, new, day, "split", step.label, step.line)
            continue
        day = max(days)
        step = next(iter(days[day].values()))
        new_codes = {new for code in days[day] for new in _today(code, day, fates, in_force)}
        change = "recoded" if step.event in _NEW_CODE else "merged"
        for new in new_codes:
            kind = change if len(new_codes) == 1 else "split"
            found[old, new] = Passage(old, new, day, kind, step.label, step.line)
    return [found[key] for key in sorted(found)]


_Fates = dict[str, dict[str, dict[str, Step]]]


def _in_force(fates: _Fates) -> frozenset[str]:
    """Return the codes that are held last by themselves, or that an event makes and none ends."""
    made: dict[str, str] = {}
    for days in fates.values():
        for day, after in days.items():
            for code in after:
                made[code] = max(made.get(code, ""), day)
    ended = {
        code: max(day for day, after in days.items() if code not in after)
        for code, days in fates.items()
        if any(code not in after for after in days.values())
    }
    return frozenset(code for code, day in made.items() if day >= ended.get(code, ""))


def _today(code: str, since: str, fates: _Fates, in_force: frozenset[str]) -> set[str]:
    """Return the communes of today that a code leads to, from a day on."""
    if code in in_force:
        return {code}
    later = [
        day for day, after in fates.get(code, {}).items() if day >= since and code not in after
    ]
    if not later:
        return {code}
    day = min(later)
    return {
        new
        for after in fates[code][day]
        for new in ({after} if after == code else _today(after, day, fates, in_force))
    }


SOURCE = Source(
    id="passages-communes",
    title="Code officiel géographique : événements sur les communes",
    publisher="Insee",
    licence=OPEN_LICENCE,
    page=_PAGE,
    editions=(
        Edition(
            "2025",
            "v_mvt_commune_2025.csv",
            "https://www.insee.fr/fr/statistiques/fichier/8377162/v_mvt_commune_2025.csv",
            geography=2025,
            largest=50 << 20,
        ),
    ),
    file_format=Said(
        "CSV (,): one row a commune before and a commune after an event",
        "CSV (,) : une ligne par commune avant et commune après un événement",
    ),
    absent=Said(
        "A code that is in no event never changed.",
        "Un code qui n’est dans aucun événement n’a pas changé.",
    ),
    proof=Proof.DESCRIPTION,
    parse=parse,
    datasets=("passages-communes",),
    note="Compare et complète les passages qui accompagnent Terreau ; ne les remplace pas.",
)
