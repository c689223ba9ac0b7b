"""The file of INSEE FLORES: one row a territory, activity and measure, packed in a zip.

Read once, in batches; what is kept is split by kind of territory and its two measures stand side by
side. Described by INSEE and by programs that read it; never seen here: see ``proof``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
from numpy.typing import NDArray

from terreau.core.errors import BadTable, Place
from terreau.datasets.reading.source import listed
from terreau.datasets.sources.packed import has_member, opened_member

TOTAL = "_T"
JOBS, UNITS = "EMPL3112", "UNIT_LOC"
# "K": counted in another cell, which says so by "W"; "O": no value, as SDMX writes it.
SECRET, WITHIN, MISSING = "K", "W", "O"
# A member of 219 MB is described for A38.
LARGEST = 1 << 30
_BLOCK = 8 << 20
_KEPT = ("GEO", "GEO_OBJECT", "ACTIVITY", "FLORES_MEASURE", "OBS_STATUS")
_BY_SIZE = "NUMBER_EMPL"
_COLUMNS = (*_KEPT, "LEGAL_FORM_WITH_PUBLIC", "TIME_PERIOD", "OBS_VALUE")
# Whole of the legal forms (private employers left out); whole of the sizes.
_WHOLE = {"LEGAL_FORM_WITH_PUBLIC": ("1T9X7",), _BY_SIZE: (TOTAL,)}


@dataclass(frozen=True)
class Rows:
    """Rows of one kind of territory, each measure where it stands.

    ``jobs`` and ``units`` are (n,) texts, null where the file has no such row or an empty value;
    ``status`` is that of the jobs, else of the units.
    """

    territory: pa.DictionaryArray
    sector: pa.DictionaryArray
    jobs: pa.Array
    units: pa.Array
    status: pa.Array
    line: NDArray[np.int64]

    def chosen(self, mask: NDArray[np.bool_]) -> Rows:
        """Return some of the rows."""
        kept = pa.array(mask)
        names = ("territory", "sector", "jobs", "units", "status")
        columns = {name: getattr(self, name).filter(kept) for name in names}
        return Rows(**columns, line=self.line[mask])


@dataclass(frozen=True)
class FloresFile:
    """What is kept of the file: rows by kind of territory (GEO_OBJECT), names by code."""

    rows: Mapping[str, Rows]
    names: Mapping[str, str]


def read_flores(file: Path, *, period: str, kinds: tuple[str, ...], by_size: bool) -> FloresFile:
    """Read the file.

    Parameters
    ----------
    file : Path
        The zip.
    period : str
        The year kept.
    kinds : tuple of str
        The GEO_OBJECT kept.
    by_size : bool
        Whether the file tells sizes of establishments apart; their total is what is kept.

    Raises
    ------
    BadTable
        The zip, the columns or the rows are not those of FLORES, or not of this year.
    """
    columns = (*_COLUMNS, *([_BY_SIZE] if by_size else []))
    with opened_member(file, "_data.csv", largest=LARGEST) as stream:
        table = _kept(stream, file.name, columns, period, kinds)
    coded = {name: table[name].combine_chunks() for name in _KEPT}
    kind_of = coded["GEO_OBJECT"]
    return FloresFile(
        {kind: _pivot(file.name, table, coded, _among(kind_of, (kind,))) for kind in kinds},
        _names(file) if has_member(file, "_metadata.csv") else {},
    )


def _kept(
    stream: IO[bytes], file: str, columns: tuple[str, ...], period: str, kinds: tuple[str, ...]
) -> pa.Table:
    wanted = {**_WHOLE, "TIME_PERIOD": (period,), "FLORES_MEASURE": (JOBS, UNITS)}
    wanted = {name: value for name, value in wanted.items() if name in columns}
    parts, first, periods = [], 2, set[str]()
    try:
        for batch in _batches(stream, columns, file):
            chosen = np.ones(batch.num_rows, dtype=np.bool_)
            for name, values in {**wanted, "GEO_OBJECT": kinds}.items():
                chosen &= _among(batch[name], values)
            lines = np.arange(first, first + batch.num_rows, dtype=np.int64)[chosen]
            part = batch.select([*_KEPT, "OBS_VALUE"]).filter(pa.array(chosen))
            parts.append(pa.Table.from_batches([part]).append_column("line", pa.array(lines)))
            periods.update(batch["TIME_PERIOD"].dictionary.to_pylist())
            first += batch.num_rows
    except pa.ArrowInvalid as error:
        raise BadTable(
            Place(file),
            "The table of the archive cannot be read",
            why=str(error).partition("\n")[0],
            remedy="Download it again",
        ) from error
    if not sum(part.num_rows for part in parts):
        raise BadTable(
            Place(file),
            f"The file has no row of {period} for {', '.join(kinds)}",
            why=f"Its years: {', '.join(sorted(periods)) or 'none'}",
            remedy="Say which edition the file is with --vintage",
        )
    return pa.concat_tables(parts).unify_dictionaries()


def _batches(stream: IO[bytes], columns: tuple[str, ...], file: str) -> pv.CSVStreamingReader:
    texts: dict[str, Any] = dict.fromkeys(columns, pa.dictionary(pa.int32(), pa.string()))
    reader = pv.open_csv(
        stream,
        read_options=pv.ReadOptions(use_threads=False, block_size=_BLOCK),
        parse_options=pv.ParseOptions(delimiter=";"),
        convert_options=pv.ConvertOptions(
            column_types=texts | {"OBS_VALUE": pa.string()},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    found = reader.schema.names
    if sorted(found) != sorted(columns):
        more = sorted(set(found) - set(columns))
        raise BadTable(
            Place(file, 1),
            f"The columns are not those of this table: {listed(more)} unexpected"
            if more
            else "Columns of this table are missing",
            why=f"Expected: {', '.join(columns)}; found: {', '.join(found)}",
            remedy="Take the archive as INSEE gives it, and check which table it is",
        )
    return reader


def _among(column: pa.Array, values: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return where a dictionary-coded column holds one of some values."""
    flags = pc.is_in(column.dictionary, pa.array(values, pa.string())).take(column.indices)
    found: NDArray[np.bool_] = pc.fill_null(flags, False).to_numpy(zero_copy_only=False)
    return found


