"""The vocabulary is whole, and a text is read with it."""

from __future__ import annotations

import re

import pytest

from terreau.matching.folding import Words
from terreau.matching.meaning import meant_by
from terreau.matching.stemming import family, stems
from terreau.matching.vocabulary import KINDS, near_terms, term, terms_in, vocabulary, wider


def test_every_term_is_whole() -> None:
    assert len(vocabulary()) >= 150
    assert {each.kind for each in vocabulary().values()} == set(KINDS)
    for code, each in vocabulary().items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        assert each.label
        assert each.english
        assert each.english.isascii(), each
        assert code not in wider(code), f"{code} lies in itself"
        assert all(re.fullmatch(r"\d\d\.\d\d[A-Z]", naf) for naf in each.naf), each
        assert all(re.fullmatch(r"[A-N]\d{4}", rome) for rome in each.rome), each
        assert not any(set("{}") & set(text) for text in (*each.names, *each.cues)), each
        assert code in terms_in(each.label), f"{code} does not read its own label"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("soudeurs TIG et fraiseuse 5 axes", {"welding", "milling"}),
        ("traitements de surface des métaux", {"surface-treatment"}),
        ("peinture poudre au four", {"powder-coating"}),
        ("certifiés ISO 9001", {"iso-9001"}),
        ("3D printing and CNC machining", {"additive", "machining"}),
        ("rien de tout cela", set()),
        ("", set()),
    ],
)
def test_a_text_speaks_of_terms(text: str, codes: set[str]) -> None:
    assert codes <= set(terms_in(text))
    assert bool(codes) == bool(terms_in(text))


@pytest.mark.parametrize(
    ("need", "code"),
    [
        ("il pleut dans l’atelier", "roofing"),
        ("me débarrasser de vieilles palettes", "pallets"),
        ("le moteur a grillé", "electric-motors"),
        ("apprendre à souder", "training"),
        ("on nous a volé du matériel", "security"),
        ("payer moins d’électricité", "energy"),
    ],
)
def test_everyday_words_lead_to_a_term(need: str, code: str) -> None:
    assert code in {meant.code for meant in meant_by(Words().of(need))}


def test_the_narrower_answers_better_than_the_wider() -> None:
    near = near_terms("machining")
    assert near["machining"] > near["milling"] > near["metalworking"]
    assert "welding" not in near
    assert term("milling").within == ("machining",)
    with pytest.raises(KeyError):
        term("alchemy")


def test_accents_are_folded_before_stems_are_taken() -> None:
    assert len(set(stems(Words().of("soudée soudee SOUDÉE soudées")))) == 1


def test_no_name_comes_down_to_a_word_of_another_trade() -> None:
    assert "social-enterprise" not in terms_in("surmoulage d’inserts")


@pytest.mark.parametrize(
    ("asked", "codes"),
    [("mon toit fuit", ["roofing"]), ("toiture", ["roofing"]), ("refaire un toit", ["roofing"])],
)
def test_what_a_name_says_leads_nowhere_else(asked: str, codes: list[str]) -> None:
    assert [meant.code for meant in meant_by(Words().of(asked))] == codes


def test_short_words_do_not_meet_by_their_stems() -> None:
    assert len(set(stems(["payer", "paie"]))) == 2
    assert family("tour") != family("tourner")[:3]


@pytest.mark.parametrize(
    ("text", "said", "unsaid"),
    [
        ("ce que les usines perdent", set(), {"machining"}),
        ("usiner, usinée", {"machining"}, set()),
        ("Chaleur Commune", set(), {"communication"}),
        ("vapeur et air conditionné", {"heating"}, {"packaging"}),
        ("beurre de cacao, noisettes", {"confectionery"}, {"dairy"}),
        ("label Qualanod", {"qualanod"}, {"labels-marking"}),
        ("injection de PP", {"plastics"}, set()),
        ("Tour CN Mazak", {"turning"}, set()),
        ("un fenwick", {"forklifts"}, {"machine-moving"}),
    ],
)
def test_words_that_look_alike_say_what_they_say(
    text: str, said: set[str], unsaid: set[str]
) -> None:
    spoken = set(terms_in(text))
    assert said <= spoken
    assert not unsaid & spoken
