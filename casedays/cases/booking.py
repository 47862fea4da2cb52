"""Booking patients into the slots of a confirmed day."""

import datetime as dt

from django.db import IntegrityError, transaction

from accounts.models import User
from casedays.cases.capacity import minute_of, next_free_start
from casedays.cases.readiness import flags
from casedays.events import CaseEdited, CaseTakenOff, PatientBooked
from casedays.locking import lock_case_day
from casedays.models import Case, CaseDay, Consent
from casedays.rechecks import recheck_day
from casedays.rules import need_reason, require
from casedays.states import CaseStatus, Verb
from practices.models import Patient
from scheduling_portal.core.db import in_transaction, violated_constraint
from scheduling_portal.core.errors import Conflict, DomainError, RuleBroken
from scheduling_portal.core.events import publish
from scheduling_portal.core.models import Rules
from scheduling_portal.core.stamps import check_seen, stamp_of
from scheduling_portal.core.wording import time_of_day

#: Fields of a booking that `edit_case` writes, with their words on the timeline.
EDITABLE = {
    "start_time": "Start",
    "minutes": "Minutes",
    "procedure": "Procedure",
    "consent": "Consent",
    "fasting_given_on": "Fasting instructions",
    "escort_name": "Escort",
}


@in_transaction
def book_patient(
    *,
    case_day: CaseDay,
    patient: Patient,
    actor: User | None,
    start_time: dt.time,
    minutes: int,
    procedure: str = "",
) -> Case:
    """Put a patient of the day's practice into a slot, `start_time` on the site's clock.

    A child on an adult-only day, and ASA III or above, are flagged and the team is checked again; never refused.
    Raises `NotAllowed` unless the day is confirmed and ahead and the actor works for the practice, `RuleBroken` when
    the slot does not fit the day or touches another, or the patient is booked already.
    """
    day = lock_case_day(case_day.pk)
    require(day, Verb.BOOK_PATIENT, actor)
    if patient.practice_id != day.practice_id:
        raise RuleBroken("Choose a patient of this practice.", field="patient")
    rules = Rules.current()
    booked = list(day.cases.booked())
    if any(case.patient_id == patient.pk for case in booked):
        raise RuleBroken("This patient is booked on this day already.", field="patient")
    check_slot(day, booked, rules, start_time, minutes)
    case = Case(
        case_day=day,
        patient=patient,
        practice_id=day.practice_id,
        start_time=start_time,
        minutes=minutes,
        procedure=(procedure or patient.procedure).strip(),
        booked_by=actor,
    )
    _save(case)
    raised = tuple(flags(day, patient, rules))
    publish(PatientBooked(actor_id=_id(actor), case_day_id=day.pk, case_id=case.pk, flags=raised))
    if raised:
        recheck_day(day.pk)
    return case


@in_transaction
def edit_case(
    *,
    case: Case,
    actor: User | None,
    start_time: dt.time,
    minutes: int,
    procedure: str,
    consent: str,
    fasting_given_on: dt.date | None,
    escort_name: str,
    seen: str | None = None,
) -> bool:
    """Move a booking in time, or write down what it still needed; False when nothing is different.

    `seen` is `case_stamp` of what was read. Raises `StaleEdit` when the booking is another by now, `RuleBroken` when it
    was taken off, else as `book_patient` does.
    """
    day = lock_case_day(case.case_day_id)
    require(day, Verb.BOOK_PATIENT, actor)
    locked = _locked(case)
    values = {
        "start_time": start_time,
        "minutes": minutes,
        "procedure": procedure.strip(),
        "consent": Consent(consent).value,
        "fasting_given_on": fasting_given_on,
        "escort_name": escort_name.strip(),
    }
    touched = [name for name, value in values.items() if getattr(locked, name) != value]
    if not touched:
        return False
    check_seen(locked, EDITABLE, seen)
    if {"start_time", "minutes"} & set(touched):
        others = list(day.cases.booked().exclude(pk=locked.pk))
        check_slot(day, others, Rules.current(), start_time, minutes)
    if fasting_given_on is not None and fasting_given_on > day.date:
        raise RuleBroken("Fasting instructions must be given by the day itself.", field="fasting_given_on")
    for name in touched:
        setattr(locked, name, values[name])
    _save(locked)
    said = {"touched": [EDITABLE[name] for name in touched]}
    publish(CaseEdited(actor_id=_id(actor), case_day_id=day.pk, case_id=locked.pk, details=said))
    return True


def case_stamp(case: Case) -> str:
    """The stamp of a booking as it was read."""
    return stamp_of(case, EDITABLE)


@in_transaction
def take_off(*, case: Case, actor: User | None, reason: str) -> None:
    """Take a patient off the day. The booking stays as history, the slot is free again.

    Raises `NotAllowed` and `RuleBroken` as `edit_case` does, and `RuleBroken` without a reason.
    """
    day = lock_case_day(case.case_day_id)
    require(day, Verb.BOOK_PATIENT, actor)
    locked = _locked(case)
    locked.status = CaseStatus.CANCELLED
    locked.ended_reason = need_reason(reason)
    locked.save(update_fields=["status", "ended_reason"])
    publish(CaseTakenOff(actor_id=_id(actor), case_day_id=day.pk, case_id=locked.pk))
    recheck_day(day.pk)


def check_slot(day: CaseDay, others: list[Case], rules: Rules, start_time: dt.time, minutes: int) -> None:
    """Whether a case fits from the first case to the expected end with turnover to its neighbours.

    Raises `RuleBroken` at `start_time` or `minutes`, with the time that would do.
    """
    start, end = minute_of(start_time), minute_of(start_time) + minutes
    if not 5 <= minutes <= 600:
        raise RuleBroken("A case takes from 5 to 600 minutes.", field="minutes")
    if start < minute_of(day.first_case_time):
        raise RuleBroken(
            f"The first case of this day starts at {time_of_day(day.first_case_time)}.", field="start_time"
        )
    if end > minute_of(day.expected_end):
        raise RuleBroken(
            f"{minutes} minutes from {time_of_day(start_time)} run past the day's end, {time_of_day(day.expected_end)}."
            + _instead(day, others, rules, minutes),
            field="start_time",
        )
    pause = rules.turnover_minutes
    for other in sorted(others, key=lambda case: case.start_time):
        other_start, other_end = minute_of(other.start_time), minute_of(other.start_time) + other.minutes
        if start < other_end + pause and other_start < end + pause:
            raise RuleBroken(
                f"Another patient has {time_of_day(other.start_time)} to {time_of_day(other.end_time)},"
                f" and {pause} minutes between cases are needed." + _instead(day, others, rules, minutes),
                field="start_time",
            )


def _instead(day: CaseDay, others: list[Case], rules: Rules, minutes: int) -> str:
    free = next_free_start(day, others, minutes=minutes, rules=rules)
    if free is None:
        return f" No gap of {minutes} minutes is left on this day."
    return f" {time_of_day(free)} is free."


def _locked(case: Case) -> Case:
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.status != CaseStatus.BOOKED:
        raise RuleBroken("This patient was taken off the day already.")
    return locked


def _save(case: Case) -> None:
    """Save; what the database refuses was booked by somebody else a moment ago."""
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as error:
        raise _refusal(violated_constraint(error)) or error from None


def _refusal(constraint: str) -> DomainError | None:
    if constraint == "casedays_case_times_apart":
        return Conflict("Another patient was just booked at that time. Choose another.", field="start_time")
    if constraint == "casedays_case_patient_once":
        return RuleBroken("This patient is booked on this day already.", field="patient")
    return None


def _id(actor: User | None) -> int | None:
    return None if actor is None else actor.pk
