"""Requests to review: what is wanted, since when it waits, and on which of its dates a team is possible."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet

from accounts.enums import SLOT_ORDER
from accounts.models import Skill, User
from casedays.matching.eligibility import blocks
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import load_many_needs, load_needs
from casedays.matching.problem import DayNeeds, Person, RuleBook
from casedays.matching.standing import Standing, load_standing
from casedays.models import CaseDay, WantedDate
from casedays.selectors import facts
from casedays.selectors.board.rows import place_words
from casedays.states import Status
from scheduling_portal.core import clock, wording
from scheduling_portal.core.models import Rules

PAGE = 25
WITH_PRACTICE = 10
#: How far from the wanted date other dates are looked for, and how many are named.
NEAR_DAYS, MOST_NEAR, SATURDAY = 14, 4, 5
NO_PERIOD = "No period holds this date, so nobody could be asked"


@dataclass(frozen=True)
class DateHint:
    """How many eligible clinicians of each provider type one date has."""

    date: dt.date
    rank: int
    eligible: Counter[str]
    past: bool = False
    #: No period holds the date.
    unheld: bool = False

    @property
    def possible(self) -> bool:
        """Whether a complete team is possible."""
        return not self.past and all(self.eligible[kind.value] for kind in SLOT_ORDER)

    @property
    def _why(self) -> str:
        return f". {NO_PERIOD}" if self.unheld else ""

    @property
    def words(self) -> str:
        """Such as "Team possible: 2 anesthesiologists, 4 nurses, 1 medic", or what is missing."""
        if self.past:
            return "Has passed"
        missing = [kind.label.lower() for kind in SLOT_ORDER if not self.eligible[kind.value]]
        if missing:
            return f"No eligible {wording.either(missing)}{self._why}"
        return "Team possible: " + ", ".join(
            f"{self.eligible[kind.value]} {kind.label.lower()}{'' if self.eligible[kind.value] == 1 else 's'}"
            for kind in SLOT_ORDER
        )


@dataclass(frozen=True)
class Request:
    """One request as the list shows it."""

    pk: int
    practice: str
    site: str
    place: str
    zone: str
    patients: int
    children: bool
    skills: tuple[str, ...]
    first_case_time: dt.time
    expected_end: dt.time
    requested_at: dt.datetime
    due_on: dt.date
    proposed_date: dt.date | None
    proposed_until: dt.datetime | None
    dates: tuple[DateHint, ...]

    @property
    def overdue(self) -> bool:
        """Whether it waits longer than promised."""
        return self.due_on < clock.today_in(self.zone)


@dataclass(frozen=True)
class RequestPage:
    """Requests that wait for a manager, the oldest first, and those that the practice has still to answer."""

    to_review: list[Request]
    with_practice: list[Request]
    working_days: int


def request_page(user: User, page: int = 1) -> RequestPage:
    """One page of requests to review, and the first of those with the practice. Six queries whatever the rows."""
    proposed = CaseDay.objects.filter(
        status=Status.REQUESTED, proposed_date__isnull=False, proposed_until__gte=clock.now()
    )
    mine = _rows(user, facts.to_review())[(page - 1) * PAGE : page * PAGE]
    theirs = _rows(user, proposed)[:WITH_PRACTICE]
    standing = load_standing()
    rules = standing.rules
    hints = hints_for({row["pk"]: row["wanted"] or [row["date"]] for row in [*mine, *theirs]}, standing)
    return RequestPage(
        [_request(row, hints[row["pk"]], rules) for row in mine],
        [_request(row, hints[row["pk"]], rules) for row in theirs],
        rules.review_working_days,
    )


def next_request(user: User) -> CaseDay | None:
    """The request that has waited longest for a manager. One query."""
    days = CaseDay.objects.visible_to_manager(user).filter(facts.unreviewed())
    return days.select_related("practice").order_by("requested_at", "pk").first()


def _rows(user: User, days: "QuerySet[CaseDay]") -> "QuerySet[Any, Any]":
    visible: QuerySet[Any, Any] = days.filter(pk__in=CaseDay.objects.visible_to_manager(user).values("pk"))
    wanted = WantedDate.objects.filter(case_day=OuterRef("pk")).order_by("rank").values("date")
    skills = Skill.objects.filter(case_days=OuterRef("pk")).order_by("name").values("name")
    return visible.order_by("requested_at", "pk").values(
        "pk", "date", "expected_patients", "children", "first_case_time", "expected_end", "requested_at",
        "proposed_date", "proposed_until",
        practice_name=F("practice__name"), site_name=F("site__name"), city=F("site__city"),
        state=F("site__state"), zone=F("site__time_zone"),
        wanted=ArraySubquery(wanted), skill_names=ArraySubquery(skills),
    )  # fmt: skip


def _request(row: dict[str, Any], dates: Sequence[DateHint], rules: Rules) -> Request:
    today = clock.today_in(row["zone"])
    return Request(
        pk=row["pk"],
        practice=row["practice_name"],
        site=row["site_name"],
        place=place_words(row["site_name"], row["city"], row["state"]),
        zone=row["zone"],
        patients=row["expected_patients"],
        children=row["children"],
        skills=tuple(row["skill_names"]),
        first_case_time=row["first_case_time"],
        expected_end=row["expected_end"],
        requested_at=row["requested_at"],
        due_on=working_days_after(row["requested_at"].date(), rules.review_working_days),
        proposed_date=row["proposed_date"],
        proposed_until=row["proposed_until"],
        dates=tuple(replace(hint, past=hint.date < today) for hint in dates),
    )


def working_days_after(date: dt.date, days: int) -> dt.date:
    """The date so many working days later."""
    while days > 0:
        date += dt.timedelta(days=1)
        days -= date.weekday() < 5
    return date


def hints_for(wanted: Mapping[int, Sequence[dt.date]], standing: Standing) -> dict[int, list[DateHint]]:
    """For each day's id and each of these dates, how many eligible clinicians there are. Three queries."""
    needs = load_many_needs(wanted.keys(), rules=standing.rules) if wanted else {}
    return _hints({pk: (needs[pk], dates) for pk, dates in wanted.items()}, standing)


