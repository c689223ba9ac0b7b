"""Headings are found wherever they stand; columns are guessed, say why, and may be overridden."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from messy_plans import Cell, messy_plan, plain

from terreau.core.text import fold
from terreau.datasets.plan_files.columns import guess_columns, uses_of
from terreau.datasets.plan_files.fields import Field, field_of, signs_of
from terreau.datasets.plan_files.headings import (
    find_headings,
    likeliest_sheet,
    read_headings,
)
from terreau.datasets.plan_files.reading import Sheet, read_plan_file
from terreau.datasets.plan_files.remarks import BadPlanFile, list_codes
from terreau.datasets.plan_files.uses import (
    SCALES,
    STAGES,
    TAXES,
    ColumnUse,
    uses_as_dict,
    uses_from_dict,
)

BODY: list[list[Cell]] = [
    [f"Action {n} du plan", "CCI", "En cours", 1_000 * n, 500 * n] for n in range(1, 5)
]


def sheet_of(*rows: list[Cell]) -> Sheet:
    return likeliest_sheet(read_plan_file("plan.xlsx", plain(rows)))


def used(sheet: Sheet) -> dict[str, dict[str, Any]]:
    headings = find_headings(sheet)
    assert headings is not None
    return {str(g.heading): g.use.as_dict() for g in guess_columns(sheet, headings)}


def one(heading: str, *cells: Cell) -> dict[str, Any]:
    """Return the use of a column beside a title, as its heading and its cells say."""
    rows = [[f"Une action numéro {n}", cell] for n, cell in enumerate(cells)]
    return used(sheet_of(["Intitulé", heading], *rows))[heading]


@pytest.mark.parametrize(
    ("heading", "use"),
    [
        ("N°", {"field": "code"}),
        ("N° de fiche", {"field": "code"}),
        ("AXE", {"field": "axis"}),
        ("Thématique", {"field": "theme"}),
        ("Pilote(s)", {"field": "sheet_lead"}),
        ("Porteurs de projet", {"field": "sheet_lead"}),
        ("Chef de file", {"field": "sheet_lead"}),
        ("Maître d'ouvrage", {"field": "project_owner"}),
        ("Maîtrise d’ouvrage", {"field": "project_owner"}),
        ("Partenaires pressentis", {"field": "partner"}),
        ("Cofinanceurs", {"field": "financer"}),
        ("Objectifs", {"field": "objective"}),
        ("Constats / enjeux", {"field": "problem"}),
        ("Descriptif", {"field": "description"}),
        ("Public cible", {"field": "audience"}),
        ("Commune", {"field": "place"}),
        ("Date de début", {"field": "starts"}),
        ("Date de fin prévisionnelle", {"field": "ends"}),
        ("Calendrier", {"field": "period"}),
        ("Échéance", {"field": "milestone"}),
        ("Statut", {"field": "state"}),
        ("État d’avancement", {"field": "state"}),
        ("Budget", {"field": "cost"}),
        ("Budget 2024", {"field": "cost", "year": 2024}),
        ("Coût (k€ HT)", {"field": "cost", "scale": 1000, "tax": "ht"}),
        ("Montant TTC en M€", {"field": "cost", "scale": 1_000_000, "tax": "ttc"}),
        ("Coût total", {"field": "cost", "is_total": True}),
        ("Coût études", {"field": "cost", "label": "Coût études"}),
        ("Subvention demandée", {"field": "financing", "stage": "requested"}),
        ("Subvention obtenue", {"field": "financing", "stage": "obtained"}),
        ("Subvention accordée", {"field": "financing", "stage": "obtained"}),
        ("Subvention versée (€)", {"field": "financing", "stage": "paid"}),
        ("Subvention Région", {"field": "financing", "financer": "Région"}),
        ("Autofinancement", {"field": "own_share"}),
        ("Indicateurs de suivi", {"field": "indicator"}),
        ("Observations", {"field": "comment"}),
        ("Risques", {"field": "risk"}),
        ("Reste à financer", {"field": "nothing"}),
        ("Couleur préférée", {"field": "nothing"}),
    ],
)
def test_a_heading_says_what_its_column_holds(heading: str, use: dict[str, Any]) -> None:
    assert one(heading, "") == use


@pytest.mark.parametrize("heading", ["État", "Région", "Commune"])
def test_amounts_make_a_financer_of_a_heading(heading: str) -> None:
    assert one(heading, "12 k€", 3_000, "5 000 €") == {"field": "financing", "financer": heading}
    assert one(heading, "En cours", "Terminé", "En cours")["field"] != "financing"


def test_cells_that_do_not_fit_make_it_less_sure() -> None:
    sheet = sheet_of(
        ["Intitulé", "Budget"], *[[f"Une action {n}", "voir annexe"] for n in range(4)]
    )
    headings = find_headings(sheet)
    assert headings is not None
    guess = guess_columns(sheet, headings)[1]
    assert (guess.use.field, guess.sureness, guess.why.code) == (Field.COST, 0.47, "guess_unfit")


def test_cells_alone_tell_states_and_titles() -> None:
    sheet = sheet_of(["Fiche", "Où", "Où en est-on", "Pilote"],
                     *[[n, "Vire", "En cours", "CCI"] for n in range(4)])  # fmt: skip
    assert used(sheet)["Où en est-on"] == {"field": "state"}
    untitled = sheet_of(["Nos envies", "Pilote", "Budget"],
                        *[[f"Créer un lieu totem {n}", "CCI", 12] for n in range(4)])  # fmt: skip
    assert used(untitled)["Nos envies"] == {"field": "title"}


def test_headings_on_two_lines_with_groups() -> None:
    sheet = likeliest_sheet(read_plan_file("plan.xlsx", messy_plan()))
    headings = find_headings(sheet)
    assert headings is not None
    assert (sheet.name, headings.row, headings.depth) == ("Plan", 3, 2)
    assert [str(h) for h in headings.columns][5:] == [
        "Calendrier › Début", "Calendrier › Fin", "État d’avancement", "Budget (k€ HT) › 2025",
        "Budget (k€ HT) › 2026", "Financements › État", "Financements › Région",
    ]  # fmt: skip
    ht = {"field": "cost", "scale": 1000, "tax": "ht"}
    assert list(used(sheet).values())[5:] == [
        {"field": "starts"}, {"field": "ends"}, {"field": "state"}, ht | {"year": 2025},
        ht | {"year": 2026}, {"field": "financing", "financer": "État"},
        {"field": "financing", "financer": "Région"},
    ]  # fmt: skip


def test_stages_under_a_group_of_grants() -> None:
    def guessed(*leaves: str) -> list[dict[str, Any]]:
        rows = [["Intitulé"], ["Action"]]
        rows[0] += ["Subventions (k€)"] * len(leaves)
        rows[1] += leaves
        origins = {(0, column): (0, 1) for column in range(2, len(leaves) + 1)}
        body: list[list[object]] = [["Une action", *[12] * len(leaves)]]
        sheet = Sheet("", True, [*rows, *body], [1, 2, 3], origins)
        headings = read_headings(sheet, 0, 2)
        return [guess.use.as_dict() for guess in guess_columns(sheet, headings)][1:]

    k = {"field": "financing", "scale": 1000}
    assert guessed("Demandé", "Obtenu", "Versé", "FEDER", "Agglo de Vire", "Total") == [
        k | {"stage": "requested"}, k | {"stage": "obtained"}, k | {"stage": "paid"},
        k | {"financer": "FEDER"}, k | {"financer": "Agglo de Vire"}, k | {"is_total": True},
    ]  # fmt: skip


def test_a_unit_in_the_title_of_the_table_holds_for_its_amounts() -> None:
    sheet = sheet_of(["Plan d’action (montants en k€)"], [], ["Action", "Pilote", "Budget"],
                     ["Créer une école", "CCI", 12])  # fmt: skip
    assert used(sheet)["Budget"] == {"field": "cost", "scale": 1000}


def test_a_cost_written_with_other_taxes_is_not_read_twice() -> None:
    uses = used(sheet_of(["Action", "Coût HT", "Coût TTC"], ["Créer une école", 10, 12]))
    assert [use["field"] for use in uses.values()] == ["title", "cost", "nothing"]


def test_a_second_axis_is_a_theme_and_a_second_state_is_not_read() -> None:
    uses = used(sheet_of(["Axe", "Orientation", "Action", "Statut", "Avancement"], ["1", "2", "x"]))
    assert [use["field"] for use in uses.values()] == ["axis", "theme", "title", "state", "nothing"]


def test_titles_above_do_not_make_headings() -> None:
    sheet = sheet_of(["PLAN D’ACTION 2024 : pilote, budget et calendrier"], ["Document de travail"],
                     ["Action", "Pilote", "Statut", "Coût", "Subvention"], *BODY)  # fmt: skip
    headings = find_headings(sheet)
    assert headings is not None
    assert (headings.row, headings.depth) == (2, 1)


def test_a_group_that_is_not_merged_holds_for_the_columns_on_its_right() -> None:
    sheet = sheet_of(["Action", "Financements", None, None, "Statut"],
                     [None, "Région", "Agglo de Vire", "Observations", None],
                     ["Totem", 10, 20, "RAS", "En cours"])  # fmt: skip
    assert [guess.get("financer", guess["field"]) for guess in used(sheet).values()] == [
        "title", "Région", "Agglo de Vire", "comment", "state"
    ]  # fmt: skip


def test_the_sheet_of_one_action_is_no_table() -> None:
    rows: list[list[Cell]] = [
        ["Intitulé", "Totem"],
        ["Pilote", "CCI"],
        ["Budget", "12 k€"],
        ["Calendrier", "2025"],
    ]
    assert find_headings(sheet_of(*rows)) is None


def test_a_sheet_without_headings_has_none_and_a_person_may_say_them() -> None:
    sheet = sheet_of(["a", "b"], ["c", "d"])
    assert find_headings(sheet) is None
    assert [str(h) for h in read_headings(sheet, 1).columns] == ["c", "d"]
    for row, depth in ((5, 1), (-1, 1), (0, 3), (0, 0)):
        with pytest.raises(BadPlanFile):
            read_headings(sheet, row, depth)


def test_the_fingerprint_is_of_the_words_alone() -> None:
    def fingerprint(*row: Cell) -> str:
        return read_headings(sheet_of(["x"], list(row)), 1).fingerprint()

    assert fingerprint("Action", "Pilote") == fingerprint("ACTION ", "pilote")
    assert fingerprint("Action", "Pilote") != fingerprint("Pilote", "Action")


USES = st.builds(
    ColumnUse,
    st.sampled_from(Field),
    year=st.none() | st.integers(1990, 2100),
    scale=st.sampled_from(SCALES),
    tax=st.sampled_from(TAXES),
    stage=st.sampled_from(STAGES),
    financer=st.text(max_size=20),
    label=st.text(max_size=20),
    is_total=st.booleans(),
)


@given(st.dictionaries(st.integers(0, 500), USES, max_size=4))
def test_uses_are_plain_data(uses: dict[int, ColumnUse]) -> None:
    assert uses_from_dict(json.loads(json.dumps(uses_as_dict(uses)))) == uses


@pytest.mark.parametrize(
    "given_by_somebody",
    [
        None, [], "x", {"a": {"field": "title"}}, {"-1": {"field": "title"}}, {"0": {}},
        {"0": None}, {"0": {"field": "licorne"}}, {"0": {"field": "cost", "scale": 7}},
        {"²": {"field": "title"}},
        {"0": {"field": "cost", "year": "2024"}}, {"0": {"field": "cost", "scale": True}},
        {"0": {"field": "cost", "licorne": 1}}, {"0": {"field": "cost", "tax": []}},
        {"0": {"field": "cost", "label": "x" * 201}}, {"0": {"field": "cost", "is_total": 1}},
        {"0": {"field": []}}, {"9" * 9: {"field": "title"}},
    ],
)  # fmt: skip
def test_what_is_no_use_is_refused(given_by_somebody: object) -> None:
    with pytest.raises(BadPlanFile):
        uses_from_dict(given_by_somebody)


def test_guesses_are_ready_for_json_and_uses_leave_the_rest_out() -> None:
    sheet = sheet_of(["Action", "Pilote", "Statut", "Coût", "Licorne"], *BODY)
    headings = find_headings(sheet)
    assert headings is not None
    guesses = guess_columns(sheet, headings)
    assert json.loads(json.dumps([guess.as_dict() for guess in guesses]))[4]["letter"] == "E"
    assert list(uses_of(guesses)) == [0, 1, 2, 3]


def test_every_name_of_a_column_is_its_field_and_stands_once() -> None:
    file = resources.files("terreau.datasets.plan_files") / "columns.toml"
    names = tomllib.loads(file.read_text(encoding="utf-8"))["names"]
    assert set(names) == {str(field) for field in Field}
    assert {name: field_of(signs_of(name).bare) for held in names.values() for name in held} == {
        name: (Field(field), True) for field, held in names.items() for name in held
    }
    folded = [fold(name) for held in names.values() for name in held]
    assert sorted({name for name in folded if folded.count(name) > 1}) == []


def test_every_remark_has_its_words_in_both_languages() -> None:
    file = resources.files("terreau.datasets.plan_files") / "remarks.toml"
    words = tomllib.loads(file.read_text(encoding="utf-8"))
    needed = {"level", "why_en", "why_fr"}
    assert [
        c for c, w in words.items() if set(w) not in (needed, needed | {"do_en", "do_fr"})
    ] == []
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in resources.files("terreau.datasets.plan_files").iterdir()
        if path.name.endswith(".py")
    )
    said = set(re.findall(r'(?:Remark|_refused|_refusal|_nothing)\((?:[\w.]+, )?"(\w+)"', source))
    assert len(said) > 50
    assert said - set(list_codes()) == set()
    unsaid = [code for code in list_codes() if f'"{code}"' not in source]
    assert unsaid == ["axis_above", "theme_above"]  # made of the name of a field
