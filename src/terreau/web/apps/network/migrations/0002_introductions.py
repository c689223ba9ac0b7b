"""What came of introductions: made, put off, dropped."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0010_read_by_index"),
        ("network", "0001_who_works_with_whom"),
        ("territories", "0005_spelling_index_of_postgresql"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Introduction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("offered", models.CharField(max_length=500)),
                ("sought", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("made", "Faite"),
                            ("later", "Pas maintenant"),
                            ("dropped", "Écartée"),
                        ],
                        max_length=8,
                    ),
                ),
                ("made_on", models.DateField(null=True)),
                ("again_on", models.DateField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("known", "Elles se connaissent déjà"),
                            ("no_answer", "Ce qui est proposé ne répond pas au besoin"),
                            ("no_need", "Le besoin n’existe plus"),
                            ("refused", "L’une des deux ne le souhaite pas"),
                            ("other", "Autre raison"),
                        ],
                        max_length=12,
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=300)),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offers",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="introductions_offering",
                        to="directory.organisation",
                    ),
                ),
                (
                    "perimeter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introductions",
                        to="territories.perimeter",
                    ),
                ),
                (
                    "seeks",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="introductions_seeking",
                        to="directory.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-noted_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("perimeter", "offers", "seeks"), name="one_introduction_of_a_pair"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("offers", models.F("seeks")), _negated=True),
                        name="no_introduction_to_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("again_on", None),
                                ("made_on__isnull", False),
                                ("reason", ""),
                                ("state", "made"),
                            ),
                            models.Q(
                                ("again_on__isnull", False),
                                ("made_on", None),
                                ("reason", ""),
                                ("state", "later"),
                            ),
                            models.Q(
                                ("again_on", None),
                                ("made_on", None),
                                ("state", "dropped"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="introduction_says_what_its_state_asks",
                    ),
                ],
            },
        ),
    ]
