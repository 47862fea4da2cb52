"""What moving a day to each of several dates would mean, before anything is sent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.enums import SLOT_ORDER
from casedays.matching.eligibility import blocks
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import load_needs
from casedays.matching.problem import DayNeeds, Person, RuleBook
from casedays.matching.scoring import Weights
from casedays.matching.standing import load_standing
from casedays.models import Assignment, CaseDay
from casedays.selectors.candidates import Candidate, rank
from casedays.states import ACTIVE, CaseStatus, Status
from scheduling_portal.core import clock

NOTICE_HOURS = 72


@dataclass(frozen=True)
class Replacement:
    """A slot that would fall open: who leaves and why, and the best who could take it."""

    provider_type: str
    label: str
    leaving: str
    why: str
    best: Candidate | None


@dataclass(frozen=True)
class ReschedulePreview:
    """What one candidate date would mean."""

    date: dt.date
    kept: tuple[str, ...]
    replaced: tuple[Replacement, ...]
    cases: int
    warnings: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether a full team is possible on this date."""
        return all(item.best for item in self.replaced)


def preview_reschedule(*, case_day: CaseDay, dates: Sequence[dt.date]) -> list[ReschedulePreview]:
    """For each date who keeps, who must be replaced and by whom, how many patients move, what is broken.

    The number of queries does not grow with the dates, the team or the staff.
    """
    if not dates:
        return []
    standing, periods = load_standing(), periods_of(dates)
    needs, book = load_needs(case_day, rules=standing.rules), standing.book(periods)
    team = list(case_day.assignments.filter(status__in=ACTIVE).select_related("clinician__user").order_by("pk"))
    people = load_people(dates, only_working=False, history=True, periods=periods)
    cases = case_day.cases.filter(status=CaseStatus.BOOKED).count()
    warnings = _warnings(case_day)
    return [_preview(_on(needs, date), book, team, people, standing.weights, cases, warnings) for date in dates]


def _on(needs: DayNeeds, date: dt.date) -> DayNeeds:
    """The same day's needs on another date."""
    return DayNeeds(**{**needs.__dict__, "date": date})


def _preview(
    needs: DayNeeds,
    book: RuleBook,
    team: list[Assignment],
    people: list[Person],
    weights: Weights,
    cases: int,
    warnings: tuple[str, ...],
) -> ReschedulePreview:
    by_id = {person.clinician_id: person for person in people}
    kept, replaced, mates = [], [], {}
    found = {a.pk: blocks(by_id[a.clinician_id], needs, a.provider_type, book, allowed=a.overridden) for a in team}
    for assignment in team:
        if not found[assignment.pk]:
            kept.append(assignment.clinician.user.get_full_name())
            mates[assignment.clinician_id] = assignment.clinician.user.get_full_name()
    for slot in SLOT_ORDER:
        current = next((a for a in team if a.provider_type == slot), None)
        if current and not found[current.pk]:
            continue
        working = [p for p in people if p.active and p.provider_type == slot]
        best = next(iter(rank(needs, slot, book, working, weights, mates=mates).ranked), None)
        leaving = current.clinician.user.get_full_name() if current else ""
        why = found[current.pk][0].why if current else "Slot is open"
        replaced.append(Replacement(slot.value, str(slot.label), leaving, why, best))
    return ReschedulePreview(needs.date, tuple(kept), tuple(replaced), cases, warnings)


def _warnings(day: CaseDay) -> tuple[str, ...]:
    """Notice windows that a move now would break."""
    hours = clock.hours_until(day.date, day.first_case_time, day.site.time_zone)
    if day.status == Status.CONFIRMED and hours < NOTICE_HOURS:
        return (f"The day is less than {NOTICE_HOURS} hours away: everybody has planned for it.",)
    return ()
