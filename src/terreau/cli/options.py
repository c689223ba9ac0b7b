"""Options that several commands take."""

from __future__ import annotations

import click

output_format = click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="What to print.",
)
language = click.option(
    "--lang",
    "language",
    type=click.Choice(["fr", "en"]),
    default="fr",
    show_default=True,
    help="Language of what is printed.",
)
show_figure = click.option(
    "--show", default="", metavar="KEY", help="Print one figure only, in full precision."
)
