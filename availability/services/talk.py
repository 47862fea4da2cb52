"""The talk between a manager and a clinician about a period's answers."""

import datetime as dt

from accounts.models import Clinician, User
from availability.enums import Phase, SubmissionStatus
from availability.events import CommentAdded, SubmissionReturned
from availability.models import Comment, Period, Submission
from availability.rules import LONGEST_TEXT, phase_of
from availability.services.access import lock_clinician, require_manager, require_self_or_manager
from scheduling_portal.core import clock, wording
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import InvalidFields, NotAllowed, RuleBroken
from scheduling_portal.core.events import publish


@in_transaction
def comment(*, period: Period, clinician: Clinician, actor: User, text: str, date: dt.date | None = None) -> Comment:
    """Say something about a clinician's answers, on the whole or on one date; the other side is told.

    Raises NotAllowed for anybody but the clinician and managers, InvalidFields for an empty text
    or a date outside.
    """
    require_self_or_manager(clinician, actor)
    if phase_of(period) == Phase.COMING and actor.pk == clinician.user_id:
        raise NotAllowed(f"{period} is not open yet.")
    row = _write(period, clinician, actor, text, date)
    publish(
        CommentAdded(
            actor_id=actor.pk,
            period_id=period.pk,
            clinician_id=clinician.pk,
            by_manager=actor.pk != clinician.user_id,
            comment=row.text,
            date=date,
        )
    )
    return row


@in_transaction
def return_submission(*, submission: Submission, actor: User, comment: str, date: dt.date | None = None) -> None:
    """Give a submission back with a comment: the clinician can edit it, also after the lock, and resend it.

    Raises NotAllowed for anybody but managers, RuleBroken when it is given back already or the period is
    over, InvalidFields for an empty comment or a date outside.
    """
    require_manager(actor)
    lock_clinician(submission.clinician)
    current = Submission.objects.select_for_update().get(pk=submission.pk)
    period = submission.period
    if current.status == SubmissionStatus.RETURNED:
        raise RuleBroken("It is returned already and waits for the clinician. Add a comment instead.")
    if period.ends_on < clock.now().date():
        raise RuleBroken(f"{period} is over, so its answers cannot be returned.")
    row = _write(period, submission.clinician, actor, comment, date)
    current.status = SubmissionStatus.RETURNED
    current.save(update_fields=["status"])
    submission.status = current.status
    publish(
        SubmissionReturned(
            actor_id=actor.pk,
            period_id=period.pk,
            clinician_id=submission.clinician_id,
            comment=row.text,
            date=date,
        )
    )


def _write(period: Period, clinician: Clinician, actor: User, text: str, date: dt.date | None) -> Comment:
    text = text.strip()
    errors: dict[str, str] = {}
    if not text:
        errors["text"] = "Write what it is about."
    elif len(text) > LONGEST_TEXT:
        errors["text"] = f"A comment has at most {LONGEST_TEXT} characters; this one has {len(text)}."
    if date is not None and not period.starts_on <= date <= period.ends_on:
        span = wording.day_span(period.starts_on, period.ends_on)
        errors["date"] = f"{wording.day(date)} is not in this period, {span}."
    if errors:
        raise InvalidFields(errors)
    return Comment.objects.create(period=period, clinician=clinician, author=actor, text=text, date=date)
