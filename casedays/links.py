"""The one-time link in a text: it answers one question of one person, without signing in, until it is answered.

The link holds the question's code, which question it is, the time, and a signature that also binds the person and the
number it was sent to. Nothing of a day or a patient is in it, and it opens nothing else. When the question is over and
its code used for another, the link still says what became of it.
"""

import datetime as dt
import re

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from accounts.models import User
from casedays.link_words import over_words
from casedays.models import Assignment, Offer
from casedays.states import AssignmentStatus, OfferStatus
from notifications.preferences import e164
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import MAX_BIGINT

VALID = dt.timedelta(days=7)
LONGEST = 100
SEPARATOR, NAME = ".", "-"
RELATED = ("clinician__user", "case_day__site", "case_day__practice")

ASSIGNMENT, OFFER = "a", "o"
NAMED = re.compile(rf"[{ASSIGNMENT}{OFFER}][0-9a-z]{{1,13}}", re.ASCII)

Question = Assignment | Offer


class LinkUnknownError(DomainError):
    """No link of ours: mistyped, tampered with, or somebody else's."""

    status = 404


class LinkOverError(DomainError):
    """It was ours, and is used up or too old."""

    status = 410


def answer_path(question: Question) -> str:
    """The path of the link that answers this question, from the site's root. It must have its code, and its people."""
    named = f"{question.answer_code or ''}{NAME}{_letter(question)}{int_to_base36(question.pk)}"
    return reverse("answer", args=[_signer(question).sign(named)])


def question_of_code(code: str) -> Question | None:
    """The assignment or the offer with this code, with its person, day, site and practice. At most two queries."""
    assignment = Assignment.objects.filter(answer_code=code).select_related(*RELATED).first()
    return assignment or Offer.objects.filter(answer_code=code).select_related(*RELATED).first()


def _named(name: str) -> Question | None:
    """The question that a link names by its letter and number, whatever became of it. One query."""
    if not NAMED.fullmatch(name):
        return None
    pk = base36_to_int(name[1:])
    if pk > MAX_BIGINT:
        return None
    if name[0] == OFFER:
        return Offer.objects.filter(pk=pk).select_related(*RELATED).first()
    return Assignment.objects.filter(pk=pk).select_related(*RELATED).first()


def _letter(question: Question) -> str:
    return OFFER if isinstance(question, Offer) else ASSIGNMENT


def question_of(token: str, *, visitor: User | None) -> Question:
    """The question that a link asks. `visitor` is who is signed in, if anybody: a link is nobody else's.

    Raises LinkUnknownError for what was never sent, LinkOverError for what is answered or too old.
    """
    code, _, name = token.partition(SEPARATOR)[0].partition(NAME)
    question = _named(name) if len(token) <= LONGEST else None
    if question is None:
        raise LinkUnknownError("This link does not lead anywhere. Your days show what still needs an answer.")
    try:
        _signer(question).unsign(token, max_age=VALID)
    except SignatureExpired:
        raise LinkOverError("This link is too old. Sign in to answer.") from None
    except BadSignature:
        raise LinkUnknownError("This link is not complete. Open it from the text once more, or sign in.") from None
    if visitor is not None and visitor != question.clinician.user:
        raise LinkUnknownError("This link was sent to somebody else. Sign out to open it, if it is yours.")
    if not _is_open(question):
        raise LinkOverError(over_words(question))
    if question.answer_code != code:
        raise LinkOverError("You were asked anew since. Open the link of the newest text, or sign in.")
    return question


def _is_open(question: Question) -> bool:
    wanted = OfferStatus.SENT if isinstance(question, Offer) else AssignmentStatus.ASKED
    return question.status == wanted


def _signer(question: Question) -> TimestampSigner:
    person = question.clinician.user
    bound = [type(question).__name__, question.pk, person.pk, e164(person.mobile)]
    return TimestampSigner(sep=SEPARATOR, salt=":".join(["casedays.links", *map(str, bound)]))
