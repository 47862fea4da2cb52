"""What confirming several days would do, before it is done."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.enums import SLOT_ORDER
from accounts.models import User
from casedays.changes.comparing import label_of
from casedays.matching.eligibility import blocks
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import load_many_needs
from casedays.matching.standing import Standing, load_standing
from casedays.models import Assignment, CaseDay, Change
from casedays.notices import reach
from casedays.selectors.slot_rows import override_words
from casedays.states import ACTIVE, ChangeStatus, Status
from notifications.forecast import NOTHING, Reach, forecast
from scheduling_portal.core import wording


@dataclass(frozen=True)
class DayReview:
    """One chosen day: who would be asked, or why it cannot be confirmed yet."""

    pk: int
    date: dt.date
    title: str
    people: tuple[str, ...]
    clinician_ids: tuple[int, ...]
    practice_id: int
    why_not: str
    #: (who, which rules, why) of everybody who is on the day although a rule stood against it.
    overrides: tuple[tuple[str, str, str], ...] = ()
    #: What the practice asks to change, in a sentence that names both ways; empty when nothing waits.
    waiting: str = ""

    @property
    def ready(self) -> bool:
        """Whether its team is complete and eligible."""
        return not self.why_not


@dataclass(frozen=True)
class Review:
    """All chosen days."""

    days: tuple[DayReview, ...]
    answer_hours: int
    #: What the questions of the days that can be confirmed send.
    reach: Reach = NOTHING

    @property
    def ready(self) -> list[DayReview]:
        """Days that can be confirmed."""
        return [day for day in self.days if day.ready]

    @property
    def refused(self) -> list[DayReview]:
        """Days that cannot, with the reason."""
        return [day for day in self.days if not day.ready]

    @property
    def overrides(self) -> int:
        """How many of those who would be asked are on a day although a rule stood against it."""
        return sum(len(day.overrides) for day in self.ready)

    @property
    def clinicians(self) -> int:
        """How many different people would be asked."""
        return len({pk for day in self.ready for pk in day.clinician_ids})

    @property
    def practices(self) -> int:
        """How many practices would be told."""
        return len({day.practice_id for day in self.ready})

    @property
    def asks(self) -> int:
        """How many questions go out: one per slot."""
        return sum(len(day.clinician_ids) for day in self.ready)


def review(user: User, case_day_ids: Sequence[int]) -> Review:
    """Complete and eligible, or why not, for each day that the person may see. Nine queries whatever the days."""
    standing = load_standing()
    visible = CaseDay.objects.visible_to_manager(user).filter(pk__in=case_day_ids)
    waiting = Change.objects.filter(case_day=OuterRef("pk"), status=ChangeStatus.WAITING).values("fields")[:1]
    dated = visible.select_related("practice", "site").order_by("date", "first_case_time", "pk")
    days: list[Any] = list(dated.annotate(waiting=Subquery(waiting)))
    if not days:
        return Review((), standing.rules.answer_hours)
    teams: dict[int, list[Assignment]] = defaultdict(list)
    active = Assignment.objects.filter(case_day__in=days, status__in=ACTIVE).select_related("clinician__user")
    for assignment in active.order_by("pk"):
        teams[assignment.case_day_id].append(assignment)
    barred = _barred(days, teams, standing)
    found = tuple(
        replace(_review(day, teams[day.pk], barred), waiting=_waiting_words(day, day.waiting or {})) for day in days
    )
    ready = {row.pk for row in found if row.ready}
    asked = [
        told
        for day in days
        if day.pk in ready
        for told in reach.asking(day, [one.clinician.user for one in teams[day.pk]])
    ]
    return Review(found, standing.rules.answer_hours, forecast(asked, actor=user))


def _waiting_words(day: CaseDay, fields: Mapping[str, list[Any]]) -> str:
    """Such as "The practice asks for Thu 10 Dec: decide that first, or confirm Tue 8 Dec all the same."."""
    if not fields:
        return ""
    if "date" in fields:
        wanted = wording.day(dt.date.fromisoformat(fields["date"][1]))
    else:
        wanted = f"a change ({', '.join(label_of(name).lower() for name in fields)})"
    return f"The practice asks for {wanted}: decide that first, or confirm {wording.day(day.date)} all the same."


def _barred(days: Sequence[CaseDay], teams: dict[int, list[Assignment]], standing: Standing) -> dict[int, str]:
    """Assignment's id -> the rule that now stands against it."""
    dates = sorted({day.date for day in days})
    needs = load_many_needs([day.pk for day in days], rules=standing.rules)
    periods = periods_of(dates)
    book = standing.book(periods)
    ids = {assignment.clinician_id for team in teams.values() for assignment in team}
    people = {
        person.clinician_id: person
        for person in load_people(dates, clinician_ids=ids, only_working=False, periods=periods)
    }
    found: dict[int, str] = {}
    for day in days:
        for one in teams[day.pk]:
            rules_against = blocks(
                people[one.clinician_id], needs[day.pk], one.provider_type, book, allowed=one.overridden
            )
            if rules_against:
                found[one.pk] = f"{one.clinician.user.get_full_name()}: {rules_against[0].why}"
    return found


def _review(day: CaseDay, team: Sequence[Assignment], barred: dict[int, str]) -> DayReview:
    filled = {assignment.provider_type for assignment in team}
    missing = [kind.label.lower() for kind in SLOT_ORDER if kind not in filled]
    why_not = ""
    if day.status != Status.PLANNED:
        why_not = f"It is {day.get_status_display().lower()}, not planned"
    elif missing:
        why_not = f"No {wording.either(missing)} yet"
    else:
        why_not = next((barred[assignment.pk] for assignment in team if assignment.pk in barred), "")
    order = {kind.value: place for place, kind in enumerate(SLOT_ORDER)}
    ordered = sorted(team, key=lambda assignment: order[assignment.provider_type])
    return DayReview(
        pk=day.pk,
        date=day.date,
        title=f"{day.practice.name}, {day.site.label}",
        people=tuple(assignment.clinician.user.get_full_name() for assignment in ordered),
        clinician_ids=tuple(assignment.clinician_id for assignment in ordered),
        practice_id=day.practice_id,
        why_not=why_not,
        overrides=tuple(
            (one.clinician.user.get_full_name(), override_words(one.overridden), one.override_reason)
            for one in ordered
            if one.overridden
        ),
    )
