"""``terreau indicators``: what indicators are, and their values for the territories of a kind."""

from __future__ import annotations

import click

from terreau.cli.options import language, output_format, show_figure
from terreau.datasets.indicators.dashboards import (
    get_dashboard,
    list_dashboards,
    list_faulty_dashboards,
)
from terreau.datasets.indicators.definition import UNITS
from terreau.datasets.indicators.registry import get_indicator, list_faulty, list_indicators


@click.group()
def indicators() -> None:
    """Figures defined in files: what each asks, its formula, its values."""


@indicators.command("list")
def list_command() -> None:
    """List the indicators, one's own included."""
    for indicator in list_indicators().values():
        click.echo(f"{indicator.id:<32} {indicator.title}")
    for faulty in list_faulty():
        click.echo(f"{faulty.file} is left out: {faulty.why}", err=True)


@indicators.command("show")
@click.argument("indicator_id", metavar="ID")
def show_command(indicator_id: str) -> None:
    """Say what an indicator asks, its formula and the tables it needs."""
    indicator = get_indicator(indicator_id)
    click.echo(f"{indicator.title}: {indicator.question}")
    click.echo(f"    {indicator.definition}")
    click.echo(f"    unit: {str(UNITS[indicator.unit]) or 'none'}")
    click.echo(f"    formula: {indicator.formula.text}")
    click.echo(f"    tables: {', '.join(indicator.tables)}")
    click.echo(f"    defined in: {indicator.file}")


@indicators.command("values")
@click.argument("indicator_id", metavar="ID")
@click.option(
    "--by",
    type=click.Choice(["epci", "territoire_industrie", "zone_emploi", "departement", "region"]),
    default="epci",
    show_default=True,
    help="Kind of territories.",
)
@click.option("--year", default="", help="The last one by default.")
@click.option(
    "--country",
    type=click.Choice(["FR", "XX"]),
    default="FR",
    show_default=True,
    help="XX is the fictitious example country.",
)
@output_format
@click.option("--show", default="", metavar="CODE", help="Print one value only, in full precision.")
@language
def values_command(indicator_id: str, **wishes: str) -> None:
    """Print the value of every territory of a kind, ranked, with where they come from."""
    from terreau.web import entry

    get_indicator(indicator_id)
    entry.load()
    entry.prepare(with_example=False)
    click.echo(entry.values_text(indicator_id, **wishes))


@indicators.command("dashboards")
def dashboards_command() -> None:
    """List the dashboards, one's own included."""
    for dashboard in list_dashboards().values():
        click.echo(f"{dashboard.id:<32} {dashboard.title}: {dashboard.question}")
    for faulty in list_faulty_dashboards():
        click.echo(f"{faulty.file} is left out: {faulty.why}", err=True)


@indicators.command("dashboard")
@click.argument("dashboard_id", metavar="ID")
@click.argument("territory", metavar="KIND:CODE")
@output_format
@show_figure
@language
def dashboard_command(dashboard_id: str, territory: str, **wishes: str) -> None:
    """Print the figures of the dashboard ID for a territory (zone_emploi:X001)."""
    from terreau.web import entry

    get_dashboard(dashboard_id)
    entry.load()
    entry.prepare(with_example=False)
    click.echo(entry.dashboard_text(dashboard_id, territory, **wishes))
