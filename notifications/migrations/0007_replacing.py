"""A practice reads in the portal that somebody on its confirmed day is being replaced."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max

EVENT = "casedays.replacing"


def add(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    row = apps.get_model("notifications", "NoticePolicyRow")
    if not row.objects.filter(event=EVENT).exists():
        last = row.objects.aggregate(last=Max("order"))["last"] or 0
        row.objects.create(order=last + 10, event=EVENT, audience="practice", portal=True)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_outbox_home")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
