"""No message that would still go out contradicts how things stand: per kind, what must be true for it to be said."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from casedays.models import Assignment, CaseDay, Offer
from casedays.notices import kinds
from casedays.states import TOLD, AssignmentStatus, OfferStatus, Status
from notifications.dispatch import why_not_now
from notifications.enums import Fate
from notifications.models import Delivery, Notification
from tests.reliability.invariants import invariant

Truth = Callable[[Notification, CaseDay], bool]


def _asked(row: Notification, day: CaseDay) -> bool:
    return _of(row, day).filter(status=AssignmentStatus.ASKED).exists()


def _not_told(row: Notification, day: CaseDay) -> bool:
    return not _of(row, day).filter(status__in=TOLD).exists()


def _offered(row: Notification, day: CaseDay) -> bool:
    return Offer.objects.filter(case_day=day, clinician__user=row.recipient_id, status=OfferStatus.SENT).exists()


def _of(row: Notification, day: CaseDay) -> QuerySet[Assignment]:
    return Assignment.objects.filter(case_day=day, clinician__user=row.recipient_id)


def _stands(*statuses: str) -> Truth:
    return lambda _, day: day.status in statuses


TRUE_WHEN: dict[str, Truth] = {
    kinds.ASKED: _asked,
    kinds.REMINDED: _asked,
    kinds.OFFERED: _offered,
    kinds.RELEASED: _not_told,
    kinds.CANCELLED: _stands(Status.CANCELLED),
    kinds.PLANNED: _stands(Status.PLANNED, Status.CONFIRMED),
    kinds.CREATED: _stands(Status.PLANNED, Status.CONFIRMED),
    kinds.CONFIRMED: _stands(Status.CONFIRMED, Status.COMPLETED),
    kinds.REJECTED: _stands(Status.REJECTED),
    kinds.DATE_PROPOSED: lambda _, day: day.status == Status.REQUESTED and day.proposed_date is not None,
    kinds.PRACTICE_DAY_CANCELLED: _stands(Status.CANCELLED),
    kinds.PRACTICE_CANCELLED: _stands(Status.CANCELLED),
}


@invariant
def no_message_contradicts_how_things_stand() -> Iterable[object]:
    waiting = Delivery.objects.filter(fate=Fate.QUEUED, notification__kind__in=TRUE_WHEN)
    days = CaseDay.objects.in_bulk()
    for row in waiting.select_related("notification__recipient", "notification__entry"):
        entry = row.notification.entry
        if entry is None or entry.topic != "case_day":
            continue
        day = days[entry.topic_id]
        if not TRUE_WHEN[row.notification.kind](row.notification, day) and not why_not_now(row):
            yield row.notification.kind, day.pk, day.status, row.notification.recipient_id
