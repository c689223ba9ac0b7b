"""Make the action plans that the source documents print, from the folder of facts.

    python scripts/printed_plans.py ../shared/facts/action_plans.json [target]

Names, totals, order and source are kept; no sentence is, and no lead that was guessed. What is
noted of a plan or of a sheet stands in `plan_words.toml`, written by hand, as the organisations
do in `organisations.toml`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from printed_facts import DOCUMENTS

PRINTED = Path(__file__).parents[1] / "src/terreau/datasets/printed"
REGISTER = Path(__file__).parents[1] / "src/terreau/datasets/reference/bundle/register.json"
# Why no lead, or not all of them, is known.
GAPS = {
    "high": "",
    "medium": "",
    "missing": "blank",
    "printed as open": "open",
    "unreadable": "unreadable",
    "partly unreadable": "partly_unreadable",
}
CHAUMONT_TITLE = "Fiches action de Chaumont, Nogent et Langres"
SHARED_WITH = "Pacte Ardennes"


def plans(stated: dict[str, Any], register: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the plans to bundle, in the order of the folder."""
    entries = {entry["id"]: entry for entry in register}
    return [
        *(_plan(plan, entries) for plan in stated["fabrique_plans"]),
        _chaumont(stated["chaumont_fiches"], entries),
    ]


def _plan(plan: dict[str, Any], entries: dict[str, Any]) -> dict[str, Any]:
    first = plan["axes"][0]["projects"][0]
    return {
        "id": plan["id"],
        "title": plan["title_printed"],
        "territoire_industrie": entries[plan["ti"]]["code"],
        "epci": [entries[plan["territory"]]["code"]],
        "printed_axes": plan["printed_totals"]["axes"],
        "printed_sheets": plan["printed_totals"]["projects"],
        "conveners": [],
        **_source(first),
        "axes": [
            {
                "number": axis["n"],
                "title": axis["title"] if axis["n"] else "",
                "sheets": [_sheet(project, project["id"]) for project in axis["projects"]],
            }
            for axis in plan["axes"]
        ],
    }


def _chaumont(plan: dict[str, Any], entries: dict[str, Any]) -> dict[str, Any]:
    """Return the plan whose sheets stand under the themes of phase 1; it prints no lead at all."""
    entry = entries[plan["territory"]]
    themes = list(dict.fromkeys(sheet["theme"] for sheet in plan["fiches"]))
    return {
        "id": plan["id"],
        "title": CHAUMONT_TITLE,
        "territoire_industrie": entry["code"],
        "epci": [member["code"] for member in entry["members"]],
        "printed_axes": None,
        "printed_sheets": None,
        "conveners": plan["conveners"],
        **_source(plan["fiches"][0]),
        "axes": [
            {
                "number": None,
                "title": theme,
                "sheets": [
                    _sheet(sheet, sheet["code"], theme=theme.lower())
                    for sheet in plan["fiches"]
                    if sheet["theme"] == theme
                ],
            }
            for theme in themes
        ],
    }


def _sheet(project: dict[str, Any], code: str, *, theme: str = "") -> dict[str, Any]:
    confidence = project.get("pilot_confidence")
    return {
        "code": code,
        "title": project["title"],
        "theme": theme,
        "leads": project["pilots"],
        "partners": project.get("partners", []),
        "lead_gap": GAPS[confidence] if confidence else "unprinted",
        "is_doubtful": confidence == "medium",
        "shared_with": SHARED_WITH if project.get("pacte_ardennes") else "",
        "objective_fr": project["objective_fr"],
        "objective_en": project["objective_en"],
    }


def _source(row: dict[str, Any]) -> dict[str, str]:
    document, day = DOCUMENTS[row["source"]["seed"][:3]]
    return {"document": document, "document_date": day}


def main(source: Path, target: Path) -> None:
    """Write the plans to bundle."""
    stated = json.loads(source.read_text(encoding="utf-8"))
    register = json.loads(REGISTER.read_text(encoding="utf-8"))
    text = json.dumps(plans(stated, register), ensure_ascii=False, indent=1)
    target.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else PRINTED / "plans.json")
