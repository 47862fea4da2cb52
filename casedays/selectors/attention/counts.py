"""How many things need a manager now: one query, kept on the person for the length of a request."""

import enum
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from accounts import portals
from accounts.enums import Portal
from accounts.models import User
from availability.models import Period
from availability.selectors import missing_now
from casedays.selectors import facts
from notifications.selectors import failures
from scheduling_portal.core import clock
from scheduling_portal.core.querysets import counted


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
    Group.RISK: ("Drop-outs, days at risk and conflicts", "triangle-alert"),
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
        queries = _queries()
        row = User.objects.filter(pk=user.pk).values_list(*(counted(*queries[group]) for group in Group)).get()
        kept = user.__dict__[KEPT] = dict(zip(Group, row, strict=True))
    return kept


def total(user: User) -> int:
    """Everything that needs a manager."""
    return sum(counts(user).values())


def requests(user: User) -> int:
    """Requests to review."""
    return counts(user)[Group.REQUESTS]


def total_tally(user: User) -> Combinable:
    """Things to do per group as part of another query: the badge of the first screen is their sum."""
    return JSONObject(**{group.value: counted(*rows) for group, rows in _queries().items()})


def kept(user: User) -> Mapping[Group, int]:
    """Things to do per group as the badge of the first screen tells them; what the clock did may be a minute late."""
    found = portals.parts(user, Portal.MANAGER, "home")
    return {group: found.get(group.value, 0) for group in Group}


def requests_tally(user: User) -> Combinable:
    """Requests to review as part of another query: the badge of their page."""
    return counted(facts.to_review())


def _queries() -> dict[Group, "tuple[QuerySet[Any], str]"]:
    """Per group the rows, and what of them is counted."""
    return {
        Group.RISK: (facts.broken(), "pk"),
        Group.CHANGES: (facts.changes_to_decide(), "pk"),
        Group.REQUESTS: (facts.to_review(), "pk"),
        Group.TEAM: (facts.without_team(), "pk"),
        Group.ANSWERS: (facts.unanswered(), "pk"),
        Group.UNSEEN: (facts.unseen(), "change_id"),
        Group.MESSAGES: (failures(), "pk"),
        Group.AVAILABILITY: (missing_now(), "pk"),
    }


def collecting() -> "QuerySet[Period]":
    """The next period for which answers are collected: at most one row."""
    now = clock.now()
    return Period.objects.filter(opens_at__lte=now, locks_at__gt=now).order_by("starts_on")[:1]
