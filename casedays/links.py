"""The one-time link in a text: it answers one question of one person, without signing in, until it is answered.

The link holds the question's code, the time, and a signature that also binds the question, the person and the number it
was sent to. Nothing of a day or a patient is in it, and it opens nothing else.
"""

import datetime as dt

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse

from accounts.models import User
from casedays.models import Assignment, Offer
from casedays.states import AssignmentStatus, OfferStatus
from notifications.preferences import e164
from scheduling_portal.core.errors import DomainError

VALID = dt.timedelta(days=7)
LONGEST = 100
SEPARATOR = "."

Question = Assignment | Offer


class LinkUnknownError(DomainError):
    """No link of ours: mistyped, tampered with, or for a question that is over and has no code any more."""

    status = 404


class LinkOverError(DomainError):
    """It was ours, and is used up or too old."""

    status = 410


def answer_path(question: Question) -> str:
    """The path of the link that answers this question, from the site's root. It must have its code, and its people."""
    return reverse("answer", args=[_signer(question).sign(question.answer_code or "")])


def question_of_code(code: str) -> Question | None:
    """The assignment or the offer with this code, with its person, day, site and practice. At most two queries."""
    related = ("clinician__user", "case_day__site", "case_day__practice")
    assignment = Assignment.objects.filter(answer_code=code).select_related(*related).first()
    return assignment or Offer.objects.filter(answer_code=code).select_related(*related).first()


def question_of(token: str, *, visitor: User | None) -> Question:
    """The question that a link asks. `visitor` is who is signed in, if anybody: a link is nobody else's.

    Raises LinkUnknownError for what was never sent, LinkOverError for what is answered or too old.
    """
    code = token.partition(SEPARATOR)[0]
    question = question_of_code(code) if code and len(token) <= LONGEST else None
    if question is None:
        raise LinkUnknownError("This link does not lead anywhere any more. Your days show what still needs an answer.")
    try:
        _signer(question).unsign(token, max_age=VALID)
    except SignatureExpired:
        raise LinkOverError("This link is too old. Sign in to answer.") from None
    except BadSignature:
        raise LinkUnknownError("This link is not complete. Open it from the text once more, or sign in.") from None
    if visitor is not None and visitor != question.clinician.user:
        raise LinkUnknownError("This link was sent to somebody else. Sign out to open it, if it is yours.")
    if not _is_open(question):
        raise LinkOverError("You have answered this already. Sign in to see the day, or to say that you can't make it.")
    return question


def _is_open(question: Question) -> bool:
    wanted = OfferStatus.SENT if isinstance(question, Offer) else AssignmentStatus.ASKED
    return question.status == wanted


def _signer(question: Question) -> TimestampSigner:
    person = question.clinician.user
    bound = [type(question).__name__, question.pk, person.pk, e164(person.mobile)]
    return TimestampSigner(sep=SEPARATOR, salt=":".join(["casedays.links", *map(str, bound)]))
