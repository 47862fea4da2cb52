"""The patients of one day: rows by time with what is missing, the free gaps, the minutes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.enums import ProviderType
from accounts.models import User
from casedays.cases import Capacity, Item, capacity, flags, gaps, missing, readiness
from casedays.cases.capacity import minute_of, time_of
from casedays.cases.readiness import CHILD_FLAG
from casedays.models import Case, CaseDay
from casedays.states import TOLD, AssignmentStatus
from practices.models import Patient
from practices.rules import age_in_words, is_child
from practices.selectors.patients import choice_of
from scheduling_portal.core.models import Rules

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: A shorter gap is not offered: hardly any case fits.
LEAST_GAP = 15


@dataclass(frozen=True)
class PatientRow:
    """One booked patient, or one free gap when `case` is None."""

    start: dt.time
    minutes: int
    case: Case | None = None
    name: str = ""
    age: str = ""
    line: str = ""
    items: tuple[Item, ...] = ()
    lacking: int = 0
    flagged: tuple[str, ...] = ()


@dataclass(frozen=True)
class DayPatients:
    """The page of one day's patients."""

    case_day: CaseDay
    rows: list[PatientRow]
    booked: int
    ready: int
    capacity: Capacity
    marks: list[dt.time]
    bar: list[tuple[str, int, int]]
    warnings: list[str]
    seen_from: dt.date
    seen_until: dt.date
    rules: Rules


@dataclass(frozen=True)
class Choice:
    """Whom one may book, the few that the page shows, and what it was asked for."""

    patients: "QuerySet[Patient]"
    shown: list[Patient]
    more: bool
    q: str
    start: dt.time | None
    chosen: int | None


def to_book(user: User, case_day: CaseDay, *, q: str, start: dt.time | None, chosen: int | None) -> Choice:
    """Patients of the day's practice who are not on it yet: found by `q`, else the last written down.

    The one who is `chosen` already is always among those shown.
    """
    booked = case_day.cases.booked().values("patient")
    everybody = Patient.objects.visible_to_staff(user).filter(practice_id=case_day.practice_id)
    patients = everybody.exclude(pk__in=booked)
    shown, more = choice_of(patients, q)
    if chosen and chosen not in {patient.pk for patient in shown}:
        shown = [*patients.filter(pk=chosen), *shown]
    return Choice(patients, shown, more, q, start, chosen)


def cases_of(case_day: CaseDay) -> list[Case]:
    """The booked cases with their patients, by time. One query."""
    return list(case_day.cases.booked().select_related("patient").order_by("start_time", "pk"))


def children_unforeseen(case_day: CaseDay, cases: Sequence[Case], rules: Rules | None = None) -> int:
    """How many of the booked are children although the day was asked for as adults only. A manager checks the team."""
    rules = rules or Rules.current()
    return sum(CHILD_FLAG in flags(case_day, case.patient, rules) for case in cases)


def day_patients(case_day: CaseDay, cases: Sequence[Case], rules: Rules) -> DayPatients:
    """Everything about the patients of a day. No query of its own."""
    on = case_day.date
    booked = [_row(case_day, case, rules) for case in cases]
    free = [PatientRow(gap.start, gap.minutes) for gap in gaps(case_day, cases, rules, least=LEAST_GAP)]
    room = capacity(case_day, cases, rules)
    first = minute_of(case_day.first_case_time)
    return DayPatients(
        case_day=case_day,
        rows=sorted([*booked, *free], key=lambda row: (row.start, row.case is None)),
        booked=len(booked),
        ready=sum(row.lacking == 0 for row in booked),
        capacity=room,
        marks=_marks(case_day, cases),
        bar=[(part.kind, part.start - first, part.minutes) for part in room.segments if part.kind != "free"],
        warnings=[_warning(case, on) for case in cases if CHILD_FLAG in flags(case_day, case.patient, rules)],
        seen_from=on - dt.timedelta(days=rules.patients_visible_days_before),
        seen_until=on + dt.timedelta(days=rules.patients_visible_days_after),
        rules=rules,
    )


def _row(case_day: CaseDay, case: Case, rules: Rules) -> PatientRow:
    items = readiness(case, case.patient, rules, case_day.date)
    return PatientRow(
        start=case.start_time,
        minutes=case.minutes,
        case=case,
        name=case.patient.get_full_name(),
        age=age_in_words(case.patient.date_of_birth, case_day.date),
        line=patient_line(case.patient, rules, case_day.date, procedure=case.procedure),
        items=tuple(items),
        lacking=len(missing(items)),
        flagged=tuple(flags(case_day, case.patient, rules)),
    )


def patient_line(patient: Patient, rules: Rules, on: dt.date, *, procedure: str = "") -> str:
    """A patient in one line: "Male, child, 21 kg. 4 fillings, crown. ASA I"."""
    who = patient.get_sex_display() + (", child" if is_child(patient, rules, on) else "")
    weight = f", {patient.weight_kg.normalize():f} kg" if patient.weight_kg is not None else ""
    parts = [f"{who}{weight}", procedure or patient.procedure]
    if patient.asa_class is not None:
        parts.append(patient.get_asa_class_display())
    return ". ".join(part.rstrip(".") for part in parts if part)


def _warning(case: Case, on: dt.date) -> str:
    """That a child is on a day asked for as adults only; what follows is the same for each."""
    age = age_in_words(case.patient.date_of_birth, on)
    return f"{case.patient.get_full_name()} is {age}; this day was asked for as adults only."


def told_of_flags(case_day: CaseDay) -> str:
    """Who looks at flagged bookings, as it stands in the middle of a sentence. One query."""
    told = case_day.assignments.filter(provider_type=ProviderType.ANESTHESIOLOGIST, status__in=TOLD)
    status = told.values_list("status", flat=True).first()
    if status == AssignmentStatus.ACCEPTED:
        return "the anesthesiologist is told"
    if status == AssignmentStatus.ASKED:
        return "the anesthesiologist is told on accepting the day"
    return "whoever takes the anesthesiologist's slot is told"


def _marks(case_day: CaseDay, cases: Sequence[Case]) -> list[dt.time]:
    """The times under the capacity bar: the first case, later starts, the end; at most six."""
    starts = {minute_of(case_day.first_case_time), *(minute_of(case.start_time) for case in cases)}
    end = minute_of(case_day.expected_end)
    inner = sorted(start for start in starts if start < end)
    step = max(1, -(-len(inner) // 5))
    return [time_of(minute) for minute in [*inner[::step], end]]
