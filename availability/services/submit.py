"""Sending in answers for a period."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q
from django.db.models.functions import JSONObject

from accounts.models import Clinician, User
from availability.as_read import AsRead
from availability.enums import WILLING, Answer, SubmissionStatus
from availability.events import AvailabilitySubmitted, AvailabilityWithdrawn
from availability.models import Availability, Period, Submission
from availability.rules import LONGEST_NOTE, LONGEST_TEXT, may_edit
from availability.services.access import lock_clinician, require_self_or_manager
from availability.services.meanwhile import Sent, only_changed
from scheduling_portal.core import clock, wording
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import InvalidFields, NotAllowed
from scheduling_portal.core.events import publish
from scheduling_portal.core.querysets import JsonList


@in_transaction
def submit_availability(
    *,
    period: Period,
    clinician: Clinician,
    actor: User | None,
    answers: Mapping[dt.date, str],
    notes: Mapping[dt.date, str] | None = None,
    note: str = "",
    max_days_per_week: int | None = None,
    max_days_per_period: int | None = None,
    read: AsRead | None = None,
) -> Submission:
    """Send in answers; dates that are not in `answers` keep theirs, an empty answer takes one back.

    `notes` holds a note per date, `note` is for the whole; the limits are wishes for this period, or None.
    With `read`, what the page had when it was opened, only what differs from it is written.
    Nobody is taken off a day by this: dates withdrawn are told by `AvailabilityWithdrawn`.
    Raises NotAllowed for another person's answers or a locked period, InvalidFields for what cannot be,
    SentMeanwhile where the same was answered otherwise since.
    """
    require_self_or_manager(clinician, actor)
    sent = Sent(
        answers=dict(answers),
        notes={date: text.strip() for date, text in (notes or {}).items()},
        note=note.strip(),
        max_days_per_week=max_days_per_week,
        max_days_per_period=max_days_per_period,
    )
    _check(period, sent)
    lock_clinician(clinician)
    submission, rows = _standing(period, clinician)
    if not may_edit(period, submission):
        raise NotAllowed(_closed(period))
    if read is not None:
        sent = only_changed(sent, read, rows, submission)
    before = {date: row.answer for date, row in rows.items()}
    changed = _write(clinician, rows, sent)
    after = {**before, **sent.answers}
    if not any(after.values()):
        raise InvalidFields({"answers": "No date has an answer yet. Answer at least one date."})
    limits_before = (submission.max_days_per_week, submission.max_days_per_period) if submission else (None, None)
    submission, resaved = _save_submission(period, clinician, submission, sent)
    _tell(
        submission,
        actor,
        before,
        after,
        changed=changed or resaved,
        limits=limits_before != (sent.max_days_per_week, sent.max_days_per_period),
    )
    return submission


def _standing(period: Period, clinician: Clinician) -> tuple[Submission | None, dict[dt.date, Availability]]:
    """What was sent before, and the answers by date. One query."""
    dates = Availability.objects.filter(clinician=clinician, date__range=(OuterRef("starts_on"), OuterRef("ends_on")))
    mine = FilteredRelation("submissions", condition=Q(submissions__clinician=clinician))
    found: Any = Period.objects.annotate(
        mine=mine, rows=JsonList(dates.values(row=JSONObject(pk="pk", date="date", answer="answer", note="note")))
    )
    read = found.select_related("mine").get(pk=period.pk)
    rows = [
        Availability(clinician=clinician, **row | {"date": dt.date.fromisoformat(row["date"])}) for row in read.rows
    ]
    return getattr(read, "mine", None), {row.date: row for row in rows}


def _closed(period: Period) -> str:
    if clock.now() < period.opens_at:
        return f"{period} is not open yet. It opens on {wording.day(period.opens_at)}."
    return f"{period} is locked, so answers cannot be changed here. Ask the manager in a comment."


def _check(period: Period, sent: Sent) -> None:
    """InvalidFields with every fault at its field."""
    errors: dict[str, str] = {}
    fault = next(_faults_by_date(period, sent), "")
    if fault:
        errors["answers"] = fault
    if len(sent.note) > LONGEST_TEXT:
        errors["note"] = f"A note has at most {LONGEST_TEXT} characters; this one has {len(sent.note)}."
    if sent.max_days_per_week is not None and not 1 <= sent.max_days_per_week <= 7:
        errors["max_days_per_week"] = "Most days a week is from 1 to 7."
    if sent.max_days_per_period is not None and not 1 <= sent.max_days_per_period <= 366:
        errors["max_days_per_period"] = "Most days in the period is from 1 to 366."
    if errors:
        raise InvalidFields(errors)


def _faults_by_date(period: Period, sent: Sent) -> Iterator[str]:
    span = wording.day_span(period.starts_on, period.ends_on)
    for date in sorted({*sent.answers, *sent.notes}):
        if not period.starts_on <= date <= period.ends_on:
            yield f"{wording.day(date)} is not in this period, {span}."
    for date, answer in sent.answers.items():
        if answer and answer not in Answer.values:
            yield f"{wording.day(date)}: there is no answer “{answer}”."
    for date, text in sent.notes.items():
        if len(text) > LONGEST_NOTE:
            yield f"{wording.day(date)}: a note has at most {LONGEST_NOTE} characters."


def _write(clinician: Clinician, rows: dict[dt.date, Availability], sent: Sent) -> bool:
    """Bring the rows in step with what was sent; whether anything differed."""
    new, edited, gone = [], [], []
    for date in sorted({*sent.answers, *sent.notes}):
        row = rows.get(date)
        answer = sent.answers.get(date, row.answer if row else "")
        note = sent.notes.get(date, row.note if row else "")
        if not answer:
            if sent.notes.get(date):
                day = wording.day(date)
                message = f"{day} has a note but no answer. Pick an answer to keep it."
                raise InvalidFields({"answers": message})
            if row:
                gone.append(row.pk)
        elif row is None:
            new.append(Availability(clinician=clinician, date=date, answer=answer, note=note))
        elif (row.answer, row.note) != (answer, note):
            row.answer, row.note, row.updated_at = answer, note, clock.now()
            edited.append(row)
    Availability.objects.bulk_create(new)
    if edited:
        Availability.objects.bulk_update(edited, ["answer", "note", "updated_at"])
    if gone:
        Availability.objects.filter(pk__in=gone).delete()
    return bool(new or edited or gone)


def _save_submission(
    period: Period, clinician: Clinician, kept: Submission | None, sent: Sent
) -> tuple[Submission, bool]:
    """The submission as it stands now, and whether more than its time differs from before."""
    wishes = (SubmissionStatus.SUBMITTED, sent.note, sent.max_days_per_week, sent.max_days_per_period)
    row = kept or Submission(period=period, clinician=clinician)
    differs = kept is None or wishes != (
        kept.status,
        kept.note,
        kept.max_days_per_week,
        kept.max_days_per_period,
    )
    row.period, row.clinician = period, clinician
    row.status, row.note, row.max_days_per_week, row.max_days_per_period = wishes
    row.submitted_at = clock.now()
    row.save()
    return row, differs


def _tell(
    submission: Submission,
    actor: User | None,
    before: Mapping[dt.date, str],
    after: Mapping[dt.date, str],
    *,
    changed: bool,
    limits: bool,
) -> None:
    actor_id = actor.pk if actor else None
    period_id, clinician_id = submission.period_id, submission.clinician_id
    if changed:
        publish(
            AvailabilitySubmitted(
                actor_id=actor_id,
                period_id=period_id,
                clinician_id=clinician_id,
                changes=_shown(before, after),
                person_id=submission.clinician.user_id,
                dates=frozenset(date for date, answer in after.items() if answer != before.get(date, "")),
                limits=limits,
            )
        )
    withdrawn = tuple(
        date for date, answer in sorted(before.items()) if answer in WILLING and after.get(date) not in WILLING
    )
    if withdrawn:
        days = [date.isoformat() for date in withdrawn]
        publish(
            AvailabilityWithdrawn(
                actor_id=actor_id,
                period_id=period_id,
                clinician_id=clinician_id,
                dates=withdrawn,
                details={"dates": days},
            )
        )


def _shown(before: Mapping[dt.date, str], after: Mapping[dt.date, str]) -> dict[str, tuple[str, str]]:
    """Old and new answers by date, only where both an old one was there and it changed."""
    labels = {**{str(value): label for value, label in Answer.choices}, "": "No answer"}
    return {
        date.isoformat(): (labels[answer], labels[after[date]])
        for date, answer in sorted(before.items())
        if after.get(date, answer) != answer
    }
