"""What a newcomer sees first is there and agrees: README, pictures, version, keys of figures."""

from __future__ import annotations

import json
import re
import shutil
import struct
import tomllib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from terreau import __version__
from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_described

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
Run = Callable[..., CompletedProcess[str]]


RATES = "basin,year,rate\nXBV09,2024,7.5\nXBV09,2025,7.1\n"
RATES_DESCRIPTION = """\
[dataset]
id = "rates"
title = "Taux de chômage (inventés)"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2025"
country = "XX"
content = "series"
measure = "unemployment_rate"
[columns]
territory = "basin"
period = "year"
value = "rate"
[territory]
kind = "bassin_de_vie"
[absent]
cell = "missing"
"""


def general(key: str) -> str:
    """Return a key as the page of figures writes it."""
    key = re.sub(r"^sector\.\w+", "sector.<code>", key)
    key = re.sub(r"^typology\.XBV\d+", "typology.<basin>", key)
    return re.sub(r"\.\d{4}$", ".<year>", key)


@pytest.mark.timeout(120)
def test_every_figure_of_a_profile_is_explained(
    terreau: Run, seeded_home: Path, home: Path, tmp_path: Path
) -> None:
    given = set()
    # A rate is in the profile of what a table gives one.
    shutil.copytree(seeded_home, home, dirs_exist_ok=True)
    (tmp_path / "rates.csv").write_text(RATES, encoding="utf-8")
    described = parse_description(RATES_DESCRIPTION, file="rates.toml")
    import_described(tmp_path / "rates.csv", described, home=home)
    # The two EPCI stand on either side of the median: how special they are is said otherwise.
    for territory in ("2:ti-x03", "XBV09", "X00000003", "X00000007"):
        done = terreau(home, "profile", territory, "--lang", "en", "--format", "json")
        given |= {(general(f["key"]), f["unit"]) for f in json.loads(done.stdout)["figures"]}
    page = (DOCS / "reference/figures.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([a-z_.<>]+)` \| (\w+) \|", page, flags=re.MULTILINE))
    assert explained == given


@pytest.mark.parametrize(("page", "suffix"), [("README.md", ""), ("LISEZMOI.md", "-fr")])
@pytest.mark.parametrize("name", ["profile", "home", "know-how", "network"])
def test_the_pictures_are_there_and_light(name: str, page: str, suffix: str) -> None:
    file = f"{name}{suffix}.png"
    assert f"(docs/images/{file})" in (ROOT / page).read_text(encoding="utf-8")
    picture = (DOCS / "images" / file).read_bytes()
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 1280
    assert 600 < height < 1800
    assert len(picture) < 120 * 1024


@pytest.mark.parametrize("name", ["README.md", "LISEZMOI.md"])
def test_the_first_screen_has_a_picture_and_the_two_commands(name: str) -> None:
    first = "\n".join((ROOT / name).read_text(encoding="utf-8").splitlines()[:40])
    assert "docs/images/profile" in first
    assert "make demo" in first
    assert "make test" in first


def test_the_version_is_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    publiccode = (ROOT / "publiccode.yml").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    date = re.search(rf"^## \[{re.escape(version)}\] - ([\d-]+)$", changelog, flags=re.MULTILINE)
    assert date is not None
    assert f'softwareVersion: {version}\nreleaseDate: "{date[1]}"\n' in publiccode
    assert f"\n## {version}\n" in (ROOT / "UPGRADE.md").read_text(encoding="utf-8")
    assert __version__ == version
