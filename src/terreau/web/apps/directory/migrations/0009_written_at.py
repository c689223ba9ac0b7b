"""When an organisation was last written: by it the index of the search knows what it lacks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_read_registers")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="written_at",
            field=models.DateTimeField(auto_now=True, db_index=True),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                fields=["visibility", "folded_name", "id"], name="directory_o_visibil_70357c_idx"
            ),
        ),
    ]
