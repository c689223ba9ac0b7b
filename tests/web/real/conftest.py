"""Real tables brought in as a person does it, by the commands of the how-to; shared by the run."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

DATASET = """\
[dataset]
id = "{id}"
title = "{title}"
publisher = "Urssaf"
licence = "ODbL"
vintage = "2024"
measure = "employment"
[absent]
cell = "zero"
"""
ZONES = (
    DATASET.format(id="urssaf-ze-a38", title="Emploi salarié privé par zone d'emploi")
    + """\
[columns]
territory = "code_ze"
sector = "a38"
[periods]
eff_19 = 2019
eff_24 = 2024
[territory]
kind = "zone_emploi"
[sector]
nomenclature = "A38"
[coverage]
nation = true
"""
)
EPCI = (
    DATASET.format(id="urssaf-epci", title="Emploi salarié privé par intercommunalité")
    + """\
[columns]
territory = "code"
period = "year"
value = "eff_total"
[territory]
kind = "epci"
residual = ["ZZZZZZZZZ"]
[filter]
echelon = "epci"
"""
)


@pytest.fixture(scope="session")
def real_home(
    shared: Path, seeded_home: Path, terreau: Callable[..., subprocess.CompletedProcess[str]],
    once: Callable[..., Path],
) -> Path:  # fmt: skip
    """Return a TERREAU_HOME with the real tables of the shared folder; only to be read."""
    data = shared / "data"

    def run(home: Path, *words: object) -> None:
        done = terreau(home, *words)
        assert done.returncode == 0, done.stderr
        with (home / "said.txt").open("a", encoding="utf-8") as said:
            said.write(done.stdout)

    def make(home: Path) -> None:
        shutil.copytree(seeded_home, home, dirs_exist_ok=True)
        (home / "zones.toml").write_text(ZONES, encoding="utf-8")
        (home / "epci.toml").write_text(EPCI, encoding="utf-8")
        zones = data / "employment/exdeco_pivot_urssaf_a38.parquet"
        run(home, "data", "import", zones, "--describe", home / "zones.toml")
        series = data / "employment/urssaf_serie_indice100.parquet"
        run(home, "data", "import", series, "--describe", home / "epci.toml")
        list_of_ti = data / "perimeters/ti_epci_183_anct_2024.csv"
        run(home, "data", "import", "ti", list_of_ti, "--phase", "2")
        run(home, "prepare")

    return once("real-home", make)


@pytest.fixture(scope="module")
def real(
    real_home: Path, seeded_home: Path, django_db_setup: None,
    django_db_blocker: DjangoDbBlocker, load: Callable[[Path], None],
) -> Iterator[Path]:  # fmt: skip
    """Make real tables the world of a module's tests, then give back the newcomer's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERREAU_HOME", str(real_home))
        patch.setattr(settings, "TERREAU_HOME", real_home)
        with django_db_blocker.unblock():
            load(real_home)
        yield real_home
        with django_db_blocker.unblock():
            load(seeded_home)
