"""INSEE FLORES: salaried jobs and establishments by place of work and activity, at four levels.

The last week of December, every employer but households and defence. Two tables of one product:
thirty-eight activities (with sizes of establishments, of which the total is kept) and eighty-eight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from terreau.core.errors import BadTable, Place
from terreau.core.said import Said
from terreau.datasets.description import parse_description
from terreau.datasets.reading import TableSource
from terreau.datasets.sources.arrow_table import open_arrow
from terreau.datasets.sources.checks import ALL_COMMUNES, covers_the_communes
from terreau.datasets.sources.flores_checks import adds_up, covers, totals_hold
from terreau.datasets.sources.flores_file import MISSING, SECRET, TOTAL, FloresFile, read_flores
from terreau.datasets.sources.model import OPEN_LICENCE, Check, Described, Edition, Proof, Source

_PAGE = "https://www.insee.fr/fr/statistiques/8266010"
_FILES = "https://www.insee.fr/fr/statistiques/fichier/8266010/"
_LARGEST = 300 << 20
# GEO_OBJECT → our kind, and how a title says it.
_KINDS = {
    "COM": ("commune", "par commune"),
    "DEP": ("departement", "par département"),
    "REG": ("region", "par région"),
    "ZE2020": ("zone_emploi", "par zone d'emploi 2020"),
}
_NOTE = (
    "Postes salariés au lieu de travail, la dernière semaine de décembre, hors défense et "
    "particuliers employeurs. L’Insee ne garantit pas que deux millésimes se comparent."
)
_TOTALS = Said(
    "The activities of a territory make its published total, or less where cells are secret; what "
    "the secret cells hold is told by difference. Totals that more than one territory in twenty "
    "contradict are refused.",
    "Les activités d’un territoire font son total publié, ou moins là où des cases sont secrètes ; "
    "ce que cachent celles-ci est dit par différence. Des totaux que plus d’un territoire sur "
    "vingt contredit sont refusés.",
)
_LEVELS = Said(
    "Communes make their department, departments their region, employment zones the country: the "
    "differences are listed.",
    "Les communes font leur département, les départements leur région, les zones d’emploi le "
    "pays : les écarts sont énumérés.",
)
_DESCRIPTION = """
[dataset]
id = "flores-{level}-{slug}"
title = "Emploi salarié {title} ({nomenclature}, Flores)"
publisher = "Insee"
licence = "Licence Ouverte 2.0"
vintage = "{vintage}"
address = "{page}"
measure = "salaried_employment"
note = "{note}"
[columns]
territory = "GEO"
territory_label = "LIB_GEO"
sector = "ACTIVITY"
period = "TIME_PERIOD"
value = "EMPL3112"
units = "UNIT_LOC"
status = "OBS_STATUS"
[territory]
kind = "{kind}"
geography = {geography}
[sector]
nomenclature = "{nomenclature}"
[absent]
cell = "zero"
[status]
secret = ["{secret}"]
missing = ["{missing}"]
[coverage]
nation = true
"""


def _source(nomenclature: str, file_format: Said) -> Source:
    level = nomenclature.lower()

    def parse(file: Path, edition: Edition) -> Iterator[Described]:
        """Give one table a kind of territory; the archive is read when the first is opened."""

        @cache
        def read() -> FloresFile:
            by_size = nomenclature == "A38"
            return read_flores(file, period=edition.label, kinds=tuple(_KINDS), by_size=by_size)

        for geo_object, (kind, title) in _KINDS.items():
            text = _DESCRIPTION.format(
                level=level, slug=_slug(kind), title=title, nomenclature=nomenclature,
                vintage=edition.label, page=_PAGE, note=_NOTE, kind=kind,
                geography=edition.geography, secret=SECRET, missing=MISSING,
            )  # fmt: skip
            yield Described(
                parse_description(text, file=f"flores-{level}-{kind}"),
                _opener(read, geo_object, file.name, edition.label),
                _checks(read, geo_object),
            )

    return Source(
        id=f"flores-{level}",
        title=f"Flores : établissements et postes salariés par activité ({nomenclature})",
        publisher="Insee",
        licence=OPEN_LICENCE,
        page=_PAGE,
        editions=(_edition(f"DS_FLORES_{nomenclature}_2024_CSV_FR.zip"),),
        file_format=file_format,
        absent=Said(
            "zero: every employing establishment is counted; a cell marked K is secret",
            "Zéro : tout établissement employeur est compté ; une case marquée K est secrète.",
        ),
        proof=Proof.DESCRIPTION,
        parse=parse,
        note=_NOTE,
        datasets=tuple(f"flores-{level}-{_slug(kind)}" for kind, _ in _KINDS.values()),
        checked=(ALL_COMMUNES, _TOTALS, _LEVELS),
    )


def _slug(kind: str) -> str:
    return kind.replace("_", "-")


def _edition(file_name: str) -> Edition:
    return Edition("2024", file_name, _FILES + file_name, geography=2025, largest=_LARGEST)


def _opener(
    read: Callable[[], FloresFile], geo_object: str, file: str, period: str
) -> Callable[[], TableSource]:
    def opened() -> TableSource:
        found = read()
        every = found.rows[geo_object]
        if not len(every.line):
            raise BadTable(
                Place(file),
                "The file has no row for this kind of territory",
                value=geo_object,
                remedy="Take the archive as INSEE gives it",
            )
        # The total of activities is no activity: it serves the checks.
        is_sector = pc.fill_null(pc.not_equal(every.sector.cast(pa.string()), TOTAL), True)
        rows = every.chosen(is_sector.to_numpy(zero_copy_only=False))
        names = pa.array(
            [found.names.get(code) for code in rows.territory.dictionary.to_pylist()], pa.string()
        )
        table = pa.table(
            {
                "GEO": rows.territory,
                "LIB_GEO": pa.DictionaryArray.from_arrays(rows.territory.indices, names),
                "ACTIVITY": rows.sector,
                "TIME_PERIOD": pa.repeat(period, len(rows.line)),
                "EMPL3112": rows.jobs,
                "UNIT_LOC": rows.units,
                "OBS_STATUS": rows.status,
            }
        )
        return open_arrow(file, table, rows.line)

    return opened


def _checks(read: Callable[[], FloresFile], geo_object: str) -> tuple[Check, ...]:
    checks = (totals_hold(read, geo_object),)
    match geo_object:
        case "COM":
            return (covers_the_communes, *checks, adds_up(read, geo_object))
        case "DEP":
            return (covers("DEP"), *checks, adds_up(read, geo_object))
        case "REG":
            return (covers("REG"), *checks)
        case _:
            return (*checks, adds_up(read, geo_object))


def _format(size: Said) -> Said:
    return Said(
        f"zip of a CSV (;) with one row per territory, activity{size.en} and measure, and of its "
        "labels",
        f"CSV (;) compressé, une ligne par territoire, activité{size.fr} et mesure, avec ses "
        "libellés",
    )


A38 = _source("A38", _format(Said(", size", ", taille")))
A88 = _source("A88", _format(Said("", "")))
