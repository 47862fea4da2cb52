from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0003_acknowledging"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="delivery",
            options={
                "ordering": ["-created_at", "-pk"],
                "verbose_name": "message",
                "verbose_name_plural": "delivery log",
            },
        ),
    ]
