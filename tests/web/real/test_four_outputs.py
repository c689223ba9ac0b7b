"""On real tables too, the page, the API, the CSV and the terminal say the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db


def test_the_four_are_one(real: Path, same_everywhere: Callable[..., None]) -> None:
    same_everywhere(real, "zone_emploi", "5219", "")
