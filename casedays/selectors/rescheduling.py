"""What moving a day to each of several dates would mean, before anything is sent."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from accounts.enums import SLOT_ORDER
from accounts.models import User
from casedays.alone import days_there, words_there
from casedays.matching.eligibility import blocks
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import load_needs
from casedays.matching.problem import DayNeeds, Person, RuleBook
from casedays.matching.scoring import Weights
from casedays.matching.standing import load_standing
from casedays.messages import unaware_of
from casedays.models import Assignment, CaseDay, ChangePolicyRow
from casedays.notices import reach
from casedays.selectors.candidates import Candidate, rank
from casedays.selectors.practice_cases import cases_of
from casedays.states import ACTIVE, TOLD, Status
from notifications.forecast import NOTHING, Reach, forecast
from practices.models import Patient
from scheduling_portal.core import wording
from scheduling_portal.core.models import TimelineEntry

#: The notice that people are given where the change policy names no hours.
NOTICE_HOURS = 72


@dataclass(frozen=True)
class Replacement:
    """A slot that would fall open: who leaves and why, and the best who could take it."""

    provider_type: str
    label: str
    leaving: str
    why: str
    best: Candidate | None
    assignment: Assignment | None = None


@dataclass(frozen=True)
class ReschedulePreview:
    """What one candidate date would mean."""

    date: dt.date
    kept: tuple[str, ...]
    replaced: tuple[Replacement, ...]
    patients: tuple[Patient, ...]
    #: Notice windows that the move breaks, in sentences.
    warnings: tuple[str, ...]
    stay: tuple[Assignment, ...] = ()
    #: The hours of notice that the move is held against.
    notice_hours: int = NOTICE_HOURS
    #: The newest day that the site has on this date already.
    there: int | None = None
    #: Ids as users of who is asked and has not been reached with anything of the day; whether a text still waits.
    unaware: Mapping[int, bool] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether a full team is possible on this date."""
        return all(item.best for item in self.replaced)

    @property
    def anew(self) -> tuple[str, ...]:
        """Who keeps the day and is asked anew, because the first question has not left yet."""
        return tuple(one.clinician.user.get_full_name() for one in self.stay if self.unaware.get(one.clinician.user_id))

    @property
    def informed(self) -> tuple[str, ...]:
        """Who keeps the day and reads old and new date."""
        return tuple(name for name in self.kept if name not in self.anew)

    @property
    def opens(self) -> int:
        """How many slots nobody could take."""
        return sum(item.best is None for item in self.replaced)


def preview_reschedule(*, case_day: CaseDay, dates: Sequence[dt.date]) -> list[ReschedulePreview]:
    """For each date who keeps, who must be replaced and by whom, which patients move, which notice is broken.

    The number of queries does not grow with the dates, the team or the staff.
    """
    if not dates:
        return []
    standing, periods = load_standing(), periods_of(dates)
    needs, book = load_needs(case_day, rules=standing.rules), standing.book(periods)
    team = list(case_day.assignments.filter(status__in=ACTIVE).select_related("clinician__user").order_by("pk"))
    people, unaware = load_people(dates, only_working=False, history=True, periods=periods), unaware_of(case_day, team)
    patients = tuple(case.patient for case in cases_of(case_day))
    notice, there = _notice_hours(), days_there(case_day.site, dates, but=case_day)
    found = [_preview(replace(needs, date=date), book, team, people, standing.weights) for date in dates]
    newest = {other.date: other.pk for other in there}
    said = {date: [words_there(other) for other in there if other.date == date] for date in dates}
    return [
        replace(
            one,
            patients=patients,
            warnings=(*said[one.date], *_warnings(case_day, one, notice, standing.rules.answer_hours)),
            notice_hours=notice,
            unaware=unaware,
            there=newest.get(one.date),
        )
        for one in found
    ]


def best_first(previews: Sequence[ReschedulePreview]) -> list[ReschedulePreview]:
    """Dates with a full team first, then those that keep most of it and break the least; else in the order given."""
    return sorted(previews, key=lambda one: (one.opens, -len(one.kept), len(one.warnings)))


