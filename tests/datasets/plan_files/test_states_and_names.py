"""States by the words people use; where a name of an organisation ends; codes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.datasets.plan_files.codes import code_in_title, read_code
from terreau.datasets.plan_files.enums import State
from terreau.datasets.plan_files.names import read_names
from terreau.datasets.plan_files.states import read_state

STATES = {
    "En cours": "in_progress",
    "EN COURS ": "in_progress",
    "Terminé": "done",
    "terminée": "done",
    "Réalisé": "done",
    "À lancer": "validated",
    "non démarré": "validated",
    "abandonné": "abandoned",
    "En réflexion": "idea",
    "en attente": "on_hold",
    "Suspendu": "on_hold",
    "à valider": "presented",
    "en cours de rédaction": "draft",
    "non terminé": "unknown",
    "à définir": "unknown",
    "": "unknown",
}
DOUBTS = {
    "80 %": ("in_progress", "state_percent"),
    "100%": ("done", "state_percent"),
    "0 %": ("unknown", "state_percent"),
    "En cours (reste le COPIL)": ("in_progress", "state_words"),
    "Action terminée en juin": ("done", "state_words"),
    "pas encore réalisé": ("unknown", "state_none"),
    "licorne": ("unknown", "state_none"),
    "✅": ("done", "state_sign"),
    "450 %": ("unknown", "state_none"),
}
NAMES = {
    "CARENE / Région - CCI": ("CARENE", "Région", "CCI"),
    "CARENE\nRégion\nCCI": ("CARENE", "Région", "CCI"),
    "- CARENE\n- Région": ("CARENE", "Région"),
    "• CARENE ; Région, CCI": ("CARENE", "Région", "CCI"),
    "Chambre de commerce et d'industrie": ("Chambre de commerce et d'industrie",),
    "Chambre de métiers et de l’artisanat / CCI": ("Chambre de métiers et de l’artisanat", "CCI"),
    "Chambre de commerce, d'industrie et des services": (
        "Chambre de commerce, d'industrie et des services",
    ),
    "Ville de Vire et Condé": ("Ville de Vire et Condé",),
    "Ville de Vire et Région": ("Ville de Vire", "Région"),
    "Région et Département": ("Région", "Département"),
    "CCI et CMA": ("CCI", "CMA"),
    "État, Région et CCI": ("État", "Région", "CCI"),
    "Chambre de commerce et d’industrie, lycées": ("Chambre de commerce et d’industrie", "lycées"),
    "Chambre de commerce et d’industrie et Région": (
        "Chambre de commerce et d’industrie",
        "Région",
    ),
    "Dupuy et fils": ("Dupuy et fils",),
    "Campus (étudiants, élèves / lycéens)": ("Campus (étudiants, élèves / lycéens)",),
    "CCI, cci, C.C.I": ("CCI", "C.C.I"),
    "Pilote : CARENE": ("CARENE",),
    "Saint-Nazaire Agglo": ("Saint-Nazaire Agglo",),
    "à définir": (),
    "CCI, à définir": ("CCI",),
    "-": (),
    "Mme Durand": (),
    "Mme Durand (CARENE) ; CCI": ("CCI",),
    "jean.petit@exemple.fr": (),
    "École de la 2e chance": ("École de la 2e chance",),
}


@pytest.mark.parametrize(("written", "state"), STATES.items())
def test_a_state_is_read(written: str, state: str) -> None:
    read = read_state(written)
    assert (read.state, read.remarks) == (state, ())


@pytest.mark.parametrize(("written", "read"), DOUBTS.items())
def test_a_doubtful_state_is_said(written: str, read: tuple[str, str]) -> None:
    found = read_state(written)
    assert (found.state, [remark.code for remark in found.remarks]) == (read[0], [read[1]])


def test_a_share_in_a_cell_is_a_percentage() -> None:
    assert [read_state(cell).state for cell in (0.8, 1.0, 80, 0)] == [
        State.IN_PROGRESS, State.DONE, State.IN_PROGRESS, State.UNKNOWN
    ]  # fmt: skip
    assert read_state(True).state is State.UNKNOWN
    assert read_state(dt.date(2024, 1, 1)).state is State.UNKNOWN


@pytest.mark.parametrize(("written", "names"), NAMES.items())
def test_names_are_cut_where_they_end(written: str, names: tuple[str, ...]) -> None:
    assert read_names(written).names == names


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Région - CCI", "names_dash"),
        ("Forge du Lac et Airbus", "names_and"),
        ("Ville de Vire et Condé", "names_one"),
        ("Mme Durand (CARENE)", "names_person"),
        ("x" * 201, "names_long"),
        ("à définir", "names_unknown"),
    ],
)
def test_a_guess_about_names_is_said(written: str, code: str) -> None:
    assert [remark.code for remark in read_names(written).remarks] == [code]


@given(
    st.lists(st.sampled_from(["CARENE", "Région Sud", "Ville de Vire", "Airbus"]), unique=True),
    st.sampled_from(["\n", " ; ", ", ", " / "]),
)
def test_names_written_are_read_back(names: list[str], sign: str) -> None:
    assert read_names(sign.join(names)).names == tuple(names)


@given(st.text() | st.text(alphabet="AB et/,;-–()&\n'd’ ÉàM.@", max_size=30))
def test_nothing_raises(text: str) -> None:
    read_names(text)
    read_state(text)
    read_code(text)
    code_in_title(text)


@pytest.mark.parametrize(
    ("written", "code"),
    [("Fiche n°3", "3"), ("FA 12", "FA 12"), ("n° 4", "4"), ("Action 1.2", "1.2"), ("F2.0", "F2.0"),
     (1.0, "1"), (1.1, "1.1"), (12, "12"), ("-", ""), ("", ""), (None, "")],
)  # fmt: skip
def test_a_code_is_read(written: object, code: str) -> None:
    assert read_code(written).code == code


def test_what_is_no_code_is_said() -> None:
    assert [r.code for r in read_code(dt.date(2024, 2, 1)).remarks] == ["code_day"]
    assert [r.code for r in read_code("Une école de production").remarks] == ["code_long"]


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ("1.2 - Créer une école", ("1.2", "Créer une école")),
        ("F2.1 : Créer une école", ("F2.1", "Créer une école")),
        ("Action n°4 – Mobilité", ("4", "Mobilité")),
        ("1.2.1 Créer une école", ("1.2.1", "Créer une école")),
        ("2024 - bilan", ("", "2024 - bilan")),
        ("5G pour tous", ("", "5G pour tous")),
        ("Créer une école", ("", "Créer une école")),
    ],
)
def test_a_code_that_begins_a_title(title: str, cut: tuple[str, str]) -> None:
    assert code_in_title(title) == cut
