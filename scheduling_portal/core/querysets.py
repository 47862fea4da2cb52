"""Scoping: who sees which rows is a property of the queryset, closed unless a model opens it."""

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, IntegerField, JSONField, Subquery

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that shows nobody anything until a subclass says whom and what."""

    def visible_to(self, user: "User") -> Self:
        """The rows that `user` may see; none unless a subclass says otherwise."""
        return self.none()


def counted(rows: "models.QuerySet[Any, Any]", of: str = "pk") -> Subquery:
    """How many different `of` these rows have, as part of another query."""
    count = Func(F(of), function="COUNT", template="COUNT(DISTINCT %(expressions)s)")
    return Subquery(rows.order_by().annotate(n_=count).values("n_"), output_field=IntegerField())


class JsonList(ArraySubquery):
    """The JSON objects of a query as one list, empty where there is none: one document to read instead of many."""

    template = "to_jsonb(ARRAY(%(subquery)s))"

    @property
    def output_field(self) -> "JSONField[Any, Any]":  # type: ignore[override]
        return JSONField()
