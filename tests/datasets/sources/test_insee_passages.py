"""Events on communes followed to those of today, on files made after INSEE's description."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.core.errors import BadTable
from terreau.datasets.catalogue import read_table
from terreau.datasets.sources import import_source
from terreau.datasets.sources.insee_passages import Step, follow

HEADER = (
    "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TNCC_AV,NCC_AV,NCCENR_AV,LIBELLE_AV,"
    "TYPECOM_AP,COM_AP,TNCC_AP,NCC_AP,NCCENR_AP,LIBELLE_AP"
)


def row(event: str, day: str, before: str, after: str, kinds: str = "COM COM") -> str:
    kind, kind_after = kinds.split()
    return f"{event},{day},{kind},{before},0,A,A,Name {before},{kind_after},{after},0,A,A,B"


def passages(folder: Path, rows: list[str]) -> dict[tuple[str, str], tuple[str, str, bool]]:
    file = folder / "v_mvt_commune_2025.csv"
    file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    (report,) = import_source("passages-communes", file, home=folder / "home")
    assert report.dataset.content == "passages"
    return {
        (found["old"], found["new"]): (str(found["since"]), found["kind"], found["certain"])
        for found in read_table(report.dataset).to_pylist()
    }


def test_a_chain_of_mergers_leads_to_the_last(tmp_path: Path) -> None:
    rows = [
        row("32", "2016-01-01", "27058", "27676"),
        row("31", "1973-01-01", "27000", "27058"),
        row("31", "1973-01-01", "27058", "27058"),
        row("32", "2016-01-01", "27676", "27676"),
        row("32", "2016-01-01", "27058", "27058", "COM COMD"),
        row("10", "2001-05-02", "27676", "27676"),
    ]
    assert passages(tmp_path, rows) == {
        ("27058", "27676"): ("2016-01-01", "merged", True),
        ("27000", "27676"): ("1973-01-01", "merged", True),
    }


def test_a_commune_that_comes_back_is_itself_and_left_the_other(tmp_path: Path) -> None:
    rows = [
        row("33", "1973-01-01", "14666", "14712"),
        row("33", "1973-01-01", "14712", "14712"),
        row("21", "2004-01-01", "14712", "14712"),
        row("21", "2004-01-01", "14712", "14666"),
    ]
    assert passages(tmp_path, rows) == {("14712", "14666"): ("2004-01-01", "split", False)}


def test_a_new_code_and_a_commune_that_was_shared(tmp_path: Path) -> None:
    rows = [
        row("41", "1997-12-01", "69001", "01002"),
        row("30", "2011-01-01", "44060", "44184"),
        row("30", "2011-01-01", "44060", "44210"),
    ]
    assert passages(tmp_path, rows) == {
        ("69001", "01002"): ("1997-12-01", "recoded", True),
        ("44060", "44184"): ("2011-01-01", "split", False),
        ("44060", "44210"): ("2011-01-01", "split", False),
    }


def test_another_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "v_mvt_commune_2025.csv"
    file.write_text("COM,LIBELLE\n44184,Saint-Nazaire\n")
    with pytest.raises(BadTable, match="This column is missing"):
        import_source("passages-communes", file, home=tmp_path / "home")


@given(st.integers(0, 10_000))
def test_any_history_of_mergers_leads_each_code_to_a_commune_in_force(seed: int) -> None:
    """Followed day by day by hand: who holds each code's land, merger after merger."""
    chance = random.Random(seed)
    alive = [f"{n:05}" for n in range(1, 12)]
    holder = {code: code for code in alive}
    steps = []
    for day in range(chance.randrange(1, 9)):
        gone, kept = chance.sample(alive, 2)
        on = f"20{day:02}-01-01"
        steps += [Step(on, "32", gone, kept, None, 1), Step(on, "32", kept, kept, None, 2)]
        alive.remove(gone)
        holder = {code: kept if held == gone else held for code, held in holder.items()}
    chance.shuffle(steps)
    found = {passage.old: passage.new for passage in follow(iter(steps))}
    assert found == {code: held for code, held in holder.items() if code != held}
