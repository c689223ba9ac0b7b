"""Make the schemes that the source documents print, from the folder of facts.

    python scripts/printed_schemes.py ../shared/facts/schemes.json [target]

Names, amounts, days, links and source are kept as printed; no sentence is. What is said of them in
words stands in `scheme_words.toml`, written by hand in both languages.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from printed_facts import DOCUMENTS

TARGET = Path(__file__).parents[1] / "src/terreau/datasets/printed/schemes.json"
_KEPT = ("value", "unit", "what", "per", "qualifier")


def schemes(stated: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the schemes to bundle, in the order of the folder."""
    return [_scheme(each) for each in stated["schemes"]]


def _scheme(stated: dict[str, Any]) -> dict[str, Any]:
    document, day = DOCUMENTS[stated["source"]["seed"][:3]]
    return {
        "id": stated["id"],
        "name": stated["name"],
        "kind": stated["kind"],
        "theme": stated["theme"],
        "operators": stated["operator"],
        "is_operator_inferred": stated["operator_inferred"] is not None,
        "funders": stated["funders"],
        "beneficiaries": stated["beneficiaries"],
        "conditions": stated["conditions"],
        "amounts": [_amount(each) for each in stated["amounts"]],
        "rates": [_amount(each) for each in stated["rates"]],
        "dates": [[each["date"], each["what"]] for each in stated["dates"]],
        "status": stated["status_printed"] or "",
        "note": stated["note"] or "",
        "links": stated["links_printed"],
        "document": document,
        "document_date": day,
    }


def _amount(stated: dict[str, Any]) -> dict[str, Any]:
    said = {key: stated[key] for key in _KEPT if stated.get(key) is not None}
    return said | ({"is_derived": True} if stated.get("derived") else {})


def main(source: Path, target: Path) -> None:
    """Write the schemes to bundle."""
    stated = json.loads(source.read_text(encoding="utf-8"))
    text = json.dumps(schemes(stated), ensure_ascii=False, indent=1)
    target.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else TARGET)
