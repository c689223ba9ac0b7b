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

LANDED = Path(__file__).parent.parent / "tests/web/keeping/landed"
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
    """Write one row of each kind: what a version adds is added here."""
    from django.utils import timezone

    from terreau.web.apps.accounts import history
    from terreau.web.apps.accounts.enums import Verb
    from terreau.web.apps.accounts.models import User
    from terreau.web.apps.accounts.scope import OPERATOR
    from terreau.web.apps.directory.models import Organisation
    from terreau.web.apps.reports.models import ReportBatch
    from terreau.web.apps.territories.models import ImportRun, Perimeter

    now = timezone.now()
    ImportRun.objects.create(
        source="zones", edition="2025", state="done", reports=[{"rows": 3}], ended_at=now
    )
    ReportBatch.objects.create(
        kind="epci", country="XX", suffix="pdf", language="fr", site="http://localhost",
        state="done", done=2, total=3, left_out=[{"code": "X1", "sentence": "Vide"}], ended_at=now,
    )  # fmt: skip
    User.objects.create_user("marie@exemple.fr", name="Marie Éluard")
    made = Organisation.objects.create(
        name="Tôlerie d’Ys", folded_name="tolerie d ys", kind="company",
        seat=Perimeter.objects.get(kind="commune", code="XA001"),
    )  # fmt: skip
    history.record(OPERATOR, Verb.CREATED, made, {"name": ("", made.name)})


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
