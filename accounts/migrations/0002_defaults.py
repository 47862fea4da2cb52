"""The credential kinds, skills and required set every installation starts with."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts import defaults


def add(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    kinds = {
        name: apps.get_model("accounts", "CredentialKind").objects.get_or_create(
            name=name, defaults={"by_state": by_state}
        )[0]
        for name, by_state in defaults.CREDENTIAL_KINDS.items()
    }
    for name, (who, children) in defaults.SKILLS.items():
        apps.get_model("accounts", "Skill").objects.get_or_create(
            name=name, defaults={"provider_types": who, "asked_by_children": children}
        )
    for provider_type, kind, children_only in defaults.REQUIRED:
        apps.get_model("accounts", "RequiredCredential").objects.get_or_create(
            provider_type=provider_type, kind=kinds[kind], state="", children_only=children_only
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
