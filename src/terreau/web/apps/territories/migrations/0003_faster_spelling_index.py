"""The trigram index keeps the places of each trigram: ranking needs no reading of the names."""

from typing import ClassVar

from django.db import migrations

from terreau.web.shared.engine import OnlyOn

_TABLE = """
CREATE VIRTUAL TABLE territories_spelling USING fts5(
    spelling, perimeter_id UNINDEXED, tokenize = 'trigram'{detail}
)
"""
_COUNT = """
CREATE VIRTUAL TABLE territories_trigram USING fts5vocab('territories_spelling', 'row')
"""


def _rebuilt(detail: str) -> tuple[str, ...]:
    return (
        "DROP TABLE territories_trigram",
        "ALTER TABLE territories_spelling RENAME TO territories_spelling_before",
        _TABLE.format(detail=detail),
        (
            "INSERT INTO territories_spelling (spelling, perimeter_id)"
            " SELECT spelling, perimeter_id FROM territories_spelling_before"
        ),
        "DROP TABLE territories_spelling_before",
        _COUNT,
    )


class Migration(migrations.Migration):
    """SQLite only: PostgreSQL has its own trigram index (0005)."""

    dependencies: ClassVar = [("territories", "0002_spelling_index")]
    operations: ClassVar = [
        OnlyOn("sqlite", _rebuilt(""), reverse_sql=_rebuilt(", detail = 'none'")),
    ]
