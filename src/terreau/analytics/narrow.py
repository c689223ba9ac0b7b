"""Narrow tables in and out of Arrow. The one module here that loads pyarrow.

Its callers import it when the first table is read or written. A row is a
(territory, sector, period) with its value and status; the grid is `cube`'s.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from terreau.analytics.cells import FloatArray, NarrowTable, Status, StatusArray
from terreau.analytics.measured import Key, Measured
from terreau.core.errors import BadInput

REQUIRED_COLUMNS = ("territory", "sector", "period", "value")
# What a table may say of a cell beside its value: its establishments, and bounds when it is hidden.
EXTRA_COLUMNS = ("units", "largest", "sum_squares", "lower", "upper")
COLUMNS = (*REQUIRED_COLUMNS, "status", *EXTRA_COLUMNS)
_STATUS_WORDS = pa.array([status.word for status in Status], pa.string())
WORDS = {"": Status.OK} | {s.word: s for s in (Status.OK, Status.MISSING, Status.SECRET)}


@dataclass(frozen=True)
class Keys:
    """A key column: its distinct labels and, for each row, the position of its label."""

    labels: tuple[str, ...]
    of_row: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """The rows of a narrow table.

    Parameters
    ----------
    territory, sector, period : Keys
        (n,) keys.
    values : FloatArray
        (n,) jobs, NaN = empty, or not known as the status says.
    status : StatusArray
        (n,) missing or secret where the table says so, else ok.
    extra : Mapping[str, FloatArray]
        The extra columns that the table has, (n,) each, NaN = not said.
    """

    territory: Keys
    sector: Keys
    period: Keys
    values: FloatArray
    status: StatusArray
    extra: Mapping[str, FloatArray]


def read_rows(table: NarrowTable, columns: Mapping[str, str] | None = None) -> Rows:
    """Read a narrow table.

    Parameters
    ----------
    table : NarrowTable
        Anything that exports an Arrow stream, or a mapping of columns.
    columns : Mapping[str, str], optional
        Our column name → the table's, where they differ.

    Returns
    -------
    Rows
        All its rows, in order.

    Raises
    ------
    BadInput
        Not a table, no row, a column missing, a key empty, values that are not
        numbers, a status that is not a word we know.
    """
    arrow = _as_arrow(table)
    read = _pick(arrow, columns or {})
    keys = {name: _keys(read[name], name) for name in ("territory", "sector", "period")}
    values, status = _values(read["value"], read.get("status"))
    extra = {name: _numeric(read[name], name) for name in EXTRA_COLUMNS if name in read}
    return Rows(**keys, values=values, status=status, extra=extra)


def write_table(
    blocks: Iterable[tuple[Sequence[Key], Mapping[str, Measured]]], period: str
) -> pa.Table:
    """Write one row per key and component; the components of a key follow one another.

    Parameters
    ----------
    blocks : Iterable[tuple[Sequence[Key], Mapping[str, Measured]]]
        (n,) keys, territory and sector (None = not of one), with name → (n,) values.
    period : str
        The period of all rows.

    Returns
    -------
    pyarrow.Table
        Columns territory, sector, period, component, value, lower, upper, status; NaN is null.
    """
    nothing = _block([], {"": Measured(np.empty(0), np.empty(0, dtype=np.uint8))}, period)
    written = [_block(keys, measured, period) for keys, measured in blocks]
    return pa.concat_tables([nothing, *written])


def _block(keys: Sequence[Key], measured: Mapping[str, Measured], period: str) -> pa.Table:
    names, rows = list(measured), len(keys) * len(measured)
    nothing = np.full(len(keys), np.nan)
    found = measured.values()
    lower = [nothing if m.lower is None else m.lower for m in found]
    upper = [nothing if m.upper is None else m.upper for m in found]
    return pa.table(
        {
            "territory": pa.array([t for t, _ in keys for _ in names], pa.string()),
            "sector": pa.array([s for _, s in keys for _ in names], pa.string()),
            "period": pa.array([period] * rows, pa.string()),
            "component": pa.array(names * len(keys), pa.string()),
            "value": _numbers([m.value for m in found]),
            "lower": _numbers(lower),
            "upper": _numbers(upper),
            "status": _STATUS_WORDS.take(
                pa.array(np.stack([m.status for m in found], axis=1).ravel())
            ),
        }
    )


def _numbers(columns: Sequence[FloatArray]) -> pa.Array:
    return pa.array(np.stack(columns, axis=1).ravel(), pa.float64(), from_pandas=True)


def _as_arrow(table: NarrowTable) -> pa.Table:
    try:
        arrow = pa.table(dict(table) if isinstance(table, Mapping) else table)
    except (TypeError, ValueError, pa.ArrowException) as error:
        raise BadInput(
            "This cannot be read as a table",
            value=type(table).__name__,
            why=str(error),
            remedy="Give a pandas, polars, DuckDB or pyarrow table, or a mapping of columns",
        ) from error
    _refuse_names_alike(arrow.column_names)
    if arrow.num_rows == 0:
        raise BadInput("The table has no row")
    return arrow


def _refuse_names_alike(names: Sequence[str]) -> None:
    """Refuse names that differ by case only: an engine may silently take one for the other."""
    seen: dict[str, str] = {}
    for name in names:
        if name.casefold() in seen:
            raise BadInput(
                "Two columns have the same name, or names that differ by case only",
                value=(seen[name.casefold()], name),
                remedy="Rename one of them",
            )
        seen[name.casefold()] = name


def _pick(arrow: pa.Table, columns: Mapping[str, str]) -> dict[str, pa.ChunkedArray]:
    if unknown := [ours for ours in columns if ours not in COLUMNS]:
        raise BadInput(
            "Unknown key of columns", value=unknown[0], remedy=f"Use one of {', '.join(COLUMNS)}"
        )
    names = arrow.column_names
    read = {}
    for ours in COLUMNS:
        theirs = columns.get(ours, ours)
        if theirs in names:
            read[ours] = arrow.column(theirs)
        elif ours in REQUIRED_COLUMNS or ours in columns:
            near = difflib.get_close_matches(theirs, names, n=1)
            raise BadInput(
                f"The table has no column for {ours}",
                value=theirs,
                why=f"Its columns are {', '.join(names)}",
                remedy=f"Say columns={{{ours!r}: {near[0] if near else '…'!r}}}",
            )
    return read


def _keys(column: pa.ChunkedArray, name: str, *, empty: str | None = None) -> Keys:
    try:
        text = _as_text(column).combine_chunks()
    except pa.ArrowException as error:
        raise BadInput(
            f"The {name} of a row is not a code", why=str(error), remedy="Write codes as text"
        ) from error
    if empty is not None:
        text = pc.fill_null(text, empty)
    if text.null_count:
        row = int(np.flatnonzero(text.is_null().to_numpy(zero_copy_only=False))[0])
        raise BadInput(
            f"A row has no {name}",
            value=f"row {row + 1}",
            why="Rows are counted from 1, the header not included",
            remedy="Fill or remove it",
        )
    encoded = pc.dictionary_encode(text)
    labels = tuple(encoded.dictionary.to_pylist())
    return Keys(labels, encoded.indices.to_numpy().astype(np.int64))


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):  # categories, whatever text type they are kept in
        chunks = [
            pc.cast(chunk.dictionary, pa.string()).take(chunk.indices) for chunk in column.chunks
        ]
        return pa.chunked_array(chunks, pa.string())
    if pa.types.is_floating(column.type):
        # Years that went through a library whose integers cannot be empty: 2019.0.
        column = pc.cast(column, pa.int64())
    return pc.cast(column, pa.string())


def _values(
    value: pa.ChunkedArray, status: pa.ChunkedArray | None
) -> tuple[FloatArray, StatusArray]:
    jobs = _numeric(value, "value")
    states = np.full(len(jobs), Status.OK, dtype=np.uint8)
    if status is not None:
        said = _keys(status, "status", empty="")
        if unknown := [word for word in said.labels if word not in WORDS]:
            raise BadInput(
                "Unknown status of a cell",
                value=unknown[0],
                remedy="Use 'ok', 'secret' or 'missing'; an empty status is 'ok'",
            )
        states = np.array([WORDS[word] for word in said.labels], dtype=np.uint8)[said.of_row]
    # A secret cell is never computed with, even where a figure stands beside the mark.
    jobs[states > Status.OK] = np.nan
    return jobs, states


def _numeric(column: pa.ChunkedArray, name: str) -> FloatArray:
    numeric = pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_null
    if not any(is_kind(column.type) for is_kind in numeric):
        raise BadInput(
            f"The column of {name} holds what are not numbers",
            value=str(column.type),
            remedy="Convert the column",
        )
    numbers: FloatArray = pc.cast(column, pa.float64(), safe=False).to_numpy().copy()
    return numbers
