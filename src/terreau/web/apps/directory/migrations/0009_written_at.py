"""When an organisation was last written: by it the index of the search knows what it lacks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_people")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="written_at",
            field=models.DateTimeField(auto_now=True, db_index=True),
        ),
    ]
