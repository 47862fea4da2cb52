"""How tests provoke the database: raw writes past every service and form."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from scheduling_portal.core.db import violated_constraint


def refused(write: Callable[[], Any]) -> str:
    """The name of the constraint that refuses this write, deferred ones included."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return violated_constraint(caught.value)


def update(row: Any, **fields: Any) -> Callable[[], int]:
    """A raw update."""
    return lambda: int(type(row).objects.filter(pk=row.pk).update(**fields))


def copied(row: Any, **fields: Any) -> Callable[[], Any]:
    """A second row like this one, with these fields changed."""

    def write() -> Any:
        values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
        return type(row)(**{**values, **fields}).save(force_insert=True)

    return write
