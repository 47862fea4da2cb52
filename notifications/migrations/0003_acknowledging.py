"""What must be acknowledged is escalated although it was opened; a practice hears when its request is edited."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

EVENT = "casedays.request_changed"


def add(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    row = apps.get_model("notifications", "NoticePolicyRow")
    if row.objects.filter(event=EVENT).exists():
        return
    last = row.objects.order_by("-order").values_list("order", flat=True).first() or 0
    row.objects.create(order=last + 10, event=EVENT, audience="practice", portal=True, email=True)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_default_policy")]

    operations = [
        migrations.RemoveIndex(model_name="notification", name="notifications_to_escalate"),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("escalate_at__isnull", False)),
                fields=["escalate_at"],
                name="notifications_to_escalate",
            ),
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
