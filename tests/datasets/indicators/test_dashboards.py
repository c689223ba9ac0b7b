"""Dashboards: those of Terreau are whole, one's own add to them, slips are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from terreau.core.errors import BadInput
from terreau.datasets.indicators.dashboards import (
    get_dashboard,
    list_dashboards,
    list_faulty_dashboards,
    read_dashboard,
)
from terreau.datasets.indicators.registry import list_indicators
from terreau.datasets.reference import naf

ONE = """\
id = "ours"
title.fr = "Le nôtre"
title.en = "Ours"
question.fr = "Qu’en est-il ?"
question.en = "How is it?"
[[group]]
title.fr = "Emploi"
title.en = "Jobs"
indicators = ["jobs", "unemployment"]
lead = "jobs"
[[group]]
title.fr = "Population"
title.en = "People"
question.fr = "Combien ?"
question.en = "How many?"
indicators = ["population"]
"""


def test_those_of_terreau_say_all_in_both_languages() -> None:
    found = list_dashboards()
    assert list(found)[:3] == ["context", "attractiveness", "industry"]
    assert not list_faulty_dashboards()
    known = list_indicators()
    for each in found.values():
        assert each.question.fr.endswith(" ?"), each.id
        assert set(each.indicators) <= set(known)
        for group in each.groups:
            words = [group.title, *([group.question] if group.question else [])]
            for said in words:
                assert "'" not in said.fr, (each.id, said.fr)
                assert said.fr
                assert said.en


def test_the_context_tells_what_one_asks_of_a_territory() -> None:
    known = list_indicators()
    context = get_dashboard("context")
    tables = {table for id_ in context.indicators for table in known[id_].tables}
    assert tables == {
        "population", "employment", "unemployment", "establishments", "creations", "census",
    }  # fmt: skip


def test_one_s_own_dashboard_adds_to_those_of_terreau(tmp_path: Path) -> None:
    (tmp_path / "dashboards").mkdir()
    (tmp_path / "dashboards" / "ours.toml").write_text(ONE, encoding="utf-8")
    assert list(list_dashboards(tmp_path)) == [*list_dashboards(), "ours"]
    ours = get_dashboard("ours", tmp_path)
    assert ours.indicators == ("jobs", "unemployment", "population")
    assert [(group.title.fr, group.lead) for group in ours.groups] == [
        ("Emploi", "jobs"),
        ("Population", ""),
    ]
    assert ours.groups[0].question is None
    assert ours.groups[1].question is not None


def test_it_may_show_indicators_of_one_s_own(tmp_path: Path) -> None:
    text = Path("docs/howto/add-an-indicator.md").read_text(encoding="utf-8")
    (tmp_path / "indicators").mkdir()
    (tmp_path / "dashboards").mkdir()
    page = tmp_path / "dashboards" / "ours.toml"
    page.write_text(ONE.replace('"population"]', '"plastics-share"]'), encoding="utf-8")
    (faulty,) = list_faulty_dashboards(tmp_path)
    assert "plastics-share" in faulty.why
    (tmp_path / "indicators" / "ours.toml").write_text(
        text.partition("```toml\n")[2].partition("```")[0], encoding="utf-8"
    )
    assert get_dashboard("ours", tmp_path).indicators[-1] == "plastics-share"
    assert not list_faulty_dashboards(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("id =", "id", "not TOML"),
        ('id = "ours"\n', "", "`id` must be written"),
        ('"ours"', '"Ours"', "small letters"),
        ('"ours"', '"context"', "same name"),
        ('title.en = "Ours"\n', "", "`en` must be written"),
        ('question.fr = "Combien ?"\n', "", "`fr` must be written"),
        ('"Le nôtre"', "3", "`fr` must be written"),
        ('id = "ours"', 'id = "ours"\ncolour = "red"', "Unknown key"),
        ('lead = "jobs"', 'lead = "jobs"\ncolour = "red"', "Unknown key"),
        ('lead = "jobs"', 'lead = "population"', "`lead` is one of jobs, unemployment"),
        ('"jobs", "unemployment"', '"jobs", "nothing"', "No indicator has this name"),
        ('"jobs", "unemployment"', '"jobs", 3', "list of ids"),
        ('["jobs", "unemployment"]', '"jobs"', "list of ids"),
        ('["jobs", "unemployment"]', "[]", "list of ids"),
        ('["population"]', '["jobs"]', "in one group, once"),
        ("[[group]]", "[[groups]]", "no [[group]]"),
        ("[[group]]", "[group]", "TOML"),
    ],
)
def test_a_slip_is_named_and_the_file_left_out(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    folder = tmp_path / "dashboards"
    folder.mkdir()
    text = ONE.replace(old, new)
    assert text != ONE
    (folder / "bad.toml").write_text(text, encoding="utf-8")
    assert list(list_dashboards(tmp_path)) == list(list_dashboards())
    (faulty,) = list_faulty_dashboards(tmp_path)
    assert faulty.file == "bad.toml"
    assert why in faulty.why


def test_the_error_says_which_group() -> None:
    text = ONE.replace('"unemployment"]', '"nothing"]')
    with pytest.raises(BadInput, match=r"ours\.toml, group 1: No indicator has this name"):
        read_dashboard(text, file="ours.toml", known=list_indicators())


def test_a_dashboard_that_is_not_there() -> None:
    with pytest.raises(BadInput, match=r"No dashboard has this name.*context"):
        get_dashboard("nothing")


def test_the_families_of_industry_are_the_whole_of_it_once() -> None:
    known = list_indicators()
    (families,) = [
        group for group in get_dashboard("industry").groups if "food-share" in group.indicators
    ]
    parts = [dict(known[id_].terms)["part"].sectors for id_ in families.indicators]
    industry = [code for code, section in naf.bridge("A38", "A5").items() if section == "BE"]
    assert sorted(code for part in parts for code in part) == sorted(industry)
