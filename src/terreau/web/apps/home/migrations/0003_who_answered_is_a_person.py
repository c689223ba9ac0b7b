"""Who answered a message is the person, whom an erasure reaches, and not their name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from terreau.web.shared.engine import OnlyOn


def find_again(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Give each answer its person, where one person only has the name or the address it kept."""
    people = apps.get_model("accounts", "User").objects
    answered = apps.get_model("home", "ContactMessage").objects.exclude(former_name="")
    for name in set(answered.order_by().values_list("former_name", flat=True)):
        found = people.filter(models.Q(name=name) | models.Q(name="", email=name))[:2]
        if len(found) == 1:
            answered.filter(former_name=name).update(answered_by=found[0])


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_directory_uses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("contactmessage", "answered_by", "former_name"),
        migrations.AddField(
            model_name="contactmessage",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="answered_messages",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(find_again, migrations.RunPython.noop),
        # A table whose rows wait for a check cannot be altered: they are checked now.
        OnlyOn("postgresql", "SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveField("contactmessage", "former_name"),
    ]
