"""The sentence of a dashboard says what its figures say."""

from __future__ import annotations

import re

import pytest

from terreau.web.apps.observatory.dashboard import CardGroup
from terreau.web.apps.observatory.dashboard_page import (
    asked_territory,
    find_dashboard,
    get_dashboard_page,
)
from terreau.web.apps.observatory.dashboard_words import bare_sentence
from terreau.web.apps.observatory.indicating import territories_of

pytestmark = pytest.mark.django_db


def groups_of(key: str, id_: str = "context") -> tuple[str, tuple[CardGroup, ...]]:
    page = get_dashboard_page(find_dashboard(id_), asked_territory([key]))
    return page.sentence, page.groups


def test_the_sentence_names_the_ranks_farthest_from_the_middle() -> None:
    codes = territories_of("departement", "FR").codes
    seen = set()
    for code in codes[::4]:
        sentence, groups = groups_of(f"departement:{code}")
        cards = [card for group in groups for card in group.cards if card.is_whole]
        ranks = [card.rank for card in cards if card.rank]
        if not ranks:
            continue
        far = any(rank.from_middle > 0.25 for rank in ranks)
        telling = [rank for rank in ranks if rank.from_middle > 0.25 and rank.is_telling]
        farthest = max(telling or ranks, key=lambda rank: rank.from_middle)
        seen.add(far)
        assert ("ce qui distingue le plus" in sentence) is far
        assert (farthest.number.display in sentence) is far
        assert ("dans la moitié du milieu" in sentence) is not far
        assert "rien" not in sentence
        assert sentence.count("rang ") <= 2
    assert seen == {True, False}


def test_a_territory_of_which_nothing_at_all_is_known() -> None:
    assert bare_sentence([], name="Alès") == "Rien de tout cela n’est encore connu ici pour Alès."


def test_without_a_rank_the_sentence_stands_beside_the_country() -> None:
    for key in ("commune:44184", "commune:44109", "zone_emploi:X001", "zone_emploi:X002"):
        sentence, groups = groups_of(key)
        (growth,) = [
            card for g in groups for card in g.cards if card.own.key == "population-growth"
        ]
        assert growth.nation is not None
        assert growth.own.value is not None
        assert growth.nation.value is not None
        than = "plus" if growth.own.value > growth.nation.value else "moins"
        if growth.own.display == growth.nation.display:
            than = "comme"
        assert re.search(rf"{re.escape(growth.own.display)}\D+{than} (que )?le pays", sentence)
        assert growth.nation.display in sentence
    sentence, _ = groups_of("nation:FR")
    assert "pays" not in sentence.removeprefix("France")
