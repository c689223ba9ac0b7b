"""A table as large as the country's: jobs by commune and activity, fictitious, on real codes."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from terreau.datasets import reference
from terreau.datasets.reference import naf

YEARS = range(2006, 2026)
ROWS = 1_200_000


def write(path: Path, rows: int) -> None:
    """Write a wide file: communes × APE drawn at random, jobs and establishments of each year."""
    communes = sorted(reference.known_codes("commune"))
    activities = sorted(naf.bridge("A732", "A732"))
    rng = np.random.default_rng(1)
    pairs = np.sort(rng.choice(len(communes) * len(activities), rows, replace=False))
    jobs = [f"Effectifs salariés {year}" for year in YEARS]
    units = [f"Nombre d'établissements {year}" for year in YEARS]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Commune", "Secteur NA17", "Code commune", "Code APE", *jobs, *units])
        for pair in pairs.tolist():
            commune, activity = divmod(pair, len(activities))
            writer.writerow(
                [
                    f"{communes[commune]} Nom",
                    "C - Industrie",
                    communes[commune],
                    activities[activity],
                    *rng.poisson(12, len(YEARS)).tolist(),
                    *rng.poisson(1.5, len(YEARS)).tolist(),
                ]
            )
