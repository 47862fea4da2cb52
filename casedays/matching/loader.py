"""Fills the plain values of `problem` from the database, with a fixed number of queries whatever the rows."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import Clinician, Credential, RequiredCredential, Skill
from availability.models import Availability, Period, Submission
from casedays.matching.problem import (
    Busy,
    DayNeeds,
    Held,
    Limits,
    Person,
    Requirement,
    RuleBook,
    SkillNeed,
    Span,
)
from casedays.matching.scoring import Weights
from casedays.models import Assignment, Case, CaseDay, ScoringWeights
from casedays.states import ACTIVE, AssignmentStatus, CaseStatus
from practices.models import ClinicianPreference, Preference
from scheduling_portal.core import clock
from scheduling_portal.core.models import Rules

WEEK = dt.timedelta(days=7)


def load_rule_book(*dates: dt.date, rules: Rules | None = None) -> RuleBook:
    """The rules in force for `dates`. Three queries, two when `rules` is given."""
    rules = rules or Rules.current()
    periods = Period.objects.filter(starts_on__lte=max(dates), ends_on__gte=min(dates))
    return RuleBook(
        requirements=tuple(
            Requirement(row.provider_type, row.kind_id, row.kind.name, row.kind.by_state, row.state, row.children_only)
            for row in RequiredCredential.objects.select_related("kind").order_by("kind__name", "pk")
        ),
        max_miles=rules.max_miles,
        periods=tuple(Span(period.starts_on, period.ends_on) for period in periods),
        lapse_days=rules.credential_lapse_days,
    )


def load_weights() -> Weights:
    """The weights in force. One query."""
    row = ScoringWeights.current()
    return Weights(**{name: getattr(row, name) for name in Weights.__dataclass_fields__})


def years_before(date: dt.date, years: int) -> dt.date:
    """The same day `years` earlier; 29 February becomes the 28th."""
    try:
        return date.replace(year=date.year - years)
    except ValueError:
        return date.replace(year=date.year - years, day=28)


def has_child_booked(case_day: CaseDay, rules: Rules) -> bool:
    """Whether a booked patient is a child on the date of the day. One query."""
    born_after = years_before(case_day.date, rules.child_age)
    return Case.objects.filter(
        case_day=case_day, status=CaseStatus.BOOKED, patient__date_of_birth__gt=born_after
    ).exists()


def load_needs(case_day: CaseDay, *, rules: Rules, **edited: Any) -> DayNeeds:
    """What the day asks of its team, as it stands or with `edited` values (date, site, children, skills) put in.

    Children on the day are those asked for, or booked. Two to three queries.
    """
    site = edited.get("site") or case_day.site
    date: dt.date = edited.get("date") or case_day.date
    children = edited.get("children", case_day.children) or has_child_booked(case_day, rules)
    skills: list[Skill] | None = edited.get("skills")
    if skills is None:
        asked = Q(case_days=case_day) | Q(asked_by_children=True) if children else Q(case_days=case_day)
        skills = list(Skill.objects.filter(asked).distinct())
    elif children:
        skills = list({skill.pk: skill for skill in [*skills, *Skill.objects.filter(asked_by_children=True)]}.values())
    return DayNeeds(
        day_id=case_day.pk or 0,
        date=date,
        practice_id=case_day.practice_id,
        site_id=site.pk,
        state=site.state,
        place=(site.latitude, site.longitude) if site.latitude is not None and site.longitude is not None else None,
        children=children,
        skills=tuple(
            SkillNeed(s.pk, s.name, frozenset(s.provider_types)) for s in sorted(skills, key=lambda s: s.name)
        ),
    )


def load_people(
    dates: Collection[dt.date],
    *,
    provider_type: str | None = None,
    clinician_ids: Iterable[int] | None = None,
    only_working: bool = True,
    history: bool = False,
) -> list[Person]:
    """Clinicians with all that decides where they can go on `dates`, by name. One query for periods, one for people.

    `history` adds the sites and team mates of past days, for scoring.
    """
    first, last = min(dates), max(dates)
    periods = list(Period.objects.filter(starts_on__lte=last, ends_on__gte=first).order_by("starts_on"))
    window_first = min([first - WEEK, *(p.starts_on for p in periods)])
    window_last = max([last + WEEK, *(p.ends_on for p in periods)])
    people: QuerySet[Clinician] = Clinician.objects.select_related("user")
    if only_working:
        people = people.working()  # type: ignore[attr-defined]
    if provider_type is not None:
        people = people.filter(provider_type=provider_type)
    if clinician_ids is not None:
        people = people.filter(pk__in=list(clinician_ids))
    people = people.annotate(**_parts(dates, window_first, window_last), **(_history() if history else {}))
    return [_person(row, history=history) for row in people.order_by("user__last_name", "user__first_name", "pk")]


def _parts(dates: Collection[dt.date], first: dt.date, last: dt.date) -> dict[str, ArraySubquery]:
    """One array per clinician of each thing that the rules read."""
    mine = {"clinician": OuterRef("pk")}
    return {
        "skill_list": ArraySubquery(Skill.objects.filter(clinicians=OuterRef("pk")).order_by().values("pk")),
        "credential_list": ArraySubquery(
            Credential.objects.filter(**mine, expires_on__gte=min(dates) - dt.timedelta(days=3 * 365))
            .order_by("pk")
            .values(row=JSONObject(kind="kind_id", state="state", issued="issued_on", expires="expires_on"))
        ),
        "answer_list": ArraySubquery(
            Availability.objects.filter(**mine, date__in=list(dates))
            .order_by("date")
            .values(row=JSONObject(date="date", answer="answer"))
        ),
        "busy_list": ArraySubquery(
            Assignment.objects.filter(**mine, status__in=ACTIVE, date__range=(first, last))
            .order_by("date")
            .values(
                row=JSONObject(
                    date="date",
                    day="case_day_id",
                    practice="case_day__practice_id",
                    practice_name="case_day__practice__name",
                    site="case_day__site__name",
                )
            )
        ),
        "preference_list": ArraySubquery(
            ClinicianPreference.objects.filter(**mine)
            .order_by("pk")
            .values(row=JSONObject(practice="practice_id", what="preference"))
        ),
        "limit_list": ArraySubquery(
            Submission.objects.filter(**mine, period__starts_on__lte=last, period__ends_on__gte=first)
            .order_by("period__starts_on")
            .values(
                row=JSONObject(
                    first="period__starts_on",
                    last="period__ends_on",
                    week="max_days_per_week",
                    period="max_days_per_period",
                )
            )
        ),
    }


def _history() -> dict[str, ArraySubquery]:
    """Sites worked at and team mates worked with on past accepted days of the last year."""
    since = clock.now().date() - dt.timedelta(days=365)
    until = clock.now().date()
    worked = Assignment.objects.filter(status=AssignmentStatus.ACCEPTED, date__range=(since, until))
    return {
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


def _person(row: Any, *, history: bool) -> Person:
    """Plain values of one annotated clinician."""
    preferences: dict[str, set[int]] = {choice: set() for choice in Preference.values}
    for wish in row.preference_list:
        preferences[wish["what"]].add(wish["practice"])
    return Person(
        clinician_id=row.pk,
        name=row.user.get_full_name(),
        provider_type=row.provider_type,
        active=row.active and row.user.is_active,
        home=(row.latitude, row.longitude) if row.latitude is not None and row.longitude is not None else None,
        max_miles=row.max_miles,
        max_days_per_week=row.max_days_per_week,
        max_days_per_period=row.max_days_per_period,
        skill_ids=frozenset(row.skill_list),
        credentials=tuple(
            Held(c["kind"], c["state"], _date(c["issued"]), _date(c["expires"])) for c in row.credential_list
        ),
        answers={_date(a["date"]): a["answer"] for a in row.answer_list},
        busy={
            _date(b["date"]): Busy(b["day"], f"{b['practice_name']}, {b['site']}", b["practice"]) for b in row.busy_list
        },
        blocked_practices=frozenset(preferences[Preference.DO_NOT_SEND]),
        preferred_practices=frozenset(preferences[Preference.PREFERRED]),
        sites_worked=frozenset(row.site_list) if history else frozenset(),
        worked_with=Counter(row.mate_list) if history else {},
        wishes=tuple(Limits(_date(w["first"]), _date(w["last"]), w["week"], w["period"]) for w in row.limit_list),
    )


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
