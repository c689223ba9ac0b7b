"""Facts that documents print: those of the folder, without a quote; pairs that can be computed."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest

from terreau.analytics.basin_typology import CLASSES
from terreau.datasets import printed
from terreau.datasets.indicators.registry import get_indicator

BUNDLED = (resources.files("terreau.datasets.printed") / "facts.json").read_text(encoding="utf-8")


def test_facts_are_those_of_the_folder_without_their_sentences(shared: Path) -> None:
    stated = json.loads((shared / "facts/figures.json").read_text(encoding="utf-8"))["figures"]
    of_id = {fact["id"]: fact for fact in stated}
    found = printed.list_facts()
    assert len(found) == len({fact.id for fact in found}) > 40
    for fact in found:
        origin = of_id[fact.id]
        assert (fact.value, fact.unit, fact.date) == (
            origin["value"], origin["unit"], origin["date"]
        )  # fmt: skip
        assert fact.qualifier == (origin["qualifier"] or "")
        assert (fact.label.fr, fact.label.en) == (origin["label_fr"], origin["what"])


def test_nothing_quoted_is_bundled(shared: Path) -> None:
    stated = json.loads((shared / "facts/figures.json").read_text(encoding="utf-8"))["figures"]
    # A quote of a word or two is what any label may say.
    quotes = {
        source["quote"]
        for fact in stated
        for source in (fact["source"], *fact["other_sources"])
        if len(source["quote"].split()) > 2
    }
    pairs = (resources.files("terreau.datasets.printed") / "pairs.toml").read_text(encoding="utf-8")
    assert len(quotes) > 100
    assert [quote for quote in quotes if quote in BUNDLED or quote in pairs] == []
    assert "quote" not in BUNDLED
    assert "seed" not in BUNDLED


@pytest.mark.parametrize("pair", printed.pairs().values(), ids=lambda pair: pair.fact)
def test_a_pair_can_be_computed(pair: printed.Pair) -> None:
    assert pair.fact in {fact.id for fact in printed.list_facts()}
    assert pair.why.fr.endswith(".")
    assert pair.why.en.endswith(".")
    assert pair.why.fr != pair.why.en
    if pair.how in ("indicator", "rising"):
        get_indicator(pair.indicator)
        assert pair.kind or pair.code == "nation"
    elif pair.how == "programme":
        assert pair.kind in ("territoire_industrie", "epci")
    elif pair.how == "basins":
        assert pair.basins in CLASSES
        assert pair.part in ("count", "share_start", "share_end")
    else:
        assert (pair.how, bool(pair.source)) == ("missing", True)
