"""How many things need a manager now: one query, kept on the person for the length of a request."""

import enum
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, Func, IntegerField, OuterRef, QuerySet, Subquery

from accounts.models import Clinician, User
from availability.models import Period, Submission
from casedays.selectors import facts
from notifications.enums import Fate
from notifications.models import Delivery
from scheduling_portal.core import clock


class Group(enum.StrEnum):
    """What can need a manager, in the order in which it is shown."""

    RISK = "at-risk"
    CHANGES = "changes"
    REQUESTS = "requests"
    TEAM = "without-team"
    ANSWERS = "unanswered"
    UNSEEN = "unseen"
    MESSAGES = "messages"
    AVAILABILITY = "availability"


TITLES: Mapping[Group, tuple[str, str]] = {
    Group.RISK: ("Drop-outs and days at risk", "triangle-alert"),
    Group.CHANGES: ("Changes to decide", "arrow-left-right"),
    Group.REQUESTS: ("Requests to review", "calendar-plus"),
    Group.TEAM: ("Days without a full team", "users"),
    Group.ANSWERS: ("Unanswered assignments", "hourglass"),
    Group.UNSEEN: ("Changes not acknowledged", "eye"),
    Group.MESSAGES: ("Failed messages", "message-square-x"),
    Group.AVAILABILITY: ("Missing availability", "grid-3x3"),
}
KEPT = "_manager_counts"


def counts(user: User) -> Mapping[Group, int]:
    """Things to do per group; nothing for who is no manager."""
    if not user.is_active or not user.is_manager:
        return dict.fromkeys(Group, 0)
    kept: dict[Group, int] | None = user.__dict__.get(KEPT)
    if kept is None:
        columns = {group.name: _count(rows, of) for group, (rows, of) in _queries().items()}
        me: QuerySet[Any, Any] = User.objects.filter(pk=user.pk)
        row: dict[str, int] = me.values(**columns).get()
        kept = user.__dict__[KEPT] = {group: row[group.name] for group in Group}
    return kept


def total(user: User) -> int:
    """Everything that needs a manager; the badge of the first screen."""
    return sum(counts(user).values())


def requests(user: User) -> int:
    """Requests to review; the badge of their page."""
    return counts(user)[Group.REQUESTS]


def _queries() -> dict[Group, "tuple[QuerySet[Any], str]"]:
    """Per group the rows, and what of them is counted."""
    return {
        Group.RISK: (facts.broken(), "pk"),
        Group.CHANGES: (facts.changes_to_decide(), "pk"),
        Group.REQUESTS: (facts.to_review(), "pk"),
        Group.TEAM: (facts.without_team(), "pk"),
        Group.ANSWERS: (facts.unanswered(), "pk"),
        Group.UNSEEN: (facts.unseen(), "change_id"),
        Group.MESSAGES: (failed_messages(), "pk"),
        Group.AVAILABILITY: (missing_availability(), "pk"),
    }


def _count(rows: "QuerySet[Any]", of: str) -> Subquery:
    count = Func(F(of), function="COUNT", template="COUNT(DISTINCT %(expressions)s)")
    return Subquery(rows.order_by().annotate(n_=count).values("n_"), output_field=IntegerField())


def failed_messages() -> "QuerySet[Delivery]":
    """Deliveries that failed and that nobody has put away yet."""
    return Delivery.objects.filter(fate=Fate.FAILED, dealt_with_at__isnull=True)


def collecting() -> "QuerySet[Period]":
    """The next period for which answers are collected: at most one row."""
    now = clock.now()
    return Period.objects.filter(opens_at__lte=now, locks_at__gt=now).order_by("starts_on")[:1]


def missing_availability() -> "QuerySet[Clinician]":
    """Clinicians who have not answered for the period that is collecting."""
    now = clock.now()
    open_now = Period.objects.filter(opens_at__lte=now, locks_at__gt=now)
    first = open_now.order_by("starts_on").values("pk")[:1]
    answered = Submission.objects.filter(clinician=OuterRef("pk"), period=Subquery(first))
    working = Clinician.objects.working()
    return working.filter(Exists(open_now)).exclude(Exists(answered))
