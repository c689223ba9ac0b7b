"""What a table of figures, or of series, may say of its columns: contradictions refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terreau.datasets.description_keys import YEAR, Keys


def check_figures(keys: Keys, raw: Mapping[str, Any], columns: Mapping[str, str]) -> None:
    """Refuse columns of a table of figures that contradict each other, naming the line.

    Raises
    ------
    BadDescription
        A role is unknown or missing, or the years come from several places or none.
    """
    keys.require("columns", "territory")
    keys.only_roles(
        ("territory", "territory_label", "sector", "period", "value", "status", "units", "largest")
    )
    keys.forbid("perimeter", 'it belongs to content = "perimeters"')
    patterned = [role for role, name in columns.items() if YEAR in name]
    ways = [
        *(["[periods]"] if raw.get("periods") else []),
        *(["columns.period"] if "period" in columns else []),
        *(["{year} in columns.value"] if YEAR in columns.get("value", "") else []),
    ]
    if len(ways) != 1:
        keys.fail(
            "columns",
            "period",
            "The years must come from exactly one place",
            value=" and ".join(ways) or "nowhere",
            remedy="Give columns.period, or a column a year in [periods], or columns.value with "
            "{year} in its name",
        )
    if not raw.get("periods"):
        keys.require("columns", "value")
    elif "value" in columns or {"units", "largest", "status"} & set(columns):
        keys.fail(
            "columns",
            "value",
            "[periods] names the columns of values by itself",
            remedy="Remove value, units, largest and status from [columns], or write them with "
            "{year} in place of [periods]",
        )
    if patterned and YEAR not in columns.get("value", ""):
        keys.fail(
            "columns",
            patterned[0],
            "{year} stands in this column but not in columns.value",
            value=columns[patterned[0]],
            remedy="Write {year} in columns.value too, or in neither",
        )
    for column, year in raw.get("periods", {}).items():
        keys.check_year("periods", column, year)
        if list(raw["periods"].values()).count(year) > 1:
            keys.fail(
                "periods", column, "Two columns have this year", value=year, remedy="Keep one"
            )
    if ("sector" in columns) != ("sector" in raw):
        keys.fail(
            "sector",
            "nomenclature",
            "columns.sector and [sector] go together",
            remedy="Give both, or neither when the table has no sector",
        )


def check_series(keys: Keys) -> None:
    """Refuse what a table of series has not: sectors, a column a year, a sum.

    Raises
    ------
    BadDescription
        A role is unknown or missing, or a section has no place.
    """
    for role in ("territory", "period", "value"):
        keys.require("columns", role)
    keys.only_roles(("territory", "territory_label", "period", "value", "status"))
    for section in ("periods", "sector", "coverage", "perimeter"):
        keys.forbid(section, "a table of series has one rate a row, and no sum")
