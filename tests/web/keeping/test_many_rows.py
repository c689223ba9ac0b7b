"""A country of two hundred thousand rows, saved while others write, comes back."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Made = Callable[[Path], Any]


pytestmark = [pytest.mark.slow, pytest.mark.postgres]

# Two rows at a time, in one transaction: a backup holds both or neither.
WRITE = """
import time
import django
django.setup()
from django.db import transaction
from django.utils import timezone
from terreau.web.apps.accounts.models import User
for number in range(100_000):
    with transaction.atomic():
        User.objects.create_user(f"n{number}@exemple.fr")
    time.sleep(0.002)
"""


@pytest.mark.timeout(400)
def test_a_backup_of_many_rows_is_of_one_instant(
    empty: Any,
    seeded_home: Path,
    tmp_path: Path,
    by_sqlite: Made,
    told: Callable[[Path], dict[str, Any]],
) -> None:
    seeded = by_sqlite(seeded_home)
    seeded.terreau("backup", "--to", tmp_path / "first.tar.gz")
    first = told(tmp_path / "first.tar.gz")
    assert sum(first["rows"].values()) > 100_000
    empty.terreau("restore", tmp_path / "first.tar.gz")
    chosen = {
        "TERREAU_HOME": str(empty.home),
        "DATABASE_URL": empty.database,
        "DJANGO_SETTINGS_MODULE": "terreau.web.settings.demo",
    }
    writer = subprocess.Popen([sys.executable, "-c", WRITE], env=os.environ | chosen)
    try:
        time.sleep(4)  # it writes
        empty.terreau("backup", "--to", tmp_path / "second.tar.gz")
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()
    rows = told(tmp_path / "second.tar.gz")["rows"]
    written = int(rows["accounts_user"])
    assert written == int(rows["accounts_actor"]) > 0
    third = by_sqlite(tmp_path / "third")
    third.terreau("restore", tmp_path / "second.tar.gz")
    third.terreau("backup", "--to", tmp_path / "third.tar.gz")
    second, last = told(tmp_path / "second.tar.gz"), told(tmp_path / "third.tar.gz")
    assert second["members"] == last["members"]
    names = [name for name in first["members"] if name.startswith("database/territories_")]
    assert {n: first["members"][n] for n in names} == {n: last["members"][n] for n in names}
