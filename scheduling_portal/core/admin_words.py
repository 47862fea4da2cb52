"""Dates and times in the administration: in the product's words, instants on the wall of whoever reads."""

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import AdminReadonlyField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone

from scheduling_portal.core import wording

Column = Callable[[Any], str | None]
TEMPORAL = (models.DateField, models.TimeField)  # a DateTimeField is a DateField


def zone_here() -> str:
    """The reader's time zone in short, "PT"."""
    return wording.zone_name(str(timezone.get_current_timezone()))


def in_words(value: dt.date | dt.time | dt.datetime) -> str:
    """A date as "Thu 11 Mar", a time as "7:30 am", an instant as "Thu 11 Mar, 7:30 am PT"."""
    if isinstance(value, dt.datetime):
        zone = str(timezone.get_current_timezone())
        date = wording.local_date(value, zone)
        return f"{wording.day(value, zone)}, {wording.time_of_day(value, zone)} {wording.zone_name(zone, date)}"
    return wording.time_of_day(value) if isinstance(value, dt.time) else wording.day(value)


def shown(field: AdminReadonlyField) -> str:
    """What a field that is only read holds: dates, times and instants in words, everything else as Django shows it."""
    name, record = field.field["field"], field.form.instance
    if isinstance(name, str) and name in {known.name for known in record._meta.get_fields()}:  # noqa: SLF001  Django's own
        value = getattr(record, name, None)
        if isinstance(value, dt.date | dt.time):
            return in_words(value)
    return field.contents()


def filled(title: str, *, empty: str, full: str) -> type[admin.EmptyFieldListFilter]:
    """A filter by whether a field holds anything, which says what that means."""

    class Filled(admin.EmptyFieldListFilter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

        def choices(self, changelist: Any) -> Any:
            words = {"Empty": empty, "Not empty": full}
            for choice in super().choices(changelist):
                display = str(choice["display"])
                word = display.split(" (", maxsplit=1)[0]
                yield {**choice, "display": display.replace(word, words.get(word, word), 1)}

    return Filled


@functools.cache
def column(model: type[models.Model], name: str) -> Column | str:
    """The column of a list for a field of `model`: in words where it is a date or a time, else its name."""
    try:
        field = model._meta.get_field(name)  # noqa: SLF001  Django's own name for it
    except FieldDoesNotExist:
        return name
    if not isinstance(field, TEMPORAL):
        return name

    @admin.display(description=field.verbose_name, ordering=name, empty_value="-")
    def cell(row: Any) -> str | None:
        value = getattr(row, name)
        return None if value is None else in_words(value)

    cell.__name__ = name
    return cell
