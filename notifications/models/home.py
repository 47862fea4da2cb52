"""Which database the messages that wait belong to."""

from django.db import models
from django.db.models import Q


class OutboxHome(models.Model):
    """The database that may send what waits in it. At most one row, written when it first sends.

    `held_since`: since when these rows stand in another database, a restored copy, which sends nothing.
    """

    identity = models.CharField(max_length=60)
    held_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="notifications_home_only_one")]

    def __str__(self) -> str:
        return self.identity
