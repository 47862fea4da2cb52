"""Scoping: who sees which rows is a property of the queryset, closed unless a model opens it."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that shows nobody anything until a subclass says whom and what."""

    def visible_to(self, user: "User") -> Self:
        """The rows that `user` may see; none unless a subclass says otherwise."""
        return self.none()