def move_reach(day: CaseDay, preview: ReschedulePreview, actor: User) -> Reach:
    """What moving the day as previewed sends to its old and new team. Nothing while the team is only held."""
    if day.status != Status.CONFIRMED:
        return NOTHING
    new = [item.best.clinician_id for item in preview.replaced if item.best]
    joining = User.objects.filter(clinician__in=new)
    gone = [item.assignment for item in preview.replaced if item.assignment]
    stay = _told(preview.stay)
    told = [
        *reach.changing(day, [one for one in stay if not preview.unaware.get(one.pk)], {"date"}, preview.date),
        *reach.asking(day, [one for one in stay if preview.unaware.get(one.pk)], date=preview.date),
        *reach.releasing(day, _told(gone), preview.unaware),
        *reach.asking(day, joining, date=preview.date),
    ]
    return forecast(told, actor=actor)


def _told(assignments: Sequence[Assignment]) -> list[User]:
    return [one.clinician.user for one in assignments if one.status in TOLD]


def _preview(
    needs: DayNeeds, book: RuleBook, team: list[Assignment], people: list[Person], weights: Weights
) -> ReschedulePreview:
    by_id = {person.clinician_id: person for person in people}
    stay, replaced, mates = [], [], {}
    found = {a.pk: blocks(by_id[a.clinician_id], needs, a.provider_type, book, allowed=a.overridden) for a in team}
    for assignment in team:
        if not found[assignment.pk]:
            stay.append(assignment)
            mates[assignment.clinician_id] = assignment.clinician.user.get_full_name()
    for slot in SLOT_ORDER:
        current = next((a for a in team if a.provider_type == slot), None)
        if current and not found[current.pk]:
            continue
        working = [p for p in people if p.active and p.provider_type == slot]
        best = next(iter(rank(needs, slot, book, working, weights, mates=mates).ranked), None)
        leaving = current.clinician.user.get_full_name() if current else ""
        why = found[current.pk][0].why if current else "Slot is open"
        replaced.append(Replacement(slot.value, str(slot.label), leaving, why, best, current))
    kept = tuple(one.clinician.user.get_full_name() for one in stay)
    return ReschedulePreview(needs.date, kept, tuple(replaced), (), (), tuple(stay))


def _notice_hours() -> int:
    """The longest notice that the change policy speaks of. One query."""
    hours = ChangePolicyRow.objects.exclude(more_than_hours=None).values_list("more_than_hours", flat=True)
    return max((value for value in hours if value), default=NOTICE_HOURS)


def _warnings(day: CaseDay, preview: ReschedulePreview, notice: int, answer_hours: int) -> tuple[str, ...]:
    """Notice windows that this move would break now: of the date given up, of the new one, and of who is asked."""
    if day.status != Status.CONFIRMED:
        return ()
    left, ahead = reach.hours_until(day), reach.hours_until(day, preview.date)
    found = []
    if left < notice:
        who = f"the team and {_patients(len(preview.patients))}" if preview.patients else "the team"
        found.append(f"Notice broken: {_away(day.date, left)}, less than {notice} hours, and {who} planned for it.")
    if ahead < notice:
        found.append(f"Notice broken: {_away(preview.date, ahead)}, less than {notice} hours for everybody to prepare.")
    if ahead < answer_hours and any(item.best for item in preview.replaced):
        found.append(f"Who is asked has {int(max(ahead, 0))} hours to answer, not {answer_hours}.")
    return tuple(found)


def _away(date: dt.date, hours: float) -> str:
    whole = int(hours)
    said = "has begun" if hours <= 0 else f"is {whole} hour{'' if whole == 1 else 's'} away"
    return f"{wording.day(date)} {said}"


def _patients(count: int) -> str:
    return f"{count} patient{'' if count == 1 else 's'}"


def last_mover(day: CaseDay) -> User | None:
    """Who put the day on its date; None when it was never moved, or nobody in person did. One query."""
    moves = TimelineEntry.objects.filter(topic="case_day", topic_id=day.pk, changes__has_key="date")
    moves = moves.filter(kind__in=("rescheduled", "change_applied", "request_edited"))
    last = moves.select_related("actor").first()
    return last.actor if last else None
