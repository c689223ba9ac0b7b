"""``terreau analyse``: the analysis library on a file, a narrow table in and a narrow table out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from terreau.cli.analyse_input import Command, read_file, with_common_options
from terreau.cli.analyse_network import network_command
from terreau.core.errors import BadInput


@click.group()
def analyse() -> None:
    """Compute on a file: FILE is .csv, .csv.gz, .xlsx, .parquet, or - for the standard input.

    FILE has the columns territory, sector, period, value (--columns gives other names) and may
    have status, units, largest, sum_squares, lower, upper. The answer has the columns territory,
    sector, period, component, value, lower, upper, status, in full precision; in a CSV,
    words that a spreadsheet would run as a formula begin with an apostrophe.
    """


analyse.add_command(network_command)


def _measure(name: str) -> Callable[[Command], click.Command]:
    """Make a subcommand that has the common options."""
    return lambda function: analyse.command(name)(with_common_options(function))


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
    table, reading, output = read_file(common)
    result = shift_share(table, start=first, end=last, method=method, chained=chained, **reading)
    output.write(result.to_table(by))


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

    if count is not None and quantile is not None:
        raise BadInput(
            "How many territories are industrial is said twice", remedy="Give count= or quantile="
        )
    first, last = _both(start, end)
    table, reading, output = read_file(common)
    if (reference := reading.pop("reference")) != "nation":
        raise BadInput(
            "The typology compares territories with one another",
            value=reference,
            remedy="Leave reference= out",
        )
    if count is not None:
        reading["count"] = count
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
    output.write(result.to_table())


def _both(start: str | None, end: str | None) -> tuple[str, str]:
    if start is None or end is None:
        raise BadInput(
            "A change has a first and a last period",
            remedy="Give start= and end=, as FILE writes them",
        )
    return start, end


def _level(
    measure: Callable[..., Any], end: str | None, common: Mapping[str, Any], **options: Any
) -> None:
    """Compute a measure of one period: `--to`, or the only period of the file."""
    table, reading, output = read_file(common)
    held = table["period"].unique().to_pylist()
    if end is None and len(held) > 1:
        raise BadInput(
            "FILE has several periods",
            value=", ".join(sorted(held)),
            remedy="Give end=",
        )
    period = held[0] if end is None else end
    output.write(measure(table, period=period, **reading, **options).to_table())
