"""Who sees what belongs to a practice: said once, with the path from a row to its practice."""

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models

from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)


class OfPracticeQuerySet(ScopedQuerySet[M]):
    """Managers see all rows, staff those of the active practices they work for, nobody else any.

    `to_practice` leads from a row to its practice; empty on the practice itself.
    """

    to_practice: ClassVar[str] = "practice__"

    def visible_to(self, user: "User") -> Self:
        """All that the person may see, as a manager or as staff."""
        if user.is_active and user.is_manager:
            return self
        return self.visible_to_staff(user)

    def visible_to_staff(self, user: "User") -> Self:
        """The rows of the practices this person works for."""
        if not user.is_active:
            return self.none()
        return self.filter(**{f"{self.to_practice}memberships__user": user, f"{self.to_practice}active": True})
