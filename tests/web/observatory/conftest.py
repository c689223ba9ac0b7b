"""What several tests of the observatory need."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def demo(home: Path, settings: Settings) -> None:
    """Let whoever is on this machine start."""
    settings.PULLS_FROM_THIS_MACHINE = True
