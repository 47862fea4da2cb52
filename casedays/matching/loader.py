"""Fills the plain values of `problem` from the database, with a fixed number of queries whatever the rows."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import Clinician, Credential, Skill
from availability.enums import WILLING
from availability.models import Availability, Period, Submission
from casedays.matching.eligibility import Rule
from casedays.matching.problem import (
    Busy,
    Held,
    Limits,
    Person,
)
from casedays.models import Assignment
from casedays.states import ACTIVE, AssignmentStatus
from practices.models import ClinicianPreference, Preference, site_label
from scheduling_portal.core import clock
from scheduling_portal.core.querysets import JsonList

WEEK = dt.timedelta(days=7)
OWN = (
    "pk", "provider_type", "active", "latitude", "longitude", "max_miles", "max_days_per_week", "max_days_per_period",
)  # fmt: skip
LIMITS = {Rule.WEEK_LIMIT.value, Rule.PERIOD_LIMIT.value}
#: What a practice can think of a clinician.
ASKED = (Preference.DO_NOT_SEND, Preference.PREFERRED)
USERS = ("user__first_name", "user__last_name", "user__is_active")


def periods_of(dates: Collection[dt.date]) -> list[Period]:
    """The scheduling periods from the first of `dates` to the last, in order. One query."""
    return list(Period.objects.filter(starts_on__lte=max(dates), ends_on__gte=min(dates)).order_by("starts_on"))


def load_people(
    dates: Collection[dt.date],
    *,
    provider_type: str | None = None,
    clinician_ids: Iterable[int] | None = None,
    only_working: bool = True,
    history: bool = False,
    also: Collection[int] = (),
    periods: Sequence[Period] | None = None,
) -> list[Person]:
    """Clinicians with all that decides where they can go on `dates`, by name. One query, and one for periods.

    `history` adds the sites and team mates of past days, for scoring. `also` names clinicians to load besides, whatever
    their type and whether or not they work. `periods` are those of `dates`, when the caller has them already.
    """
    first, last = min(dates), max(dates)
    if periods is None:
        periods = periods_of(dates)
    window_first = min([first - WEEK, *(period.starts_on for period in periods)])
    window_last = max([last + WEEK, *(period.ends_on for period in periods)])
    people = _chosen(provider_type, clinician_ids, also, only_working=only_working)
    rows = _with_parts(people, dates, window_first, window_last, history=history)
    return [_person(row, history=history) for row in rows]


def _chosen(
    provider_type: str | None, clinician_ids: Iterable[int] | None, also: Collection[int], *, only_working: bool
) -> "QuerySet[Clinician]":
    people: QuerySet[Clinician] = Clinician.objects.all()
    if only_working:
        people = people.working()  # type: ignore[attr-defined]
    if provider_type is not None:
        people = people.filter(provider_type=provider_type)
    if clinician_ids is not None:
        people = people.filter(pk__in=list(clinician_ids))
    if also:
        people = Clinician.objects.filter(Q(pk__in=people.values("pk")) | Q(pk__in=also))
    return people


def _with_parts(
    people: "QuerySet[Clinician]", dates: Collection[dt.date], first: dt.date, last: dt.date, *, history: bool
) -> "QuerySet[Any, dict[str, Any]]":
    rows: QuerySet[Any, dict[str, Any]] = people.order_by("user__last_name", "user__first_name", "pk").values(
        *OWN, *USERS, **_parts(dates, first, last), **(_history(first, last) if history else {})
    )
    return rows


def _parts(dates: Collection[dt.date], first: dt.date, last: dt.date) -> dict[str, ArraySubquery]:
    """One array per clinician of each thing that the rules read."""
    mine = {"clinician": OuterRef("pk")}
    held = Credential.objects.filter(**mine, expires_on__gte=min(dates) - dt.timedelta(days=3 * 365)).order_by("pk")
    answers = Availability.objects.filter(**mine, date__in=list(dates)).order_by("date")
    dropped = Assignment.objects.filter(**mine, status=AssignmentStatus.DECLINED, ended_from_date__in=list(dates))
    wishes = ClinicianPreference.objects.filter(**mine).order_by("pk")
    return {
        "skill_list": ArraySubquery(Skill.objects.filter(clinicians=OuterRef("pk")).order_by().values("pk")),
        "credential_list": JsonList(
            held.values(row=JSONObject(kind="kind_id", state="state", issued="issued_on", expires="expires_on"))
        ),
        "answer_list": JsonList(answers.values(row=JSONObject(date="date", answer="answer"))),
        "busy_list": _busy_list(first, last),
        "dropped_list": ArraySubquery(dropped.order_by().values("ended_from_date")),
        "preference_list": JsonList(wishes.values(row=JSONObject(practice="practice_id", what="preference"))),
        "limit_list": _limit_list(first, last),
    }


def _busy_list(first: dt.date, last: dt.date) -> JsonList:
    """Days that the outer clinician is on."""
    active = Assignment.objects.filter(clinician=OuterRef("pk"), status__in=ACTIVE, date__range=(first, last))
    row = JSONObject(
        date="date",
        day="case_day_id",
        practice="case_day__practice_id",
        practice_name="case_day__practice__name",
        site="case_day__site__name",
        city="case_day__site__city",
        overridden="overridden",
    )
    return JsonList(active.order_by("date").values(row=row))


def _limit_list(first: dt.date, last: dt.date) -> JsonList:
    """What the outer clinician asked for in the periods of these dates."""
    asked = Submission.objects.filter(
        clinician=OuterRef("pk"), period__starts_on__lte=last, period__ends_on__gte=first
    ).order_by("period__starts_on")
    row = JSONObject(
        first="period__starts_on", last="period__ends_on", week="max_days_per_week", period="max_days_per_period"
    )
    return JsonList(asked.values(row=row))


def _history(first: dt.date, last: dt.date) -> dict[str, ArraySubquery]:
    """Sites worked at and team mates worked with on past accepted days of the last year.

    And in which periods between these dates a date was offered.
    """
    offered = Availability.objects.filter(
        clinician=OuterRef(OuterRef("pk")),
        date__range=(OuterRef("starts_on"), OuterRef("ends_on")),
        answer__in=WILLING,
    )
    around = Period.objects.filter(starts_on__lte=last, ends_on__gte=first)
    since = clock.now().date() - dt.timedelta(days=365)
    until = clock.now().date()
    worked = Assignment.objects.filter(status=AssignmentStatus.ACCEPTED, date__range=(since, until))
    return {
        "offered_list": ArraySubquery(around.filter(Exists(offered)).order_by().values("starts_on")),
        "site_list": ArraySubquery(
            worked.filter(clinician=OuterRef("pk")).order_by().values("case_day__site_id").distinct()
        ),
        "mate_list": ArraySubquery(
            worked.filter(
                Exists(
                    Assignment.objects.filter(
                        case_day=OuterRef("case_day"),
                        clinician=OuterRef(OuterRef("pk")),
                        status=AssignmentStatus.ACCEPTED,
                    )
                )
            )
            .exclude(clinician=OuterRef("pk"))
            .order_by()
            .values("clinician_id")
        ),
    }


def _person(row: Mapping[str, Any], *, history: bool) -> Person:
    """Plain values of one annotated clinician."""
    latitude, longitude = row["latitude"], row["longitude"]
    wishes = {
        choice: [wish["practice"] for wish in row["preference_list"] if wish["what"] == choice] for choice in ASKED
    }
    busy = {_date(b["date"]): _busy(b) for b in row["busy_list"]}
    return Person(
        clinician_id=row["pk"],
        name=f"{row['user__first_name']} {row['user__last_name']}".strip(),
        provider_type=row["provider_type"],
        active=row["active"] and row["user__is_active"],
        home=(latitude, longitude) if latitude is not None and longitude is not None else None,
        max_miles=row["max_miles"],
        max_days_per_week=row["max_days_per_week"],
        max_days_per_period=row["max_days_per_period"],
        skill_ids=frozenset(row["skill_list"]),
        credentials=tuple(
            Held(c["kind"], c["state"], _date(c["issued"]), _date(c["expires"])) for c in row["credential_list"]
        ),
        answers={_date(a["date"]): a["answer"] for a in row["answer_list"]},
        busy=busy,
        blocked_practices=frozenset(wishes[Preference.DO_NOT_SEND]),
        preferred_practices=frozenset(wishes[Preference.PREFERRED]),
        sites_worked=frozenset(row["site_list"]) if history else frozenset(),
        worked_with=Counter(row["mate_list"]) if history else {},
        wishes=tuple(Limits(_date(w["first"]), _date(w["last"]), w["week"], w["period"]) for w in row["limit_list"]),
        # Who is in a slot on that date all the same was put there, or came back, after saying so.
        dropped=frozenset(row["dropped_list"]) - busy.keys(),
        offered=frozenset(row["offered_list"]) if history else frozenset(),
    )


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _busy(row: Any) -> Busy:
    """One active assignment, with the limits that were overridden for it."""
    beyond = {key.partition(":")[0] for key in row["overridden"]} & LIMITS if row["overridden"] else ()
    label = f"{row['practice_name']}, {site_label(row['site'], row['city'])}"
    return Busy(row["day"], label, row["practice"], frozenset(beyond))
