from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("availability", "0002_kept_coverage"),
    ]

    operations = [
        migrations.AddField(
            model_name="keptcoverage",
            name="chances",
            field=models.JSONField(default=dict),
        ),
    ]
