"""What one offers is what another seeks: the same trade, or a narrower one."""

from __future__ import annotations

import pytest

from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.network.answering import offered_terms, sought_terms


@pytest.mark.parametrize("seeker", ["Un tissage technique pour renforcer", "Un plateau technique"])
def test_a_word_in_common_is_no_answer(seeker: str) -> None:
    """A school has lathes and a technical platform: it weaves nothing."""
    offers = KnowHow(kind="machine", text="Plateau technique : 12 tours, 8 fraiseuses")
    assert offered_terms(offers).isdisjoint(sought_terms(KnowHow(kind="seeks", text=seeker)))


@pytest.mark.parametrize(
    ("offered", "sought", "answers"),
    [
        ("Tissage technique de fibres, jusqu’à 3 m de large", "Un tissage technique", True),
        ("Essais de résistance de textiles techniques", "Un tissage technique", False),
        ("Tissage de fibres", "Maintenance de nuit de machines textiles", False),
        ("Plateau technique : 12 tours, 8 fraiseuses", "De l’usinage de petites pièces", True),
        ("Usinage", "Débouché pour 300 tonnes de sciures", False),
        ("ISO 9001", "ISO 9001", False),
    ],
)
def test_an_answer_is_the_same_trade_or_a_narrower(
    offered: str, sought: str, answers: bool
) -> None:
    line, wish = KnowHow(kind="makes", text=offered), KnowHow(kind="seeks", text=sought)
    assert bool(offered_terms(line) & sought_terms(wish)) is answers
