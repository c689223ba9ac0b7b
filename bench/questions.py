"""What visitors ask of pages: random addresses, on real territories."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pyarrow.compute as pc
from installations import SHARED

from terreau.datasets import reference

BUDGETS_MS = {"profile": 150, "search": 50, "map": 200, "compare": 200}

KINDS = {
    "commune": "a commune",
    "epci": "an EPCI",
    "departement": "a department",
    "region": "a region",
}
INDICATORS_OF_POPULATION = (
    "population", "population-growth", "population-gain", "population-recent", "population-weight"
)  # fmt: skip
INDICATORS_OF_JOBS = (
    "jobs", "industry-share", "industry-change-5", "food-share", "krugman", "local-effect-5"
)  # fmt: skip
Ask = Callable[[random.Random], str]


def profile_of(kind: str) -> Ask:
    """Return what asks the profile of some territory of a kind."""
    return lambda rng: f"/observatoire/{kind}/{rng.choice(codes_of_kind(kind))}/"


@cache
def codes_of_kind(kind: str) -> list[str]:
    """Return the codes of a kind that exist today."""
    if kind == "commune":
        return sorted(set(reference.current_codes().values()))
    perimeters = reference.load("perimeters")
    last = pc.max(perimeters["last_vintage"])
    here = pc.and_(pc.equal(perimeters["kind"], kind), pc.equal(perimeters["last_vintage"], last))
    return sorted(perimeters.filter(here)["code"].to_pylist())


def map_of(indicators: Sequence[str]) -> Ask:
    """Return what asks the map of some indicator by some kind."""
    kinds = ("epci", "departement", "region", "territoire-industrie")
    return lambda rng: (
        f"/observatoire/carte/?indicator={rng.choice(indicators)}&kind={rng.choice(kinds)}"
    )


def questions() -> list[tuple[str, int | None, Ask]]:
    """Return what is asked: a name, a budget in milliseconds, a random address."""
    zones = codes_of(SHARED / "employment/unemployment_ze2020_quarterly.json")
    with (SHARED / "perimeters/ti_epci_183_anct_2024.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    epci = sorted(
        {r["siren_groupement"] for r in rows if r["lib_groupement"].startswith(("CA ", "CC "))}
    )
    ti = sorted({r["id_ti"] for r in rows})
    names = sorted({r["lib_ti"] for r in rows} | {r["lib_groupement"] for r in rows})

    def profile(rng: random.Random) -> str:
        kind, code = rng.choice(
            [
                ("zone-emploi", rng.choice(zones)),
                ("zone-emploi", rng.choice(zones)),
                ("epci", rng.choice(epci)),
                ("territoire-industrie", f"2:{rng.choice(ti)}"),
            ]
        )
        return f"/observatoire/{kind}/{code}/"

    def zone(rng: random.Random) -> str:
        return f"/observatoire/zone-emploi/{rng.choice(zones)}/"

    def search(rng: random.Random) -> str:
        return "/territoires/suggestions/?q=" + quote(typed(rng, rng.choice(names)))

    return [
        ("profile", BUDGETS_MS["profile"], profile),
        ("profile of a zone, all sectors", BUDGETS_MS["profile"], zone),
        ("search", BUDGETS_MS["search"], search),
        ("map", BUDGETS_MS["map"], map_of(INDICATORS_OF_POPULATION)),
        ("comparison of 2 to 6 zones", BUDGETS_MS["compare"], compared("zone_emploi", zones)),
        ("comparison of 2 to 6 EPCI", BUDGETS_MS["compare"], compared("epci", epci)),
        ("dashboard of a zone", None, dashboard_of("zone_emploi", zones)),
        ("PDF of a zone, all sectors", None, pdf_of("zone-emploi", zones)),
    ]


def compared(kind: str, codes: Sequence[str]) -> Ask:
    """Return what asks to compare two to six territories."""

    def ask(rng: random.Random) -> str:
        chosen = rng.sample(codes, rng.randint(2, 6))
        return "/observatoire/comparer/?" + "&".join(f"t={kind}:{code}" for code in chosen)

    return ask


def dashboard_of(kind: str, codes: Sequence[str]) -> Ask:
    """Return what asks a dashboard of some territory."""
    names = ("context", "attractiveness", "industry")
    return lambda rng: f"/observatoire/tableaux/{rng.choice(names)}/?t={kind}:{rng.choice(codes)}"


def pdf_of(kind: str, codes: Sequence[str]) -> Ask:
    """Return what asks the report of some territory."""
    return lambda rng: f"/rapports/{kind}/{rng.choice(codes)}/profil.pdf"


def typed(rng: random.Random, name: str) -> str:
    """Return a name as it is being typed: unfinished, and wrong by a letter one time in three."""
    text = name[: rng.randint(3, max(4, len(name)))]
    if rng.random() < 1 / 3 and len(text) > 4:
        place = rng.randrange(1, len(text) - 1)
        text = text[:place] + text[place + 1 :]
    return text


def codes_of(path: Path) -> list[str]:
    """Return the codes of the zones."""
    return sorted(json.loads(path.read_text())["zes"])