def _pivot(
    file: str, table: pa.Table, coded: Mapping[str, pa.Array], chosen: NDArray[np.bool_]
) -> Rows:
    territory, sector = coded["GEO"], coded["ACTIVITY"]
    width = len(sector.dictionary) + 1
    key = _indices(territory)[chosen] * width + _indices(sector)[chosen]
    value, line = table["OBS_VALUE"].combine_chunks().filter(pa.array(chosen)), table["line"]
    lines: NDArray[np.int64] = line.to_numpy()[chosen]
    cells, first = np.unique(key, return_index=True)
    at = {}
    for measure in (JOBS, UNITS):
        rows = np.flatnonzero(_among(coded["FLORES_MEASURE"], (measure,))[chosen])
        _refuse_doubles(file, key[rows], lines[rows])
        at[measure] = np.full(len(cells), -1, dtype=np.int64)
        at[measure][np.searchsorted(cells, key[rows])] = rows
    told = np.where(at[JOBS] >= 0, at[JOBS], at[UNITS])
    status = coded["OBS_STATUS"].filter(pa.array(chosen)).take(pa.array(told))
    return Rows(
        territory=_coded(cells // width, territory.dictionary),
        sector=_coded(cells % width, sector.dictionary),
        jobs=_taken(value, at[JOBS]),
        units=_taken(value, at[UNITS]),
        status=_said_missing(status.cast(pa.string()), at[JOBS] >= 0, _taken(value, at[JOBS])),
        line=lines[np.where(at[JOBS] >= 0, at[JOBS], first)],
    )


def _said_missing(status: pa.Array, has_row: NDArray[np.bool_], jobs: pa.Array) -> pa.Array:
    """Return the status of cells, those whose row has no value and no reason told as missing."""
    unsaid = pc.and_(pa.array(has_row), pc.is_null(jobs))
    unsaid = pc.and_(unsaid, pc.fill_null(pc.not_equal(status, SECRET), True))
    return pc.if_else(unsaid, MISSING, status)


def _refuse_doubles(file: str, key: NDArray[np.int64], lines: NDArray[np.int64]) -> None:
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(key[order][1:] == key[order][:-1])
    if again.size:
        second = order[again[np.argmin(lines[order[again + 1]])] + 1]
        firsts = lines[key == key[second]]
        raise BadTable(
            Place(file, int(lines[second])),
            "The same territory, activity and measure stand twice",
            why=f"First at line {int(firsts.min())}; {again.size} in all",
            remedy="Take the archive as INSEE gives it",
        )


def _taken(values: pa.Array, places: NDArray[np.int64]) -> pa.Array:
    return values.take(pa.array(places, mask=places < 0))


def _indices(column: pa.Array) -> NDArray[np.int64]:
    """Return the places of codes in their dictionary, from 1; 0 for an empty cell."""
    found = pc.fill_null(column.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)
    from_one: NDArray[np.int64] = found + 1
    return from_one


def _coded(places: NDArray[np.int64], dictionary: pa.Array) -> pa.DictionaryArray:
    indices = pa.array(places - 1, pa.int32(), mask=places == 0)
    return pa.DictionaryArray.from_arrays(indices, dictionary)


def _names(file: Path) -> dict[str, str]:
    """Return the name of each code that has only one: a region and a department may share it."""
    with opened_member(file, "_metadata.csv", largest=LARGEST) as stream:
        try:
            rows = pv.read_csv(stream, parse_options=pv.ParseOptions(delimiter=";"),
                convert_options=pv.ConvertOptions(
                    column_types=dict.fromkeys(("COD_VAR", "COD_MOD", "LIB_MOD"), pa.string()),
                    include_columns=["COD_VAR", "COD_MOD", "LIB_MOD"])).to_pylist()  # fmt: skip
        except (pa.ArrowInvalid, KeyError) as error:
            raise BadTable(
                Place(file.name),
                "The labels of the archive cannot be read",
                why=str(error).partition("\n")[0],
                remedy="Take the archive as INSEE gives it",
            ) from error
    found: dict[str, set[str]] = {}
    for row in rows:
        if row["COD_VAR"] == "GEO" and row["LIB_MOD"]:
            found.setdefault(row["COD_MOD"], set()).add(row["LIB_MOD"])
    return {code: names.pop() for code, names in found.items() if len(names) == 1}
