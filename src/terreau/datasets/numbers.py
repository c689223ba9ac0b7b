"""Cells of text read as numbers, strictly: an ambiguous mark is refused, never guessed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

# Digits, or groups of three parted by a blank (ordinary, no-break, narrow), then decimals.
_SPACES = "[ \u00a0\u202f]"
_NUMBER = rf"^[+-]?(\d+|\d{{1,3}}({_SPACES}\d{{3}})+){{decimals}}"
_YEAR = r"^\d{4}(\.0)?$"
FIRST_YEAR, LAST_YEAR = 1800, 2200
# No count of jobs or establishments is beyond: a third of the jobs of the world.
MOST_COUNTED = 1e9


def numbers(column: pa.Array, decimal: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read a column as numbers.

    Parameters
    ----------
    column : pa.Array
        (n,) text or numbers; null = empty.
    decimal : str
        The decimal mark, "." or ",".

    Returns
    -------
    values : ndarray
        (n,) NaN where the cell is empty or is not a number; infinite where a text has more digits
        than a number can hold.
    is_bad : ndarray
        (n,) whether the cell holds something that is not a finite number.

    Examples
    --------
    >>> numbers(pa.array(["1 234,5", "12 k€", None]), ",")
    (array([1234.5,    nan,    nan]), array([False,  True, False]))
    """
    if not pa.types.is_string(column.type):
        values = _floats(column)
        return np.where(np.isinf(values), np.nan, values), np.isinf(values)
    mark = r"\." if decimal == "." else ","
    pattern = _NUMBER.replace("{decimals}", rf"({mark}\d+)?([eE][+-]?\d{{1,2}})?$")
    is_number = pc.fill_null(pc.match_substring_regex(column, pattern), False)
    kept = pc.if_else(is_number, column, pa.scalar(None, pa.string()))
    plain = pc.replace_substring_regex(kept, _SPACES, "")
    if decimal == ",":
        plain = pc.replace_substring(plain, ",", ".")
    is_bad = _bools(pc.and_(pc.is_valid(column), pc.invert(is_number)))
    values = _floats(pc.cast(plain, pa.float64()))
    return values, is_bad | np.isinf(values)


def number_remedy(text: str, decimal: str) -> str:
    """Return what to do about a text that is not a number, where its look tells; "" otherwise."""
    if text.startswith("="):
        return "the formula has no result: open the spreadsheet, compute it and save it"
    if text.startswith("#"):
        return "the spreadsheet could not compute it: correct it, or list it in [status]"
    other = "," if decimal == "." else "."
    whole, mark, fraction = text.partition(other)
    if mark and whole.lstrip("+-").isdigit() and fraction.isdigit():
        return f'if {other!r} is its decimal mark, write decimal = "{other}" in [format]'
    if not any(character.isdigit() for character in text):
        return "if it marks a secret or missing cell, list it in [status]"
    return "write the number alone, without unit"


def years(column: pa.Array) -> NDArray[np.int32]:
    """Read a column as years; -1 where the cell is not one (empty, "2019-T1", 19).

    Examples
    --------
    >>> years(pa.array(["2019", "2019-T1", None]))
    array([2019,   -1,   -1], dtype=int32)
    """
    text = column if pa.types.is_string(column.type) else pc.cast(column, pa.string())
    is_year = pc.fill_null(pc.match_substring_regex(text, _YEAR), False)
    kept = pc.if_else(is_year, pc.utf8_slice_codeunits(text, 0, 4), pa.scalar(None, pa.string()))
    found = pc.fill_null(pc.cast(kept, pa.int32()), -1).to_numpy(zero_copy_only=False)
    years_found: NDArray[np.int32] = np.where(
        (found >= FIRST_YEAR) & (found <= LAST_YEAR), found, -1
    ).astype(np.int32)
    return years_found


def codes(column: pa.Array) -> pa.DictionaryArray:
    """Return a column of codes as dictionary-coded text; 1001.0 is the code "1001"."""
    if pa.types.is_floating(column.type):
        as_text = pc.cast(column, pa.string())
        column = pc.replace_substring_regex(as_text, r"\.0$", "")
    elif not pa.types.is_string(column.type):
        column = pc.cast(column, pa.string())
    return column.dictionary_encode()


def places_of(coded: pa.DictionaryArray) -> NDArray[np.int64]:
    """Return the index of each row's code in the dictionary, the last place for an empty code."""
    places: NDArray[np.int64] = pc.fill_null(coded.indices.cast(pa.int64()), -1).to_numpy(
        zero_copy_only=False
    )
    return places


def _floats(column: pa.Array) -> NDArray[np.float64]:
    floats = pc.cast(column, pa.float64(), safe=False)
    result: NDArray[np.float64] = floats.to_numpy(zero_copy_only=False).astype(np.float64)
    return result


def _bools(column: pa.Array) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = column.to_numpy(zero_copy_only=False).astype(np.bool_)
    return result
