"""Each file of ten real profiles shows the page's numbers, and runs them again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.mark.parametrize(
    ("kind", "code", "wish"),
    [
        ("zone_emploi", "5213", "?level=A38"),
        ("zone_emploi", "5213", "?level=A10&method=esteban"),
        ("zone_emploi", "4414", ""),
        ("zone_emploi", "8413", ""),
        ("zone_emploi", "2401", ""),
        ("epci", "244400644", ""),
        ("epci", "200023414", ""),
        ("territoire_industrie", "2:ti-0101", ""),
        ("territoire_industrie", "2:ti-2411", ""),
        ("departement", "44", ""),
        ("region", "52", ""),
    ],
)
def test_every_file_of_a_real_profile(
    real: Path, every_file_agrees: Callable[[str, str, str], None],
    kind: str, code: str, wish: str,
) -> None:  # fmt: skip
    every_file_agrees(kind, code, wish)
