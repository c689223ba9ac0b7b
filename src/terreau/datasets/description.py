"""The description of an own table (TOML): what it may say, and reading it strictly.

Every key is in `SECTIONS`; an unknown, missing, mistyped or contradictory one is refused with its
line. Nothing is guessed about meaning: what an absent cell means must be written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terreau.core.errors import BadDescription, Place
from terreau.datasets.description_figures import check_figures, check_series
from terreau.datasets.description_keys import (
    ABSENT,
    CONTENTS,
    COUNTRIES,
    MEMBER_KINDS,
    PERIMETER_KINDS,
    ROLES,
    UNKNOWN,
    Keys,
    checked_keys,
)
from terreau.datasets.measures import MEASURES, RATES
from terreau.datasets.reference import naf


@dataclass(frozen=True)
class Format:
    """How the file is written; ``separator`` None: the one that gives all the named columns."""

    separator: str | None = None
    encoding: str = "utf-8"
    decimal: str = "."
    sheet: str | None = None
    header_line: int = 1
    is_described: bool = True  # False: options of a command say all this, and remedies name them


@dataclass(frozen=True)
class Description:
    """What a description says, checked.

    Parameters
    ----------
    id, title, publisher, licence, vintage, address, country, content : str
        Section ``[dataset]``; ``measure`` is "" without figures.
    note : str
        What a reader must know before using the figures; "" when there is nothing.
    measure : str
        One of `MEASURES`, or of `RATES` for a series.
    columns : Mapping[str, str]
        Role → name in the file ("territory" → "code_ze"). ``value``, ``units``, ``largest`` and
        ``status`` may hold ``{year}``: one column a year.
    periods : Mapping[str, int]
        Column → year, for a table with one column a year.
    territory_kind : str
        Kind of the territories (of the perimeters, for a table of perimeters).
    geography : int or None
        Vintage of the territory codes.
    residual : tuple of str
        Codes counted in the nation that belong to no perimeter.
    nomenclature : str or None
        Level of the sector codes; None without sector.
    absent : str
        "zero", "secret" or "missing".
    secret_marks, missing_marks : tuple of str
        What marks a secret or a missing cell, in the status column if there is one, else in the
        value column.
    filters : Mapping[str, tuple of str]
        Column → values kept.
    covers_nation : bool
        Whether the rows add up to the country.
    phase : str or None
        Phase that prefixes the codes of perimeters ("2").
    member_kinds : tuple of str
        Kinds tried in order for the members of perimeters.
    format : Format
        How the file is written.
    source : str
        The TOML text itself, stored beside the table.
    file : str
        Where it was read.
    """

    id: str
    title: str
    publisher: str
    licence: str
    vintage: str
    address: str
    country: str
    content: str
    measure: str
    note: str
    columns: Mapping[str, str]
    periods: Mapping[str, int]
    territory_kind: str
    geography: int | None
    residual: tuple[str, ...]
    nomenclature: str | None
    absent: str
    secret_marks: tuple[str, ...]
    missing_marks: tuple[str, ...]
    filters: Mapping[str, tuple[str, ...]]
    covers_nation: bool
    phase: str | None
    member_kinds: tuple[str, ...]
    format: Format
    source: str = field(repr=False)
    file: str


def read_description(path: Path) -> Description:
    """Read and check a description.

    Raises
    ------
    BadDescription
        With file, line and remedy: not TOML, unknown, missing, mistyped or contradictory key.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadDescription(
            Place(str(path)), "No such description", remedy="Check the path given to --describe"
        ) from error
    except UnicodeDecodeError as error:
        raise BadDescription(
            Place(str(path)),
            "The description is not UTF-8",
            remedy="Save it as UTF-8: TOML allows no other encoding",
        ) from error
    except OSError as error:
        raise BadDescription(
            Place(str(path)), "The description cannot be read", why=str(error.strerror or error)
        ) from error
    return parse_description(text, file=path.name)


