"""The notice policy every installation starts with. An administrator can change all of it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from notifications.defaults import NOTICE_POLICY


def add(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    row = apps.get_model("notifications", "NoticePolicyRow")
    if row.objects.exists():
        return
    row.objects.bulk_create(
        row(
            order=order * 10,
            event=default.event,
            changed_field=default.field,
            within_hours=default.within,
            audience=default.audience,
            portal="p" in default.ways,
            text="t" in default.ways,
            email="e" in default.ways,
            urgent=default.urgent,
            acknowledge=default.acknowledge,
            escalate_after_hours=default.escalate,
        )
        for order, default in enumerate(NOTICE_POLICY, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
