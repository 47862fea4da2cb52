"""A run of the matcher over a whole period: what was asked, how far it is, what it proposes, what became of it."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from scheduling_portal.core import clock
from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class RunState(models.TextChoices):
    """Where a run stands. A stopped one may still have a proposal: the best it had found."""

    WAITING = "waiting", "Waiting to start"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"
    FAILED = "failed", "Failed"


#: Runs that are under way.
UNDER_WAY = (RunState.WAITING, RunState.RUNNING)


class MatchingRunQuerySet(ScopedQuerySet["MatchingRun"]):
    """Managers see all, nobody else any."""

    def visible_to(self, user: "User") -> Self:
        return self if user.is_active and user.is_manager else self.none()


class MatchingRun(models.Model):
    """One run. Nothing of it is saved to the days until a manager applies it.

    `scope` is `matching.scope.Scope` as stored; `result` what `proposals.results` made of the proposal; `outcome` maps
    the id of a day to what became of it when it was applied: [whether it was, in words, by whom]. Costs are points.
    """

    scoped = True

    scope = models.JSONField()
    scope_key = models.CharField(max_length=40)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=12, choices=RunState, default=RunState.WAITING)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    stop_asked = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)

    phase = models.CharField(max_length=80, blank=True)
    days_open = models.PositiveIntegerField(default=0)
    days_filled = models.PositiveIntegerField(default=0)
    bound_days = models.PositiveIntegerField(null=True, blank=True)
    cost = models.BigIntegerField(null=True, blank=True)
    bound_cost = models.BigIntegerField(null=True, blank=True)
    proven = models.BooleanField(default=False)
    seconds = models.FloatField(default=0)
    result = models.JSONField(null=True, blank=True)

    compared_with = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="trials")
    applied_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    to_apply = models.JSONField(default=list, blank=True, help_text="Ids of days that wait to be applied.")
    outcome = models.JSONField(default=dict, blank=True)

    objects = MatchingRunQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            choices_check("state", RunState, name="casedays_matchingrun_state_known"),
            models.UniqueConstraint(
                fields=["scope_key"], condition=Q(state__in=UNDER_WAY), name="casedays_matchingrun_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.RUNNING) | Q(heartbeat_at__isnull=False),
                name="casedays_matchingrun_running_has_heartbeat",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDER_WAY) | Q(ended_at__isnull=False), name="casedays_matchingrun_end_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE) | Q(result__isnull=False), name="casedays_matchingrun_done_has_result"
            ),
        ]
        indexes = [models.Index(fields=["scope_key", "-asked_at"], name="casedays_matchingrun_by_scope")]

    def __str__(self) -> str:
        return f"Run {self.pk}, {self.scope_key.replace(':', ' to ')}"

    @property
    def under_way(self) -> bool:
        """Whether it waits or runs."""
        return self.state in UNDER_WAY
