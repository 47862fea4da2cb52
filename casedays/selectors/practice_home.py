"""The first screen of a practice: what needs its staff, and the next confirmed day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from accounts.enums import SLOT_ORDER
from accounts.models import User
from casedays.cases import capacity, missing, readiness
from casedays.models import Case, CaseDay
from casedays.selectors.practice_cases import children_unforeseen
from casedays.selectors.practice_days import (
    DayRow,
    coming,
    is_ahead,
    is_proposed,
    open_types,
    past,
    rows_of,
    staff_days,
    today_of,
)
from casedays.selectors.practice_needs import NEAR
from casedays.states import Status
from practices.models import Site
from scheduling_portal.core import clock
from scheduling_portal.core.models import Rules
from scheduling_portal.core.wording import day, time_of_day, zone_name

SHOWN = 10
MOST = 300


@dataclass(frozen=True)
class Todo:
    """One thing that needs the practice. `role` is the class that colours the icon; the verb leads to `url`."""

    icon: str
    role: str
    title: str
    why: str
    verb: str
    url: str


@dataclass(frozen=True)
class NextDay:
    """The card of the next confirmed day."""

    case_day: CaseDay
    team: str
    team_note: str
    booked: int
    ready: int
    free_minutes: int


@dataclass(frozen=True)
class Home:
    """All that the first screen shows."""

    today: dt.date
    todos: list[Todo]
    rows: list[DayRow]
    more: int
    next_day: NextDay | None
    rules: Rules
    one_practice: str
    zones: str


def home_of(user: User, sites: Sequence[Site], *, show_past: bool) -> Home:
    """The first screen of somebody who works for practices with these sites. Three queries besides."""
    today, rules = today_of(sites), Rules.current()
    days = list(coming(staff_days(user), today)[:MOST])
    confirmed = [case_day for case_day in days if case_day.status == Status.CONFIRMED and is_ahead(case_day)]
    cases = _cases_by_day(user, confirmed)
    listed = list(past(staff_days(user), today)[: SHOWN + 1]) if show_past else days
    listed_rows = rows_of(listed[:SHOWN], sites, review_days=rules.review_working_days)
    return Home(
        today=today,
        todos=[*_proposals(days), *_details(confirmed), *_patients(confirmed, cases, rules)],
        rows=[_checked(row, cases, rules) for row in listed_rows],
        more=max(0, len(listed) - SHOWN),
        next_day=_next_day(confirmed[0], cases[confirmed[0].pk], rules) if confirmed else None,
        rules=rules,
        one_practice=sites[0].practice.name if len({site.practice_id for site in sites}) == 1 else "",
        zones=" and ".join(sorted({zone_name(site.time_zone, today) for site in sites})),
    )


def _checked(row: DayRow, cases: dict[int, list[Case]], rules: Rules) -> DayRow:
    """The row, saying of a child on a day for adults that the team is being checked."""
    count = children_unforeseen(row.case_day, cases.get(row.case_day.pk, []), rules)
    if not count:
        return row
    who = "A child is" if count == 1 else f"{count} children are"
    said = f"{who} booked on this day for adults: a manager is checking the team. {row.next_step}"
    return replace(row, next_step=said, flagged=True)


def _cases_by_day(user: User, days: list[CaseDay]) -> dict[int, list[Case]]:
    found: dict[int, list[Case]] = defaultdict(list)
    cases = Case.objects.visible_to_staff(user).booked().filter(case_day__in=[case_day.pk for case_day in days])
    for case in cases.select_related("patient").order_by("start_time"):
        found[case.case_day_id].append(case)
    return found


def _proposals(days: list[CaseDay]) -> list[Todo]:
    return [
        Todo(
            "calendar-sync",
            "r-waiting",
            f"Another date is proposed for {case_day.site.label}",
            f"{day(case_day.proposed_date)} instead of {day(case_day.date)}.{_held_until(case_day)}",
            "Answer",
            reverse("practice:casedays-detail", args=[case_day.pk]),
        )
        for case_day in days
        if is_proposed(case_day) and case_day.proposed_date is not None
    ]


def _held_until(case_day: CaseDay) -> str:
    if case_day.proposed_until is None:
        return ""
    zone = case_day.site.time_zone
    return f" Held until {day(case_day.proposed_until, zone)}, {time_of_day(case_day.proposed_until, zone)}."


def _details(confirmed: list[CaseDay]) -> list[Todo]:
    return [
        Todo(
            "clipboard-check",
            "",
            f"Confirm the details of {day(case_day.date)}, {case_day.site.label}",
            "Address, contact, times and patients. Takes a minute.",
            "Check details",
            reverse("practice:casedays-confirm-details", args=[case_day.pk]),
        )
        for case_day in confirmed
        if case_day.details_confirmed_at is None
    ]


def _patients(confirmed: list[CaseDay], cases: dict[int, list[Case]], rules: Rules) -> list[Todo]:
    todos = []
    for case_day in confirmed:
        if case_day.date > clock.today_in(case_day.site.time_zone) + NEAR:
            continue
        lacking = [missing(readiness(case, case.patient, rules, case_day.date)) for case in cases[case_day.pk]]
        behind = [items for items in lacking if items]
        url = reverse("practice:cases-list", args=[case_day.pk])
        if not cases[case_day.pk]:
            title = f"No patients booked on {day(case_day.date)}, {case_day.site.label}"
            todos.append(Todo("users", "r-look", title, f"{case_day.expected_patients} expected.", "See patients", url))
        elif behind:
            count = len(behind)
            who, are = ("1 patient", "is") if count == 1 else (f"{count} patients", "are")
            title = f"{who} on {day(case_day.date)} {are} not ready"
            labels = sorted({item.label for items in behind for item in items})
            more = f" and {len(labels) - 3} more" if len(labels) > 3 else ""
            todos.append(Todo("file-text", "r-look", title, f"{', '.join(labels[:3])}{more}.", "See patients", url))
    return todos


def _next_day(case_day: CaseDay, cases: list[Case], rules: Rules) -> NextDay:
    gone = open_types(case_day)
    return NextDay(
        case_day=case_day,
        team=f"{len(SLOT_ORDER) - len(gone)} of {len(SLOT_ORDER)}",
        team_note=f"{' and '.join(gone)} being replaced" if gone else "",
        booked=len(cases),
        ready=sum(not missing(readiness(case, case.patient, rules, case_day.date)) for case in cases),
        free_minutes=capacity(case_day, cases, rules).free,
    )
