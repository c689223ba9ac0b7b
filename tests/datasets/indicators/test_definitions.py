"""Definitions: those of Terreau are whole, one's own add to them, slips are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from terreau.core.errors import BadInput
from terreau.datasets.indicators.definition import THEMES, UNITS, Indicator, read_definitions
from terreau.datasets.indicators.registry import get_indicator, list_faulty, list_indicators

ONE = """\
theme = "industry"
[indicator.ours]
title.fr = "Le nôtre"
title.en = "Ours"
question.fr = "Combien ?"
question.en = "How many?"
definition.fr = "Emplois des sections B à E."
definition.en = "Jobs of sections B to E."
unit = "jobs"
decimals = 0
direction = "up"
draw = "symbols"
formula = "jobs"
terms.jobs = { table = "employment", level = "A5", sectors = ["BE"] }
"""


def test_there_are_at_least_forty_of_every_theme_and_each_says_all_in_both_languages() -> None:
    found = list_indicators()
    assert len(found) >= 40
    assert {each.theme for each in found.values()} == set(THEMES)
    assert len({each.title.fr for each in found.values()}) == len(found)
    for each in found.values():
        for said in (each.title, each.question, each.definition):
            assert said.fr != said.en or said.fr == "Population", each.id
            assert "'" not in said.fr, each.id  # Typographic apostrophes in what one reads.
        assert each.question.fr.endswith(" ?"), each.id
        assert each.definition.fr.endswith("."), each.id
        assert each.unit in UNITS


def test_one_s_own_indicators_add_to_those_of_terreau(tmp_path: Path) -> None:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "ours.toml").write_text(ONE, encoding="utf-8")
    found = list_indicators(tmp_path)
    assert set(found) - set(list_indicators()) == {"ours"}
    ours = get_indicator("ours", tmp_path)
    assert (ours.title.fr, ours.is_stock, ours.file) == ("Le nôtre", True, "ours.toml")
    assert list(found).index("ours") < list(found).index("krugman")  # With its theme.


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("a = 1", "`theme` must be written"),
        (ONE.replace(".ours", ".jobs"), "same name"),
        (ONE.replace('["BE"]', '[["BE"]]'), "No activity of A5"),
        (ONE.replace('"Le nôtre"', '"a\\u0000b"'), "cannot be printed"),
        ("a = " + "[" * 5000, ""),
        ("\x00" * 40, "not TOML"),
        ("#" * 1_000_001, "too large"),
    ],
)
def test_a_file_that_cannot_be_read_is_left_out_and_said(
    tmp_path: Path, content: str, why: str
) -> None:
    folder = tmp_path / "indicators"
    folder.mkdir()
    (folder / "bad.toml").write_text(content, encoding="utf-8")
    (folder / "ours.toml").write_text(ONE, encoding="utf-8")
    (folder / "gone.toml").symlink_to(folder / "nothing")
    (folder / "folder.toml").mkdir()
    (folder / ".#ours.toml").write_text("editing", encoding="utf-8")
    assert set(list_indicators(tmp_path)) - set(list_indicators()) == {"ours"}
    (faulty,) = list_faulty(tmp_path)
    assert faulty.file == "bad.toml"
    assert why in faulty.why


def test_an_indicator_that_is_not_there() -> None:
    with pytest.raises(BadInput, match="No indicator has this name"):
        get_indicator("nothing")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("theme =", "theme", "not TOML"),
        ('"industry"', '"nothing"', "`theme` is one of"),
        (".ours]", ".Ours]", "small letters"),
        ('title.en = "Ours"\n', "", "`en` must be written"),
        ('"Le nôtre"', '" "', "`fr` must be written"),
        ('"jobs"\ndec', '"job"\ndec', "`unit` is one of"),
        ("decimals = 0", "decimals = 9", "whole number up to 4"),
        ("decimals = 0", "decimals = true", "whole number up to 4"),
        ('"symbols"', '"circles"', "`draw` is one of"),
        ('formula = "jobs"', 'formula = "job"', "job is no term"),
        ('formula = "jobs"', f'formula = "jobs{" + jobs" * 99}"', "too long"),
        ('draw = "symbols"', 'draw = "symbols"\ncolour = "red"', "Unknown key"),
        ('"employment"', '"jobs"', "`table` is one of"),
        ('"A5"', '"A6"', "no level of activities"),
        ('"employment"', '"population"', "no level of activities"),
        ('["BE"]', '["10"]', "No activity of A5"),
        ('["BE"]', '"BE"', "list of codes"),
        (', sectors = ["BE"]', "", "goes with `level`"),
        ("] }", "], back = -1 }", "number of years"),
        ("] }", '], back = "last" }', "number of years"),
        ("] }", '], by = "A5" }', "Unknown key"),
        ("] }", "], colour = 1 }", "Unknown key"),
        ("terms.jobs", "terms.Jobs", "name of a term"),
        ("terms.jobs", "terms.years", "name of a term"),
        ("terms.jobs", "terms.local", "name of a term"),
        ('level = "A5", sectors = ["BE"]', 'by = ""', "no level of activities"),
        ('level = "A5", sectors = ["BE"]', "by = false", "no level of activities"),
        ('formula = "jobs"', 'formula = "jobs + 1e999"', "no arithmetic"),
        ('formula = "jobs"', f'formula = "jobs + 0x{"f" * 250}"', "no arithmetic"),
        ("terms.jobs = {", "terms = 1 # {", "names what the formula uses"),
    ],
)
def test_a_slip_in_a_definition_is_named(old: str, new: str, why: str) -> None:
    assert old in ONE
    with pytest.raises(BadInput, match="indicator is not valid") as refusal:
        read_definitions(ONE.replace(old, new, 1), file="ours.toml")
    assert why in str(refusal.value)


def test_a_definition_is_read_as_it_is_written() -> None:
    (found,) = read_definitions(ONE, file="ours.toml")
    assert isinstance(found, Indicator)
    ((name, term),) = found.terms
    assert (name, term.table, term.level, term.sectors) == ("jobs", "employment", "A5", ("BE",))
    assert (term.back, term.is_vector, found.tables) == (0, False, ("employment",))
