"""What each line is, by its words and by the heading above it."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from terreau.core.text import fold
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.kinds import guessed_kind, kinded_lines
from terreau.web.apps.knowhow.read_lines import as_typed, read_box
from terreau.web.apps.knowhow.services.example import _seeds


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("makes", [
            "Anodisation", "Location de nacelles", "Découpe laser", "Installée depuis 1985",
            "Formation ISO 9001", "Recherche et développement", "Recherche de fuites",
            "Machines spéciales sur mesure", "Aluminium moulé sous pression",
            "Pliage longueur 2000",
            "Laboratoire de recherche", "Fournisseur de pièces",
            "tours de 2 m", "travail de l’inox", "Prêt de personnel",
        ]),
        ("machine", [
            "Tour parallèle", "2 presses plieuses Amada", "une fraiseuse", "Parc de 12 camions",
            "Presse plieuse Amada, 2019", "Four à induction", "Salle blanche 200 m²",
        ]),
        ("certification", [
            "ISO 9001 : 2015", "certifié Qualiopi", "Qualiopi", "Soudeurs qualifiés EN ISO 9606",
            "IPC-A-610 classe 3", "Label EPV",
        ]),
        ("material", ["Inox, titane", "Bois massif", "Polypropylène, ABS, polyamide, verre",
                      "Beurre de cacao, noisettes"]),
        ("reference", ["Charpente de la halle de Terranie, 2024", "Client : la laiterie",
                       "Fournisseur de Monoprix"]),
        ("seeks", [
            "Nous recherchons un peintre", "Cherche du sable", "Besoin d’un local",
            "Emprunter un chariot", "recherche un soudeur", "looking for a press",
            "ISO 9001 recherché",
        ]),
    ],
)  # fmt: skip
def test_a_line_is_what_its_words_say(kind: str, texts: list[str]) -> None:
    assert {text: guessed_kind(text) for text in texts} == dict.fromkeys(texts, kind)


def test_most_lines_of_the_example_are_guessed_as_they_were_written() -> None:
    lines = [line for seed in _seeds() for line in seed["lines"] if line[0] != "seeks"]
    wrong = [text for kind, text, *_ in lines if guessed_kind(text) != kind]
    assert len(wrong) <= len(lines) / 10, wrong


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Nos machines :", "machine"), ("MACHINES", "machine"), ("## Parc machines", "machine"),
        ("Nous cherchons :", "seeks"), ("Ce que nous cherchons en ce moment :", "seeks"),
        ("**Certifications**", "certification"), ("Matières travaillées :", "material"),
        ("Ils nous font confiance :", "reference"), ("Savoir-faire", "makes"),
        ("Looking for:", "seeks"),
    ],
)  # fmt: skip
def test_a_heading_gives_its_kind_to_the_lines_under_it(heading: str, kind: str) -> None:
    lines = kinded_lines(f"Pliage\n{heading}\n\n- cuves\n2) du sable")
    assert [(line.text, str(line.kind)) for line in lines] == [
        ("Pliage", "makes"), ("cuves", kind), ("du sable", kind),
    ]  # fmt: skip
    assert lines[1].heading


def test_a_kind_may_stand_at_the_beginning_of_its_line_alone() -> None:
    first, second = kinded_lines("Machines : un tour CN\nPliage")
    assert (first.kind, first.text, second.kind) == ("machine", "un tour CN", "makes")


def test_a_title_that_says_no_kind_is_kept_and_ends_the_one_before() -> None:
    lines = kinded_lines("Nous cherchons :\ndu sable\nAtelier 2 :\nPliage")
    assert [(line.text, line.kind) for line in lines[1:]] == [
        ("Atelier 2 :", "makes"), ("Pliage", "makes"),
    ]  # fmt: skip


def test_a_heading_under_which_nothing_stands_is_a_line() -> None:
    assert [line.text for line in kinded_lines("Références\nMachines :\nun tour")] == [
        "Références", "un tour",
    ]  # fmt: skip
    assert [line.text for line in kinded_lines("Pliage\nClients :")] == ["Pliage", "Clients :"]


@given(st.lists(st.text(min_size=1, max_size=40), max_size=8))
def test_no_word_is_lost(lines: list[str]) -> None:
    kinds = {fold(str(kind.label)) for kind in KnowHowKind}
    found = kinded_lines("\n".join(lines))
    kept = fold(" ".join(f"{line.heading} {line.text}" for line in found))
    for line in lines:
        for word in fold(line).split():
            # Numbers that begin the lines of a list are marks.
            assert word in kept or word.isdigit() or word in kinds


@pytest.mark.parametrize("language", ["fr", "en"])
def test_lines_go_back_to_their_text_and_are_read_the_same(language: str) -> None:
    with override(language):
        rows = read_box("Pliage\nMachines :\nun tour\nNous cherchons :\nISO 9001\nBois :")
        again = read_box(as_typed(rows))
        assert sorted((row.kind, row.text) for row in again) == sorted(
            (row.kind, row.text) for row in rows
        )
