"""Make the facts that the source documents print, from the folder of facts: never their sentences.

    python scripts/printed_facts.py ../shared/facts/figures.json

What is computed beside a fact stands in `pairs.toml`, written by hand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "src/terreau/datasets/printed/facts.json"
# Title and date of each document, by the first figures of its file; "" where it bears none.
DOCUMENTS = {
    "000": ("Séminaire de l’Observatoire des Territoires d’industrie, 21e séance", "2022-02-01"),
    "001": (
        "Dossier « Territoires d’industrie » : après-midi de Chaumont, Nogent et Langres",
        "2019-09-09",
    ),
    "002": ("Article sur les Territoires d’industrie et les intercommunalités", ""),
    "003": (
        "Troisième assemblée générale des Territoires d’industrie (webinaire)",
        "2020-12-15",
    ),
    "004": ("Fabrique prospective « Territoires d’industrie »", "2020"),
}
# What an observatory can say something of; the facts of one territory stand in the register.
THEMES = ("employment-history", "basin-typology", "programme-size", "programme-money")


def facts(stated: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the facts to bundle, theme by theme, in the order of the folder."""
    kept = [fact for fact in stated["figures"] if fact["theme"] in THEMES and _is_general(fact)]
    return [_bundled(fact) for theme in THEMES for fact in kept if fact["theme"] == theme]


def _is_general(fact: dict[str, Any]) -> bool:
    """Whether a fact is of the country; of money, whether it is the programme's."""
    of_programme = ("France", "M EUR")
    return fact["theme"] != "programme-money" or (fact["scope"], fact["unit"]) == of_programme


def _bundled(fact: dict[str, Any]) -> dict[str, Any]:
    document, day = DOCUMENTS[fact["source"]["seed"][:3]]
    return {
        "id": fact["id"],
        "theme": fact["theme"],
        "date": fact["date"],
        "label_fr": fact["label_fr"],
        "label_en": fact["what"],
        "value": fact["value"],
        "unit": fact["unit"],
        "qualifier": fact["qualifier"] or "",
        "scope": fact["scope"],
        "document": document,
        "document_date": day,
    }


def main(source: Path, target: Path) -> None:
    """Write the facts to bundle."""
    stated = json.loads(source.read_text(encoding="utf-8"))
    text = json.dumps(facts(stated), ensure_ascii=False, indent=1)
    target.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), TARGET)
