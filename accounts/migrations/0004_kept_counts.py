from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_invitation"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptCounts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "portal",
                    models.CharField(
                        choices=[
                            ("clinician", "Clinician portal"),
                            ("practice", "Practice portal"),
                            ("manager", "Manager portal"),
                            ("admin", "Administration"),
                        ],
                        max_length=12,
                    ),
                ),
                ("person", models.BigIntegerField()),
                ("step", models.BigIntegerField()),
                ("counted_at", models.DateTimeField()),
                ("counts", models.JSONField()),
            ],
            options={
                "verbose_name_plural": "kept counts",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("portal__in", ["clinician", "practice", "manager", "admin"])),
                        name="accounts_counts_portal_known",
                    ),
                    models.UniqueConstraint(fields=("portal", "person"), name="accounts_counts_once"),
                ],
            },
        ),
    ]
