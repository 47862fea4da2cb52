"""What an answer from outside the portal means, by text or by a text's link: which question it is for, what came of it.

Importing this subscribes the handler; `CaseDaysConfig.ready` does so.
"""

from accounts.models import User
from casedays import backfill, staffing
from casedays.links import Question, question_of_code
from casedays.models import Assignment, Offer
from casedays.notices import kinds
from casedays.notices.telling import site_words
from casedays.states import AssignmentStatus
from notifications.events import ReplyReceived
from notifications.models import Notification
from notifications.preferences import e164
from notifications.replies import settle_reply
from scheduling_portal.core import wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.events import subscribe
from scheduling_portal.core.models import TimelineEntry

BY_TEXT = "Answered by text"
BY_LINK = "Answered by the link in a text"


@subscribe(ReplyReceived)
def answer(event: ReplyReceived, _: TimelineEntry) -> None:
    """Act on the code if it was sent to the very number that answers; else leave it as an unknown code."""
    question = question_of_code(event.code)
    if question is None:
        _closed(event)
        return
    if e164(question.clinician.user.mobile) != event.number:
        return
    day = f"{wording.day(question.case_day.date)}, {site_words(question.case_day)}"
    person = question.clinician.user
    try:
        done = _act(question, event, person)
    except DomainError as error:
        settle_reply(
            inbound_id=event.inbound_id,
            outcome=f"{person.get_full_name()}, {day}: {error.message}",
            answer=f"{day}: {error.message}",
        )
        return
    verb = "accepted" if event.accepts else "can't make"
    settle_reply(
        inbound_id=event.inbound_id,
        outcome=f"{person.get_full_name()} {verb} {day}",
        answer=f"{done} {day}.",
    )


def _act(question: Assignment | Offer, event: ReplyReceived, person: User) -> str:
    """Do it as the person themself; returns the start of what is texted back. Raises DomainError."""
    reason = event.reason or BY_TEXT
    if isinstance(question, Offer):
        if event.accepts:
            backfill.accept_offer(offer=question, actor=person)
            return "Thank you. You are on the team:"
        backfill.decline_offer(offer=question, actor=person)
        return "Noted: you do not take"
    if not event.accepts:
        staffing.decline_assignment(assignment=question, actor=person, reason=reason)
        return "Noted: you can't make"
    if question.status != AssignmentStatus.ACCEPTED:  # saying yes twice is no fault
        staffing.accept_assignment(assignment=question, actor=person)
    return "Thank you. You are on the team:"


def _closed(event: ReplyReceived) -> None:
    """A code that this number was once sent, and that is over: said politely, and not counted as a guess."""
    sent = Notification.objects.filter(
        recipient__mobile=event.number, kind__in=[*kinds.QUESTIONS, kinds.OFFERED], context__code=event.code
    ).first()
    if sent is None:
        return
    about = f"{sent.context['day']}, {sent.context['site']}"
    settle_reply(
        inbound_id=event.inbound_id,
        outcome=f"Too late: {about} was filled, changed or answered before",
        answer=f"{about}: this was filled, changed or answered already. Nothing has changed. See the portal.",
    )


def answer_by_link(*, question: Question, accept: bool, reason: str = "") -> None:
    """Answer as the person to whom the link was sent. Using it up is the answer itself.

    Raises what answering in the portal raises, and NotAllowed when the other tap of a double tap was first.
    """
    person = question.clinician.user
    if isinstance(question, Offer):
        act = backfill.accept_offer if accept else backfill.decline_offer
        act(offer=question, actor=person)
    elif accept:
        staffing.accept_assignment(assignment=question, actor=person)
    else:
        staffing.decline_assignment(
            assignment=question, actor=person, reason=reason.strip() or BY_LINK, only_if=AssignmentStatus.ASKED
        )
