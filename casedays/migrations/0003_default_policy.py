"""The change policy every installation starts with. An administrator can change all of it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from casedays.defaults import CHANGE_POLICY


def add(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    row = apps.get_model("casedays", "ChangePolicyRow")
    for order, (field, smaller_than, more_than_hours, decision) in enumerate(CHANGE_POLICY, start=1):
        row.objects.get_or_create(
            field=field,
            smaller_than=smaller_than,
            more_than_hours=more_than_hours,
            decision=decision,
            defaults={"order": order * 10},
        )


class Migration(migrations.Migration):
    dependencies = [("casedays", "0002_guards")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
