"""What became of the questions that a clinician was sent."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from accounts.models import User
from casedays.models import Assignment, CaseDay, Offer
from casedays.notices.kinds import OFFERED, QUESTIONS
from casedays.states import AssignmentStatus, OfferStatus
from notifications.models import Notification

ASSIGNED: dict[str, str] = {
    AssignmentStatus.ACCEPTED: "You accepted",
    AssignmentStatus.DECLINED: "You can't make it",
    AssignmentStatus.RELEASED: "You are not asked any more",
}
OFFERED_SAID: dict[str, str] = {OfferStatus.ACCEPTED: "You accepted", OfferStatus.DECLINED: "You passed it on"}


def outcomes(user: User, notices: Sequence[Notification]) -> dict[int, str]:
    """By notice id what became of the question, for those that are over. Two queries, none without a question."""
    asked = {one.pk: one.entry.topic_id for one in notices if one.kind in QUESTIONS and one.entry}
    offered = {one.pk: one.entry.topic_id for one in notices if one.kind == OFFERED and one.entry}
    found: dict[int, str] = {}
    if asked:
        mine = Assignment.objects.filter(clinician__user=user, asked_at__isnull=False, case_day__in=asked.values())
        latest = dict(mine.order_by("pk").values_list("case_day_id", "status"))
        found |= {pk: ASSIGNED[said] for pk, day in asked.items() if (said := latest.get(day)) in ASSIGNED}
    if offered:
        offers = Offer.objects.visible_to_clinician(user).filter(case_day__in=offered.values())
        fates = dict(offers.order_by("pk").values_list("case_day_id", "status"))
        closed = {pk: fate for pk, day in offered.items() if (fate := fates.get(day)) and fate != OfferStatus.SENT}
        found |= {pk: OFFERED_SAID.get(fate, "This offer is closed") for pk, fate in closed.items()}
    return found


def once_told(user: User, pk: int) -> CaseDay | None:
    """A day that this clinician was asked for or offered at some time, whatever became of it. One query."""
    days = CaseDay.objects.select_related("site", "practice")
    mine = Assignment.objects.filter(clinician__user=user, asked_at__isnull=False, case_day=OuterRef("pk"))
    offers = Offer.objects.visible_to_clinician(user).filter(case_day=OuterRef("pk"))
    return days.filter(pk=pk).filter(Exists(mine) | Exists(offers)).first()
