"""What the API answered is kept no longer: it told of other people, and outlived them."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models.functions import Left, Length


def forget_what_was_asked(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Let the keys of before serve for nothing: what they made was not written apart."""
    apps.get_model("directory", "KeptAnswer").objects.update(digest="")


def cut_folded_names(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Cut what SQLite let be longer than its column, and PostgreSQL refuses."""
    organisations = apps.get_model("directory", "Organisation").objects
    too_long = organisations.alias(length=Length("folded_name")).filter(length__gt=200)
    too_long.update(folded_name=Left("folded_name", 200))


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_ends_and_successions")]

    operations = [
        migrations.RemoveField(model_name="keptanswer", name="answer"),
        migrations.AddField(
            model_name="keptanswer",
            name="made",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.RunPython(forget_what_was_asked, migrations.RunPython.noop),
        migrations.RunPython(cut_folded_names, migrations.RunPython.noop),
    ]
