"""``terreau analyse``: the analysis library on a file, a narrow table in and a narrow table out."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from terreau.core.errors import BadInput, StoreFailure

_Command = Callable[..., Any]


class _Renamed(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """``territory=reg,period=year``: our column name → the file's."""

    name = "OURS=THEIRS,…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Mapping[str, str]:
        """Read one option."""
        pairs = [pair.partition("=") for pair in str(value).split(",")]
        wrong = [ours for ours, mark, theirs in pairs if not (ours and mark and theirs)]
        if wrong or len({ours for ours, _, _ in pairs}) < len(pairs):
            self.fail(f"{value!r} is not written territory=reg,period=year", param, ctx)
        return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


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
        default="zero",
        show_default=True,
        help="What a cell without a row means. A row without a value is never a zero.",
    ),
    click.option("--columns", type=_Renamed(), help="Names of the columns of FILE."),
    click.option(
        "--decimal", type=click.Choice([".", ","]), default=".", help="Decimal mark of FILE."
    ),
    click.option(
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        help="File to write (CSV); the standard output by default.",
    ),
)


@click.group()
def analyse() -> None:
    """Compute on a file: FILE is .csv, .csv.gz, .xlsx, .parquet, or - for the standard input.

    FILE has the columns territory, sector, period, value (--columns gives other names) and may
    have status, units, largest, sum_squares, lower, upper. The answer is a CSV of the columns
    territory, sector, period, component, value, lower, upper, status, in full precision.
    """


def _measure(name: str) -> Callable[[_Command], click.Command]:
    """Make a subcommand that has the common options."""

    def decorate(function: _Command) -> click.Command:
        for option in reversed(_COMMON):
            function = option(function)
        return analyse.command(name)(function)

    return decorate


@_measure("shift-share")
@click.option("--method", default="dunn", show_default=True, help="dunn, esteban or anova.")
@click.option(
    "--by",
    type=click.Choice(["territory", "sector", "cell"]),
    default="territory",
    show_default=True,
    help="What is kept apart; the rest is summed.",
)
@click.option("--chained", is_flag=True, help="Add up the changes of each period in between.")
def shift_share_command(
    method: Any, by: Any, chained: bool, start: str | None, end: str | None, **common: Any
) -> None:
    """Decompose a change in jobs: nation, sectors, and the place itself."""
    from terreau.analytics import shift_share

    first, last = _both(start, end)
    table, reading = _read(common)
    result = shift_share(table, start=first, end=last, method=method, chained=chained, **reading)
    _write(result.to_table(by), common["output"])


@_measure("location-quotient")
@click.option(
    "--transform",
    type=click.Choice(["plain", "log", "symmetric", "z"]),
    default="plain",
    show_default=True,
)
@click.option(
    "--interval",
    type=click.Choice(["none", "delta", "bootstrap"]),
    default="none",
    show_default=True,
    help="How the bounds are found.",
)
def location_quotient_command(
    transform: str, interval: str, start: str | None, end: str | None, **common: Any
) -> None:
    """How many times more of each sector than the reference has."""
    from terreau.analytics import location_quotient

    _level(location_quotient, end, common, transform=transform, interval=interval)


@_measure("specialisation")
def specialisation_command(start: str | None, end: str | None, **common: Any) -> None:
    """How far the mix of sectors of a territory is from the reference's, and how concentrated."""
    from terreau.analytics import specialisation

    _level(specialisation, end, common)


@_measure("concentration")
def concentration_command(start: str | None, end: str | None, **common: Any) -> None:
    """How unevenly each sector is spread over the territories."""
    from terreau.analytics import concentration

    _level(concentration, end, common)


@_measure("complexity")
def complexity_command(start: str | None, end: str | None, **common: Any) -> None:
    """Economic complexity of territories and sectors."""
    from terreau.analytics import complexity

    _level(complexity, end, common)


@_measure("relatedness")
def relatedness_command(start: str | None, end: str | None, **common: Any) -> None:
    """Which sectors are found together, and how near each is to what a territory does."""
    from terreau.analytics import relatedness

    _level(relatedness, end, common)


@_measure("peers")
def peers_command(start: str | None, end: str | None, **common: Any) -> None:
    """The territories whose mix of sectors is nearest."""
    from terreau.analytics import peers

    _level(peers, end, common)


@_measure("typology")
@click.option(
    "--industry",
    default="industry",
    show_default=True,
    metavar="CODE,…",
    help="The sectors of FILE that are industry.",
)
@click.option(
    "--level",
    default="bassin_de_vie",
    show_default=True,
    help="What the territories of FILE are; the typology is defined on bassins de vie.",
)
@click.option("--accept-level", is_flag=True, help="Class other territories than bassins de vie.")
@click.option(
    "--count",
    type=click.IntRange(min=1),
    help="How many territories are industrial at each date; 410, as published, by default.",
)
@click.option(
    "--quantile",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Instead of --count: the share of the territories that are industrial.",
)
def typology_command(
    industry: str,
    level: str,
    accept_level: bool,
    count: int | None,
    quantile: float | None,
    start: str | None,
    end: str | None,
    **common: Any,
) -> None:
    """Industrial then, now, both or neither: jobs of people aged 25 to 54, two censuses."""
    from terreau.analytics import basin_typology

    table, reading = _read(common)
    if reading.pop("reference") != "nation":
        raise BadInput("The typology compares territories with one another: no --reference")
    if count is not None:
        reading["count"] = count
    first, last = _both(start, end)
    result = basin_typology(
        table,
        start=first,
        end=last,
        industry=[code.strip() for code in industry.split(",")],
        level=level,
        accept_level=accept_level,
        quantile=quantile,
        **reading,
    )
    _write(result.to_table(), common["output"])


def _both(start: str | None, end: str | None) -> tuple[str, str]:
    if start is None or end is None:
        raise BadInput(
            "A change has a first and a last period",
            remedy="Give --from and --to, as FILE has them",
        )
    return start, end


def _level(
    measure: Callable[..., Any], end: str | None, common: Mapping[str, Any], **options: Any
) -> None:
    """Compute a measure of one period: `--to`, or the only period of the file."""
    table, reading = _read(common)
    held = table["period"].unique().to_pylist()
    if end is None and len(held) > 1:
        raise BadInput(
            "FILE has several periods", value=", ".join(sorted(held)), remedy="Give --to"
        )
    period = held[0] if end is None else end
    _write(measure(table, period=period, **reading, **options).to_table(), common["output"])


def _read(common: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    from terreau.datasets.narrow_files import read_narrow

    table = read_narrow(common["file"], common["columns"] or {}, decimal=common["decimal"])
    return table, {"reference": common["reference"], "absent": common["absent"]}


def _write(table: Any, output: Path | None) -> None:
    """Write the whole answer, or nothing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows(zip(*(column.to_pylist() for column in table.columns), strict=True))
    if output is None or str(output) == "-":
        click.echo(text.getvalue(), nl=False)
        return
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        beside.write_text(text.getvalue(), encoding="utf-8")
        beside.replace(output)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoreFailure(
            "The answer cannot be written",
            value=str(output),
            why=error.strerror or str(error),
            remedy="Choose another --output",
            kept="Nothing was written",
        ) from error
