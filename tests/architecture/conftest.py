"""The database these tests look at: the bundled reference and the example country, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from terreau.datasets.example import installation
from terreau.web.apps.territories.services import sync_perimeters


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, own_home: Path
) -> None:
    """Load what ``terreau prepare --demo`` loads."""
    installation.install(own_home)
    with django_db_blocker.unblock():
        sync_perimeters(home=own_home)
