"""Pieces of models that several apps share."""

from typing import Any

from django.db import models
from django.db.models import Q
from phonenumber_field import modelfields
from phonenumber_field.modelfields import PhoneNumberDescriptor
from phonenumber_field.phonenumber import PhoneNumber


def choices_check(
    field: str, enum: type[models.TextChoices], *, name: str, blank: bool = False
) -> models.CheckConstraint:
    """A database constraint that allows only the enum's values, so that no path around the forms can write another."""
    values: list[Any] = list(enum.values)
    if blank:
        values.append("")
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


class _WhenRead(PhoneNumberDescriptor):
    """Takes a number apart when it is first read: most pages load people and places for other reasons."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.name] = value

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        value = super().__get__(instance, owner)
        if instance is not None and value and not isinstance(value, PhoneNumber):
            value = instance.__dict__[self.field.name] = self.field.to_python(value)
        return value


class _LatePhoneNumberField(modelfields.PhoneNumberField):
    """The library's field, read late. Taking a number apart costs as much as loading the rest of a row."""

    descriptor_class = _WhenRead

    def get_db_converters(self, connection: Any) -> list[Any]:
        """None: rows keep the text until it is read."""
        return []

    def deconstruct(self) -> Any:
        """As the library's: the column is the same."""
        name, _, args, kwargs = super().deconstruct()
        return name, "phonenumber_field.modelfields.PhoneNumberField", args, kwargs


PhoneNumberField: Any = _LatePhoneNumberField  # what it reads and takes differ, which no annotation can say
