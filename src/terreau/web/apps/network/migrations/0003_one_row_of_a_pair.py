"""What came of an introduction is said once of a pair, whichever offers and wherever it is said."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Greatest, Least


def keep_one_of_each_pair(apps: Any, _editor: Any) -> None:
    """Keep what was made, else what was said last; the history has the others."""
    introductions = apps.get_model("network", "Introduction").objects
    seen: set[frozenset[int]] = set()
    doubles = []
    ranked = sorted(
        introductions.values_list("state", "noted_at", "pk", "offers_id", "seeks_id"),
        key=lambda row: (row[0] == "made", row[1], row[2]),
        reverse=True,
    )
    for _state, _at, key, *pair in ranked:
        if frozenset(pair) in seen:
            doubles.append(key)
        seen.add(frozenset(pair))
    introductions.filter(pk__in=doubles).delete()


class Migration(migrations.Migration):
    dependencies = [("network", "0002_introductions")]

    operations = [
        migrations.RunPython(keep_one_of_each_pair, migrations.RunPython.noop),
        migrations.RemoveConstraint("Introduction", "one_introduction_of_a_pair"),
        migrations.AddConstraint(
            "Introduction",
            models.UniqueConstraint(
                Least("offers", "seeks"), Greatest("offers", "seeks"), name="one_row_of_a_pair"
            ),
        ),
    ]
