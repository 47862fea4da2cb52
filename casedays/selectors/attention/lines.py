"""One line for each group that is folded on the first screen: its first thing, all groups in one query."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import Clinician, User
from casedays.selectors import facts
from casedays.selectors.attention.counts import Group, collecting
from casedays.selectors.slots import instant
from notifications.enums import Channel
from notifications.selectors import failures
from scheduling_portal.core import wording
from scheduling_portal.core.querysets import counted


@dataclass(frozen=True)
class Line:
    """A sentence about a group; `period` is the id of the period whose answers are missing."""

    words: str
    period: int | None = None


def lines(user: User, groups: Mapping[Group, int]) -> dict[Group, Line]:
    """A line for each of `groups` (with its count). One query."""
    wanted = {group: _SOURCES[group]() for group in groups if group in _SOURCES}
    if not wanted:
        return {}
    columns = {group.name: _first(rows) for group, rows in wanted.items()}
    me: QuerySet[Any, Any] = User.objects.filter(pk=user.pk)
    row: dict[str, Any] = me.values(**columns).get()
    zone = {"zone": user.time_zone}
    return {
        group: Line(_WORDS[group](row[group.name] | zone, groups[group]), row[group.name].get("period"))
        for group in wanted
        if row[group.name] is not None
    }


def _first(rows: "QuerySet[Any, Any]") -> Subquery:
    return Subquery(rows[:1], output_field=JSONField())


def _day_values(prefix: str, **more: str) -> JSONObject:
    return JSONObject(date=f"{prefix}date", practice=f"{prefix}practice__name", site=f"{prefix}site__name", **more)


def _team() -> "QuerySet[Any, Any]":
    return facts.without_team().order_by("date", "first_case_time", "pk").values(row=_day_values(""))


def _answers() -> "QuerySet[Any, Any]":
    who = {"first": "clinician__user__first_name", "last": "clinician__user__last_name"}
    when = {"asked": "asked_at", "reminded": "reminded_at"}
    return facts.unanswered().order_by("asked_at", "pk").values(row=_day_values("case_day__", **who, **when))


def _unseen() -> "QuerySet[Any, Any]":
    who = {"first": "user__first_name", "last": "user__last_name", "number": "change__number", "people": "people"}
    same = facts.unseen().filter(change=OuterRef("change")).order_by().values("change").annotate(n=Count("pk"))
    rows = facts.unseen().annotate(people=Subquery(same.values("n"))).order_by("change__case_day__date", "pk")
    return rows.values(row=_day_values("change__case_day__", **who))


def _messages() -> "QuerySet[Any, Any]":
    who = {"first": "notification__recipient__first_name", "last": "notification__recipient__last_name"}
    rows = failures().order_by("-created_at", "-pk")
    return rows.values(row=JSONObject(channel="channel", reason="reason", **who))


def _availability() -> "QuerySet[Any, Any]":
    working = Clinician.objects.working()
    about = JSONObject(period="pk", first="starts_on", last="ends_on", due="due_at", of=counted(working))
    return collecting().values(row=about)


def _place(row: dict[str, Any]) -> str:
    return f"{wording.day(dt.date.fromisoformat(row['date']))}, {row['practice']}"


def _answer_words(row: dict[str, Any], count: int) -> str:
    reminded = ", reminded" if row["reminded"] else ""
    asked = wording.ago(instant(row["asked"]))
    date = wording.day(dt.date.fromisoformat(row["date"]))
    return f"{'Oldest: ' if count > 1 else ''}{row['first']} {row['last']}, {date}, asked {asked}{reminded}"


def _unseen_words(row: dict[str, Any], _: int) -> str:
    more = f" and {row['people'] - 1} more" if row["people"] > 1 else ""
    return f"Change {row['number']} on {_place(row)}: {row['first']} {row['last']}{more}"


def _availability_words(row: dict[str, Any], count: int) -> str:
    first, last = dt.date.fromisoformat(row["first"]), dt.date.fromisoformat(row["last"])
    span, due = wording.day_span(first, last), wording.day(instant(row["due"]), row["zone"])
    have = "has" if count == 1 else "have"
    return f"{span}: {count} of {row['of']} clinicians {have} not answered, due {due}"


_SOURCES: dict[Group, Callable[[], "QuerySet[Any, Any]"]] = {
    Group.TEAM: _team,
    Group.ANSWERS: _answers,
    Group.UNSEEN: _unseen,
    Group.MESSAGES: _messages,
    Group.AVAILABILITY: _availability,
}
_WORDS: dict[Group, Callable[[dict[str, Any], int], str]] = {
    Group.TEAM: lambda row, _: f"Next: {_place(row)}, {row['site']}",
    Group.ANSWERS: _answer_words,
    Group.UNSEEN: _unseen_words,
    Group.MESSAGES: lambda row, _: (
        f"{Channel(row['channel']).label} to {row['first']} {row['last']} failed: {row['reason']}"
    ),
    Group.AVAILABILITY: _availability_words,
}
