"""Each file of a profile of the example country shows the page's numbers, and runs them again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.mark.parametrize(
    ("kind", "code", "wish"),
    [
        ("zone_emploi", "X001", ""),
        ("zone_emploi", "X002", "?method=esteban"),
        ("territoire_industrie", "2:ti-x01", "?level=A10"),
        ("epci", "X00000004", ""),
        ("bassin_de_vie", "XBV09", ""),
        ("commune", "XA001", ""),
        ("nation", "XX", ""),
    ],
)
def test_every_file_of_a_profile(
    every_file_agrees: Callable[[str, str, str], None], kind: str, code: str, wish: str
) -> None:
    every_file_agrees(kind, code, wish)
