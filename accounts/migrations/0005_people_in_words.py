from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_kept_counts"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": ["last_name", "first_name", "pk"],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
    ]
