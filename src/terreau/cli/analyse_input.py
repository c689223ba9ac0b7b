"""What each ``terreau analyse`` command takes: FILE, how it is written, what is asked of it."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from terreau.cli.output import Output, OutputType
from terreau.core.errors import BadInput

Command = Callable[..., Any]


class _Renamed(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """``territory=reg,period=year``: our column name → the file's."""

    name = "OURS=THEIRS,…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Mapping[str, str]:
        """Read one option."""
        pairs = [pair.partition("=") for pair in str(value).split(",")]
        names = {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
        if not all(ours and theirs for ours, theirs in names.items()) or len(names) < len(pairs):
            self.fail(f"{value!r} is not written territory=reg,period=year.", param, ctx)
        return names


class _Encoding(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """An encoding of text that Python knows."""

    name = "ENCODING"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read one option."""
        try:
            io.TextIOWrapper(io.BytesIO(), encoding=value)  # refuses "hex" and "rot13" too
        except (LookupError, ValueError):
            self.fail(f"{value!r} is unknown; usual ones: utf-8, cp1252, latin-1.", param, ctx)
        return str(value)


_COMMON = (
    click.argument("file", metavar="FILE"),
    click.option("--from", "start", metavar="PERIOD", help="First period (of a change)."),
    click.option("--to", "end", metavar="PERIOD", help="Last period, or the period of a level."),
    click.option(
        "--reference",
        default="nation",
        show_default=True,
        metavar="REF",
        help="What territories are compared with: nation (the sum of the file), leave-one-out "
        "(that sum less the territory), or the code of a territory of the file.",
    ),
    click.option(
        "--absent",
        type=click.Choice(["zero", "missing"]),
        help="What a cell without a value means. By default: zero where there is no row, missing "
        "where a row has none.",
    ),
    click.option("--columns", type=_Renamed(), help="Names of the columns of FILE."),
    click.option(
        "--decimal", type=click.Choice([".", ","]), default=".", help="Decimal mark of FILE."
    ),
    click.option("--encoding", type=_Encoding(), default="utf-8", help="Encoding of a CSV FILE."),
    click.option("--sheet", metavar="NAME", help="The sheet of a spreadsheet that has several."),
    click.option(
        "--header-line",
        type=click.IntRange(min=1),
        default=1,
        help="The line of FILE that holds the names of the columns.",
    ),
    click.option(
        "--output",
        type=OutputType(),
        default="-",
        help="File to write (.csv, .csv.gz or .parquet); the standard output by default.",
    ),
)


def with_common_options(function: Command) -> Command:
    """Give a command the common options; what the library calls ``name=`` is said ``--name``."""
    run = with_remedies_as_options(function)
    return functools.reduce(lambda made, option: option(made), reversed(_COMMON), run)


def with_remedies_as_options(function: Command) -> Command:
    """Say ``--name`` where the library advises ``name=``."""

    @functools.wraps(function)
    def run(**words: Any) -> None:
        try:
            function(**words)
        except BadInput as error:
            error.remedy = _in_options(error.remedy, click.get_current_context().command.params)
            raise

    return run


def _in_options(remedy: str, params: Iterable[click.Parameter]) -> str:
    for param in params:
        remedy = re.sub(rf"\b{param.name}=(True\b)?", max(param.opts, key=len), remedy)
    return remedy


def read_file(common: Mapping[str, Any]) -> tuple[Any, dict[str, Any], Output]:
    """Return the table of FILE, how the library reads it, and where the answer goes."""
    from terreau.datasets.description import Format
    from terreau.datasets.narrow_files import read_narrow, with_missing

    written = {key: common[key] for key in ("decimal", "encoding", "sheet", "header_line")}
    how = Format(**written, is_described=False)
    table, absent = read_narrow(common["file"], common["columns"] or {}, how), common["absent"]
    if absent != "zero":
        table, empty = with_missing(table)
        if empty and absent is None:
            click.echo(
                f"terreau: {empty} rows have no value and are left out as missing; "
                "`--absent zero` counts them as zero.",
                err=True,
            )
    reading = {"reference": common["reference"], "absent": absent or "zero"}
    return table, reading, common["output"]