def hints_on(needs: DayNeeds, dates: Sequence[dt.date], zone: str, standing: Standing) -> list[DateHint]:
    """The same for one day whose needs are known. Two queries."""
    today = clock.today_in(zone)
    found = _hints({needs.day_id: (needs, dates)}, standing)[needs.day_id]
    return [replace(hint, past=hint.date < today) for hint in found]


def hints_of(day: CaseDay) -> list[DateHint]:
    """The wanted dates of one request with their hints. Five queries."""
    standing = load_standing()
    wanted = [row.date for row in day.wanted_dates.all()] or [day.date]
    return hints_on(load_needs(day, rules=standing.rules), wanted, day.site.time_zone, standing)


def hint_of(day: CaseDay, date: dt.date) -> DateHint:
    """The same for any other date. Four queries."""
    standing = load_standing()
    return hints_on(load_needs(day, rules=standing.rules), [date], day.site.time_zone, standing)[0]


def near_dates(day: CaseDay) -> list[DateHint]:
    """Other dates near the first wanted one on which a team is possible, the nearest first. Four queries."""
    standing, today = load_standing(), clock.today_in(day.site.time_zone)
    wanted = [row.date for row in day.wanted_dates.all()] or [day.date]
    around = (wanted[0] + dt.timedelta(days=away * side) for away in range(1, NEAR_DAYS + 1) for side in (1, -1))
    dates = [date for date in around if date > today and date.weekday() < SATURDAY and date not in wanted]
    if not dates:
        return []
    hints = hints_on(load_needs(day, rules=standing.rules), dates, day.site.time_zone, standing)
    return [hint for hint in hints if hint.possible][:MOST_NEAR]


def _hints(wanted: Mapping[int, tuple[DayNeeds, Sequence[dt.date]]], standing: Standing) -> dict[int, list[DateHint]]:
    dates = sorted({date for _, mine in wanted.values() for date in mine})
    if not dates:
        return {pk: [] for pk in wanted}
    periods = periods_of(dates)
    book = standing.book(periods)
    people = load_people(dates, periods=periods)
    return {
        pk: [_hint(date, rank, needs, people, book) for rank, date in enumerate(mine)]
        for pk, (needs, mine) in wanted.items()
    }


def _hint(date: dt.date, rank: int, needs: DayNeeds, people: Sequence[Person], book: RuleBook) -> DateHint:
    return DateHint(date, rank, _eligible(needs, date, people, book), unheld=book.period_on(date) is None)


def best_of(hints: Sequence[DateHint]) -> dt.date:
    """The first date on which a team is possible, else the practice's first."""
    return next((hint.date for hint in hints if hint.possible), hints[0].date)


def _eligible(needs: DayNeeds, date: dt.date, people: Iterable[Person], book: RuleBook) -> Counter[str]:
    on_date = replace(needs, date=date)
    return Counter(person.provider_type for person in people if not blocks(person, on_date, person.provider_type, book))
