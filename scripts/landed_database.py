"""Keep a small database as this version makes it: ``scripts/landed_database.py NAME``.

Run at each landing, before the next change of tables. The tests of `tests/web/keeping` bring every
one of ``tests/web/keeping/landed`` to the code of the day, on both engines.
"""

from __future__ import annotations

import gzip
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parent.parent
LANDED = ROOT / "tests/web/keeping/landed"
sys.path.insert(0, str(ROOT / "tests/support"))
_MOST = 300_000

# The example country, and enough of the real one for a page.
_KEPT = """
SELECT id FROM territories_perimeter
WHERE (country = 'XX' OR code IN ('FR', '44184', '244400644', '44', '52'))
"""
# The nation alone has thirty-five thousand members.
_MANY = f"perimeter_id IN ({_KEPT} AND country = 'FR') AND id % 50 > 0"
_ABOUT = (
    ("territories_component", "perimeter_id"),
    ("territories_component", "part_id"),
    ("territories_perimetermember", "perimeter_id"),
    ("territories_postalcode", "commune_id"),
    ("territories_printedfact", "perimeter_id"),
    ("territories_spelling", "perimeter_id"),
)


def main() -> None:
    """Prepare a new installation, write what people write, cut it down, compress it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TERREAU_HOME": folder, "DATABASE_URL": ""}
        prepare()
        made = cut(Path(folder) / "terreau.sqlite3")
    if len(made) > _MOST:
        sys.exit(f"{len(made)} bytes: more than the {_MOST} that a repository should carry")
    LANDED.mkdir(exist_ok=True)
    target = LANDED / f"{sys.argv[1]}.sqlite3.gz"
    target.write_bytes(made)
    print(f"{target}: {len(made)} bytes")


def prepare() -> None:
    """Make the database as a newcomer does, with a row of each kind that people write."""
    from terreau.web import entry

    entry.load("demo")
    entry.prepare(with_example=True)
    write_as_people_do()


def write_as_people_do() -> None:
    """Write one row of each kind that the example country does not: a version adds its own here."""
    from datetime import timedelta

    from allauth.account.models import EmailAddress
    from django.utils import timezone
    from held_rows import hold_of

    from terreau.web.apps.accounts.models import User
    from terreau.web.apps.accounts.scope import Acting, scope_of
    from terreau.web.apps.accounts.tokens import make_token
    from terreau.web.apps.directory.models import KeptAnswer, Organisation
    from terreau.web.apps.home.models import ContactMessage, DailyUse
    from terreau.web.apps.reports.models import ReportBatch
    from terreau.web.apps.territories.models import ImportRun, Perimeter

    now = timezone.now() + timedelta(minutes=1)
    ImportRun.objects.create(
        source="zones", edition="2025", state="done", reports=[{"rows": 3}], ended_at=now
    )
    ReportBatch.objects.create(
        kind="epci", country="XX", suffix="pdf", language="fr", site="http://localhost",
        state="done", done=2, total=3, left_out=[{"code": "X1", "sentence": "Vide"}], ended_at=now,
    )  # fmt: skip
    marie = User.objects.create_user("marie@exemple.fr", "une phrase de passe", name="Marie Éluard")
    EmailAddress.objects.create(user=marie, email=marie.email, verified=True, primary=True)
    make_token(
        acting=Acting(marie, scope_of(marie)), name="tableau de bord", allows=["directory:read"],
        lasts=timedelta(days=90),
    )  # fmt: skip
    KeptAnswer.objects.create(user=marie, key="lundi", digest="0" * 64, made="1")
    ContactMessage.objects.create(
        reference="ABCDE-12345", subject="question", name="Marie Éluard", email=marie.email,
        message="Bonjour", language="fr",
    )  # fmt: skip
    DailyUse.objects.create(day=now.date(), family="profiles", count=3)
    friend = User.objects.create_user("paul@exemple.fr", "une phrase de passe", name="Paul")
    foundry = Organisation.objects.get(name="Fonderie de la Licorne")
    hold_of(marie, friend, foundry, Perimeter.objects.get(code="2:ti-x01"))


def cut(database: Path) -> bytes:
    """Return the compressed file, with a few territories only."""
    with closing(sqlite3.connect(database, isolation_level=None)) as rows:
        rows.execute("PRAGMA foreign_keys = OFF")
        for table, column in _ABOUT:
            rows.execute(f"DELETE FROM {table} WHERE {column} NOT IN ({_KEPT})")  # noqa: S608
        rows.execute(f"DELETE FROM territories_perimeter WHERE id NOT IN ({_KEPT})")  # noqa: S608
        rows.execute(f"DELETE FROM territories_perimetermember WHERE {_MANY}")  # noqa: S608
        rows.execute("INSERT INTO territories_spelling(territories_spelling) VALUES ('optimize')")
        rows.execute("VACUUM")
        rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return gzip.compress(database.read_bytes(), 9, mtime=0)


if __name__ == "__main__":
    main()
