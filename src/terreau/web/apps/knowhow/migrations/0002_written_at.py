"""When a line was last written: by it the index of the search knows what it lacks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowhow", "0001_know_how")]

    operations = [
        migrations.AddField(
            model_name="knowhow",
            name="written_at",
            field=models.DateTimeField(auto_now=True, db_index=True),
        ),
    ]
