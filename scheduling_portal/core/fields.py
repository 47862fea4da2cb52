"""Pieces of models that several apps share."""

from typing import Any

from django.db import models
from django.db.models import Q


def choices_check(
    field: str, enum: type[models.TextChoices], *, name: str, blank: bool = False
) -> models.CheckConstraint:
    """A database constraint that allows only the enum's values, so that no path around the forms can write another."""
    values: list[Any] = list(enum.values)
    if blank:
        values.append("")
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)
