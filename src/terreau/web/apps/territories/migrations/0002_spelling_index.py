"""The trigram index of the search: an FTS5 table beside the perimeters."""

from typing import ClassVar

from django.db import migrations

from terreau.web.shared.engine import OnlyOn

_CREATE = """
CREATE VIRTUAL TABLE territories_spelling USING fts5(
    spelling, perimeter_id UNINDEXED, tokenize = 'trigram', detail = 'none'
)
"""
# How many spellings hold each trigram: the search asks for the rarest.
_COUNT = """
CREATE VIRTUAL TABLE territories_trigram USING fts5vocab('territories_spelling', 'row')
"""


class Migration(migrations.Migration):
    """SQLite only: PostgreSQL has its own trigram index (0005)."""

    dependencies: ClassVar = [("territories", "0001_initial")]
    operations: ClassVar = [
        OnlyOn("sqlite", _CREATE, reverse_sql="DROP TABLE territories_spelling"),
        OnlyOn("sqlite", _COUNT, reverse_sql="DROP TABLE territories_trigram"),
    ]
