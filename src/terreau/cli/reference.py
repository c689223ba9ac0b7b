"""``terreau reference``: build and check the bundled reference."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from terreau.datasets.reference.building import bundle


@click.group()
def reference() -> None:
    """Communes, perimeters, passages, populations and activities that travel with Terreau."""


@reference.command()
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the package files; without it they are fetched with npm and pip.",
)
@click.option(
    "--to",
    "target",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write in instead of the package's own.",
)
def build(folder: Path | None, target: Path | None) -> None:
    """Build the bundle from the pinned packages.

    Each package must have its pinned digest. The same packages give the same
    bytes with the same version of pyarrow.
    """
    target = target or bundle.BUNDLE
    if folder:
        sizes = bundle.build(folder, target)
    else:
        with tempfile.TemporaryDirectory() as fetched:
            sizes = bundle.build(Path(fetched), target, fetch=True)
    _report(sizes, target)


@reference.command()
def check() -> None:
    """Verify the files of the bundle against its manifest."""
    _report(bundle.check(), bundle.BUNDLE)


def _report(sizes: dict[str, int], folder: Path) -> None:
    for name, size in sizes.items():
        click.echo(f"{size:>9,d}  {name}")
    click.echo(f"{sum(sizes.values()):>9,d}  bytes in {len(sizes)} files of {folder}")
