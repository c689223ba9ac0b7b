"""The list of organisations is read from an index alone, by name or by place, on both engines."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_written_at")]

    operations = [
        migrations.RemoveIndex(model_name="organisation", name="directory_o_visibil_70357c_idx"),
        migrations.AlterField(
            model_name="organisation",
            name="folded_name",
            field=models.CharField(max_length=200),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="seat",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="organisations",
                to="territories.perimeter",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                fields=["folded_name", "id", "visibility", "seat", "kind"],
                name="organisation_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                fields=["seat", "folded_name", "id", "visibility", "kind"],
                name="organisation_by_seat",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["siren"], name="organisation_by_siren"),
        ),
    ]
