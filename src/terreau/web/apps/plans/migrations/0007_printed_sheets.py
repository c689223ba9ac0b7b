"""A sheet says that it was read in a document; that nobody created it said it before."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def mark_printed(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Mark the sheets of printed plans that no person created, erased since or not.

    The history keeps the key of who created a sheet after they are erased.
    """
    sheets = apps.get_model("plans", "ActionSheet").objects
    created = apps.get_model("accounts", "HistoryEntry").objects.filter(
        object_type="plans.ActionSheet", verb="created", actor_key__isnull=False
    )
    written = {int(key) for key in created.values_list("object_key", flat=True)}
    orphans = sheets.filter(created_by=None).exclude(plan__source_title="")
    printed = [key for key in orphans.values_list("pk", flat=True) if key not in written]
    for start in range(0, len(printed), 500):
        sheets.filter(pk__in=printed[start : start + 500]).update(is_printed=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_waiting_letters"),
        ("plans", "0006_restitution"),
    ]

    operations = [
        migrations.AddField(
            model_name="actionsheet",
            name="is_printed",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(mark_printed, migrations.RunPython.noop),
    ]
