import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("availability", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptCoverage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.BigIntegerField()),
                ("counted_at", models.DateTimeField()),
                ("dates", models.JSONField()),
                (
                    "period",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept",
                        to="availability.period",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "kept coverages",
            },
        ),
    ]
