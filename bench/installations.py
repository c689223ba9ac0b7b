"""What the installations hold on which pages are measured: real tables, or a national one."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import national

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
DESCRIPTIONS = Path(__file__).parent / "descriptions"
TERREAU = [sys.executable, "-c", "from terreau.cli.main import main; main()"]


def import_real_tables(home: Path, environment: dict[str, str]) -> None:
    """Import what the project's users would: zones, their names, EPCI series, the TI."""
    unemployment = json.loads(
        (SHARED / "employment/unemployment_ze2020_quarterly.json").read_text()
    )
    members = home / "zones.csv"
    with members.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["zone", "name", "commune"])
        for commune, zone in unemployment["communes"].items():
            label = unemployment["zes"].get(zone, {}).get("label", zone)
            writer.writerow([zone, label, commune])
    tables = [
        (SHARED / "employment/exdeco_pivot_urssaf_a38.parquet", "zones-a38.toml"),
        (SHARED / "employment/urssaf_serie_indice100.parquet", "epci-series.toml"),
        (SHARED / "employment/urssaf_serie_indice100.parquet", "zone-series.toml"),
        (SHARED / "employment/urssaf_serie_indice100.parquet", "commune-series.toml"),
        (members, "zones-members.toml"),
    ]
    for table, description in tables:
        described = ["--describe", str(DESCRIPTIONS / description)]
        run("data", "import", str(table), *described, environment=environment)
    ti = SHARED / "perimeters/ti_epci_183_anct_2024.csv"
    run("data", "import", "ti", str(ti), "--phase", "2", environment=environment)


def import_national_table(home: Path, environment: dict[str, str]) -> None:
    """Import a table of 1.2 million rows × 20 years, fictitious jobs on real codes."""
    file = home / "national.csv"
    national.write(file, national.ROWS)
    run("data", "import", "urssaf-commune-ape", str(file), environment=environment)


def run(*words: str, environment: dict[str, str]) -> None:
    """Run a terreau command."""
    subprocess.run([*TERREAU, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
