"""What a team hears when its day has changed: old and new; or the question anew, when that had not left yet."""

import datetime as dt
from collections.abc import Callable, Collection

from django.db.models import QuerySet

from accounts.enums import Portal
from accounts.models import User
from casedays.models import Assignment, CaseDay, ChangeAcknowledgement
from casedays.notices import kinds
from casedays.notices.asking import ask
from casedays.notices.telling import Telling, clinicians, lines, when
from casedays.states import AssignmentStatus, ChangeStatus
from notifications.outbox import settle, unsent_to
from notifications.reached import called_off_before_read
from notifications.rendering import Value
from scheduling_portal.core import wording

#: What the words of a question tell of the day.
IN_THE_QUESTION = frozenset({"date", "site", "first_case_time", "expected_end"})


def tell_team(telling: Telling, clinician_ids: Collection[int], number: int) -> None:
    """Collect what these clinicians hear of change `number`.

    Who was asked and whose text is not sent yet is asked again in the words of the day as it is now; that text says it
    all, so the change itself is told to them in the portal.
    """
    people = clinicians(clinician_ids)
    anew = _ask_anew(telling, clinician_ids) if IN_THE_QUESTION & telling.event.changes.keys() else set()
    to_see = _who_must_see(telling.day)

    def words(person: User) -> dict[str, Value]:
        return {**when(telling.day), "number": number, "to_see": int(person.pk in to_see)}

    for portal_only in (False, True):
        telling.tell(
            kinds.CHANGED,
            [person for person in people if (person.pk in anew) is portal_only],
            Portal.CLINICIAN,
            context=words,
            changes=lines(telling.event.changes),
            portal_only=portal_only,
        )


def by_the_known_date(telling: Telling, since: dt.datetime) -> Callable[[User], dict[str, Value]]:
    """Words that name the day by the date a person knows, and the one it moved to if that had not reached them.

    What told them of the move was settled after `since`. One query.
    """
    today = wording.day(telling.day.date)
    moves = called_off_before_read(
        topic=telling.entry.topic, topic_id=telling.entry.topic_id, kind=kinds.CHANGED, field="date", since=since
    )

    def words(person: User) -> dict[str, Value]:
        known = moves.get(person.pk, (today, today))[0]
        return {"day": known, "moved_to": today if known != today else ""}

    return words


def settle_seen(day_id: int, topic: str, user_id: int | None) -> None:
    """What asked this person to look is settled, once no change of the day waits for their word."""
    if user_id is not None and not _unseen(day_id).filter(user=user_id).exists():
        settle(topic=topic, topic_id=day_id, kinds=[kinds.CHANGED], recipient_id=user_id)


def _ask_anew(telling: Telling, clinician_ids: Collection[int]) -> set[int]:
    """Ask those of them whom the question has not reached outside the portal; returns their ids as users."""
    waiting = unsent_to(topic=telling.entry.topic, topic_id=telling.entry.topic_id, kinds=kinds.QUESTIONS)
    if not waiting:
        return set()
    asked = list(
        Assignment.objects.filter(
            case_day=telling.day,
            status=AssignmentStatus.ASKED,
            clinician__in=clinician_ids,
            clinician__user__in=waiting,
        ).select_related("clinician__user")
    )
    ask(telling, kinds.ASKED, asked)
    return {assignment.clinician.user_id for assignment in asked}


def _who_must_see(day: CaseDay) -> set[int]:
    return set(_unseen(day.pk).values_list("user_id", flat=True))


def _unseen(day_id: int) -> QuerySet[ChangeAcknowledgement]:
    return ChangeAcknowledgement.objects.filter(
        change__case_day=day_id, change__status=ChangeStatus.APPLIED, seen_at__isnull=True
    )
