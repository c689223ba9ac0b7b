"""``terreau analyse network``: the social capital of a list of ties."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from terreau.cli.analyse_input import with_remedies_as_options
from terreau.cli.output import Output, OutputType


class _Day(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """A day written 2026-03-31."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read one option."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day written 2026-03-31.", param, ctx)


@click.command("network")
@click.argument("file", metavar="FILE")
@click.option("--before", type=_Day(), help="The day before a season; with --after.")
@click.option("--after", type=_Day(), help="The day that is measured; the last of FILE by default.")
@click.option(
    "--half-life",
    type=click.IntRange(min=1),
    default=365,
    show_default=True,
    help="Days after which a tie weighs half; after four half-lives it is forgotten.",
)
@click.option(
    "--null",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Compare with so many networks in which everyone does as much with others.",
)
@click.option(
    "--bootstrap",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Draws of the 95 % intervals; 0 = no interval.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="The same seed gives the same answer.",
)
@click.option(
    "--output",
    type=OutputType(),
    default="-",
    help="File to write (.csv, .csv.gz or .parquet); the standard output by default.",
)
@with_remedies_as_options
def network_command(
    file: str, before: date | None, after: date | None, output: Output, **options: int
) -> None:
    """Who works with whom: density, bonding, bridging, openness, brokers.

    FILE (.csv, .csv.gz, .xlsx, .parquet, or - for the standard input) has the columns actor,
    thing, day, and may have kind (planned or lived; lived by default), group and outside. The
    answer has the columns kind, day, actor, group, component, value, lower, upper, expected, z,
    p, status. Planned and lived ties are measured apart; a group under three never is.
    """
    from terreau.analytics.network import network_measures, read_ties, season
    from terreau.datasets.description import Format
    from terreau.datasets.tie_files import read_tie_columns

    natures = read_ties(**read_tie_columns(file, Format(is_described=False)))
    last = after or date.fromordinal(max(int(t.day.max()) for t in natures if len(t.day)))
    tables = []
    for ties in natures:
        if not len(ties.day):
            continue
        if before is None:
            tables.append(network_measures(ties, last, **options).to_table())
        else:
            found = season(ties, before, last, **options)
            tables += [found.before.to_table(), found.after.to_table()]
    output.write(*tables)
