"""The register: territories that exist, with what their documents print and nothing else."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from terreau.datasets import reference

KEYS = {
    "id",
    "kind",
    "phase",
    "code",
    "name",
    "aliases",
    "members",
    "members_complete",
    "industries",
    "facts",
    "source",
    "role",
    "confidence",
}
ENTRIES = reference.register()


def test_the_eleven_territories_with_known_epci_and_the_others_are_there() -> None:
    assert Counter(entry["kind"] for entry in ENTRIES) == {
        "territoire_industrie": 11,
        "epci": 12,
        "custom": 7,
    }
    assert len({(entry["kind"], entry["code"]) for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_an_entry_is_complete_and_stands_on_epci_in_force(entry: dict[str, Any]) -> None:
    assert entry.keys() == KEYS
    assert entry["members"]
    for member in entry["members"]:
        assert member["kind"] == "epci"
        assert reference.versions("epci", member["code"])[-1].valid_to == 2026
        assert member["confidence"] in ("high", "medium", "low")
        assert member["basis"]
    assert entry["source"]["document"]
    assert entry["source"]["line"] > 0
    if entry["kind"] == "territoire_industrie":
        assert entry["code"].startswith("1:")
        assert entry["phase"] == 1
    if entry["kind"] == "epci":
        assert entry["code"] == entry["members"][0]["code"]
    for fact in entry["facts"]:
        assert fact.keys() == {
            "what", "label_fr", "label_en", "value", "unit", "year", "note", "source"
        }  # fmt: skip
        assert "quote" not in json.dumps(fact)


def test_printed_values_are_those_of_the_facts(shared: Path) -> None:
    path = shared / "facts" / "territories.json"
    stated = {t["id"]: t for t in json.loads(path.read_text(encoding="utf-8"))["territories"]}
    compared = 0
    for entry in ENTRIES:
        origin = stated[entry["id"]]
        assert [m["code"] for m in entry["members"]] == [e["siren"] for e in origin["epci"]]
        for name, what in (
            ("population", "population"),
            ("industrial_job_share_pct", "industrial_job_share"),
        ):
            if name in origin:
                facts = {fact["what"]: fact for fact in entry["facts"]}
                assert facts[what]["value"] == origin[name]["value"]
                assert facts[what]["year"] == origin[name]["year"]
                compared += 1
    assert compared == 13


def test_each_reader_gets_a_copy_of_its_own() -> None:
    reference.register()[0]["name"] = "changed"
    assert reference.register()[0]["name"] != "changed"