def parse_description(text: str, *, file: str) -> Description:
    """Check the text of a description; ``file`` names it in messages (see `read_description`)."""
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # Also a number of 5 000 digits, a deep nest.
        raise BadDescription(
            Place(file), "The description is not valid TOML", why=str(error)
        ) from error
    keys = checked_keys(raw, text, file)
    content = keys.one_of("dataset", "content", CONTENTS, default="figures")
    columns: dict[str, str] = dict(raw["columns"])
    if content not in ("figures", "series"):
        return _without_figures(keys, raw, content, text, file)
    is_series = content == "series"
    if is_series:
        check_series(keys)
    else:
        check_figures(keys, raw, columns)
    return Description(
        **_dataset(keys),
        content=content,
        note=keys.get("dataset", "note", ""),
        measure=keys.one_of("dataset", "measure", tuple(RATES if is_series else MEASURES)),
        columns=columns,
        periods=dict(raw.get("periods", {})),
        territory_kind=keys.one_of("territory", "kind", PERIMETER_KINDS),
        geography=keys.year("territory", "geography"),
        residual=tuple(keys.get("territory", "residual", ())),
        nomenclature=(
            keys.one_of("sector", "nomenclature", naf.LEVELS) if "sector" in columns else None
        ),
        absent=keys.one_of("absent", "cell", UNKNOWN if is_series else ABSENT),
        secret_marks=tuple(keys.get("status", "secret", ())),
        missing_marks=tuple(keys.get("status", "missing", ())),
        filters=_filters(raw),
        covers_nation=keys.get("coverage", "nation", False),
        phase=None,
        member_kinds=(),
        format=_format(keys),
        source=text,
        file=file,
    )


def _without_figures(
    keys: Keys, raw: Mapping[str, Any], content: str, text: str, file: str
) -> Description:
    """Describe perimeters, passages or outlines: what stands in them is no figure."""
    roles = ROLES[content]
    for role in roles.required:
        keys.require("columns", role)
    keys.only_roles((*roles.required, *roles.optional))
    for section in ("periods", "sector", "absent", "status", "coverage", *roles.forbidden):
        keys.forbid(section, f"a table of {content} has no figures")
    kinds = keys.get("perimeter", "member_kind", "commune")
    member_kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    for kind in member_kinds:
        keys.check_value("perimeter", "member_kind", kind, MEMBER_KINDS)
    phase = keys.get("perimeter", "phase")
    section = "perimeter" if content == "perimeters" else "territory"
    return Description(
        **_dataset(keys),
        content=content,
        measure="",
        note=keys.get("dataset", "note", ""),
        columns=dict(raw["columns"]),
        periods={},
        territory_kind=keys.one_of(section, "kind", roles.kinds),
        geography=keys.year(section, "geography"),
        residual=(),
        nomenclature=None,
        absent="missing",
        secret_marks=(),
        missing_marks=(),
        filters=_filters(raw),
        covers_nation=False,
        phase=None if phase is None else str(phase),
        member_kinds=member_kinds if content == "perimeters" else (),
        format=_format(keys),
        source=text,
        file=file,
    )


def _dataset(keys: Keys) -> dict[str, Any]:
    fields = {key: keys.get("dataset", key) for key in ("title", "publisher", "licence", "vintage")}
    return fields | {
        "id": keys.identifier(),
        "address": keys.get("dataset", "address", ""),
        "country": keys.one_of("dataset", "country", COUNTRIES, default="FR"),
    }


def _filters(raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        column: tuple(str(v) for v in (wanted if isinstance(wanted, list) else [wanted]))
        for column, wanted in raw.get("filter", {}).items()
    }


def _format(keys: Keys) -> Format:
    return Format(
        separator=keys.separator(),
        encoding=keys.encoding(),
        decimal=keys.one_of("format", "decimal", (".", ","), default="."),
        sheet=keys.get("format", "sheet"),
        header_line=keys.header_line(),
    )
