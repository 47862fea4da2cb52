"""What must hold whatever happened: each a function that reads the database and names what breaks it.

Independent of the services: they read rows and compare them, and know no step that led there.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import Count, F, Q

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician
from casedays.eligible import check_many
from casedays.models import Assignment, Case, CaseDay, Change, Offer
from casedays.states import ACTIVE, LIVE, TOLD, AssignmentStatus, CaseStatus, ChangeStatus, OfferStatus, Status
from notifications.models import Delivery, Notification
from practices.models import Membership
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry

Invariant = Callable[[], Iterable[object]]
INVARIANTS: list[Invariant] = []
#: The step of the timeline without which a day cannot stand where it stands.
STEPS = {
    Status.REQUESTED: {"requested"},
    Status.PLANNED: {"planned", "created"},
    Status.CONFIRMED: {"confirmed"},
    Status.COMPLETED: {"completed"},
    Status.REJECTED: {"rejected"},
    Status.CANCELLED: {"cancelled"},
}
ENDED_BY = {AssignmentStatus.DECLINED: {"declined"}, AssignmentStatus.RELEASED: {"released", "cancelled"}}
BEGUN_BY = {AssignmentStatus.HELD: {"held"}, AssignmentStatus.ASKED: {"asked", "confirmed"}}
NEVER_OVERRIDDEN = ("other_day", "provider_type")


def invariant(check: Invariant) -> Invariant:
    INVARIANTS.append(check)
    return check


def broken() -> list[str]:
    """The names of those that do not hold, each with the first of what breaks it."""
    found = ((check.__name__, list(check())) for check in INVARIANTS)
    return [f"{name}: {rows[0]}" for name, rows in found if rows]


def _twice(rows: Iterable[object]) -> list[object]:
    seen: set[object] = set()
    return [row for row in rows if row in seen or seen.add(row)]  # type: ignore[func-returns-value]


@invariant
def nobody_is_on_two_days_of_one_date() -> Iterable[object]:
    return _twice(Assignment.objects.filter(status__in=ACTIVE).values_list("clinician", "case_day__date"))


@invariant
def each_slot_has_one_person_at_most() -> Iterable[object]:
    return _twice(Assignment.objects.filter(status__in=ACTIVE).values_list("case_day", "provider_type"))


@invariant
def everybody_is_in_a_slot_of_their_own_type() -> Iterable[object]:
    return Assignment.objects.exclude(provider_type=F("clinician__provider_type"))


@invariant
def an_assignment_is_on_the_date_of_its_day() -> Iterable[object]:
    return Assignment.objects.filter(status__in=ACTIVE).exclude(date=F("case_day__date"))


@invariant
def only_a_day_that_is_planned_confirmed_or_over_has_a_team() -> Iterable[object]:
    alive = [*LIVE, Status.COMPLETED]
    return Assignment.objects.filter(status__in=ACTIVE).exclude(case_day__status__in=alive)


@invariant
def who_is_held_is_on_a_planned_day_and_who_was_asked_on_a_confirmed_one() -> Iterable[object]:
    held = Q(status=AssignmentStatus.HELD) & ~Q(case_day__status=Status.PLANNED)
    return Assignment.objects.filter(held | Q(status__in=TOLD, case_day__status=Status.PLANNED))


@invariant
def a_confirmed_day_had_a_whole_team_when_it_was_confirmed() -> Iterable[object]:
    for entry in TimelineEntry.objects.filter(topic="case_day", kind="confirmed"):
        team = Assignment.objects.filter(pk__in=entry.details["assignment_ids"], case_day_id=entry.topic_id)
        if sorted(team.values_list("provider_type", flat=True)) != sorted(SLOT_ORDER):
            yield entry.topic_id


@invariant
def every_status_has_its_step_in_the_timeline() -> Iterable[object]:
    kinds = defaultdict(set)
    for day, kind in TimelineEntry.objects.filter(topic="case_day").values_list("topic_id", "kind"):
        kinds[day].add(kind)
    for day, status in CaseDay.objects.values_list("pk", "status"):
        if not kinds[day] & STEPS[Status(status)]:
            yield day, status


@invariant
def every_assignment_has_its_steps_in_the_timeline() -> Iterable[object]:
    kinds = defaultdict(set)
    for day, kind in TimelineEntry.objects.filter(topic="case_day").values_list("topic_id", "kind"):
        kinds[day].add(kind)
    for day, status in Assignment.objects.values_list("case_day", "status"):
        wanted = ENDED_BY.get(AssignmentStatus(status)) or BEGUN_BY.get(AssignmentStatus(status))
        moved = status == AssignmentStatus.RELEASED and kinds[day] & {"rescheduled", "change_applied"}
        if wanted and not kinds[day] & wanted and not moved:
            yield day, status


@invariant
def who_is_out_keeps_no_code_and_says_why() -> Iterable[object]:
    over = Assignment.objects.exclude(status__in=ACTIVE)
    return over.filter(~Q(answer_code=None) | Q(ended_at=None) | Q(ended_reason="") | Q(ended_from_date=None))


@invariant
def who_is_asked_has_a_code_and_a_deadline() -> Iterable[object]:
    asked = Assignment.objects.filter(status=AssignmentStatus.ASKED)
    return asked.filter(Q(answer_code=None) | Q(answer_by=None) | Q(asked_at=None))


@invariant
def an_offer_is_open_only_for_an_open_slot() -> Iterable[object]:
    filled = set(Assignment.objects.filter(status__in=ACTIVE).values_list("case_day", "provider_type"))
    offers = Offer.objects.filter(status=OfferStatus.SENT).values_list("case_day", "provider_type")
    return [slot for slot in offers if slot in filled]


@invariant
def an_offer_is_open_only_on_a_confirmed_day() -> Iterable[object]:
    return Offer.objects.filter(status=OfferStatus.SENT).exclude(case_day__status=Status.CONFIRMED)


@invariant
def nobody_has_two_open_offers_of_one_day() -> Iterable[object]:
    return _twice(Offer.objects.filter(status=OfferStatus.SENT).values_list("case_day", "clinician"))


@invariant
def a_closed_offer_keeps_no_code() -> Iterable[object]:
    return Offer.objects.exclude(status=OfferStatus.SENT).exclude(answer_code=None)


@invariant
def a_change_waits_only_on_a_day_that_is_still_to_come() -> Iterable[object]:
    return Change.objects.filter(status=ChangeStatus.WAITING).exclude(case_day__status__in=LIVE)


@invariant
def one_change_at_most_waits_on_a_day() -> Iterable[object]:
    return _twice(Change.objects.filter(status=ChangeStatus.WAITING).values_list("case_day", flat=True))


@invariant
def changes_are_numbered_without_a_gap() -> Iterable[object]:
    counted = Change.objects.order_by().values("case_day").annotate(n=Count("pk"))
    for row in counted:
        numbers = Change.objects.filter(case_day=row["case_day"]).values_list("number", flat=True)
        if sorted(numbers) != list(range(1, row["n"] + 1)):
            yield row["case_day"]


@invariant
def a_decided_change_says_when() -> Iterable[object]:
    return Change.objects.exclude(status=ChangeStatus.WAITING).filter(decided_at=None)


@invariant
def patients_are_booked_only_on_days_that_are_confirmed() -> Iterable[object]:
    alive = [Status.CONFIRMED, Status.COMPLETED]
    return Case.objects.filter(status=CaseStatus.BOOKED).exclude(case_day__status__in=alive)


@invariant
def patients_fit_into_their_day_and_not_onto_each_other() -> Iterable[object]:
    ends: dict[int, dt.time] = {}
    rows = Case.objects.filter(status=CaseStatus.BOOKED).select_related("case_day").order_by("case_day", "start_time")
    for case in rows:
        day = case.case_day
        outside = case.start_time < day.first_case_time or case.end_time > day.expected_end
        if outside or case.start_time < ends.get(day.pk, case.start_time):
            yield case.pk
        ends[day.pk] = case.end_time


@invariant
def a_patient_is_of_the_practice_that_has_the_day() -> Iterable[object]:
    return Case.objects.exclude(patient__practice=F("case_day__practice"))


@invariant
def only_who_accepted_sees_patients() -> Iterable[object]:
    accepted = set(
        Assignment.objects.filter(status=AssignmentStatus.ACCEPTED).values_list("clinician__user", "case_day")
    )
    for clinician in Clinician.objects.select_related("user"):
        user = clinician.user
        seen = set(Case.objects.visible_to_clinician(user).values_list("case_day", flat=True))
        yield from ((user.pk, day) for day in seen if (user.pk, day) not in accepted)


@invariant
def who_is_released_or_only_held_does_not_see_the_day() -> Iterable[object]:
    told = set(Assignment.objects.filter(status__in=TOLD).values_list("clinician__user", "case_day"))
    told |= set(Offer.objects.filter(status=OfferStatus.SENT).values_list("clinician__user", "case_day"))
    for clinician in Clinician.objects.select_related("user"):
        for day in CaseDay.objects.visible_to(clinician.user).values_list("pk", flat=True):
            if (clinician.user_id, day) not in told:
                yield clinician.user_id, day


@invariant
def staff_see_the_days_of_their_own_practice_alone() -> Iterable[object]:
    for membership in Membership.objects.select_related("user"):
        yield from CaseDay.objects.visible_to(membership.user).exclude(practice=membership.practice)


@invariant
def another_date_is_proposed_only_for_a_request() -> Iterable[object]:
    return CaseDay.objects.exclude(status=Status.REQUESTED).exclude(proposed_date=None)


@invariant
def details_are_confirmed_only_once_the_day_was() -> Iterable[object]:
    return CaseDay.objects.exclude(details_confirmed_at=None).filter(
        Q(confirmed_at=None) | Q(details_confirmed_by=None)
    )


@invariant
def a_day_that_is_off_says_why() -> Iterable[object]:
    return CaseDay.objects.filter(status__in=[Status.REJECTED, Status.CANCELLED], status_reason="")


@invariant
def a_completed_day_is_past() -> Iterable[object]:
    for day in CaseDay.objects.filter(status=Status.COMPLETED).select_related("site"):
        if day.date >= clock.today_in(day.site.time_zone):
            yield day.pk


@invariant
def what_cannot_be_overridden_was_not() -> Iterable[object]:
    return [row for row in Assignment.objects.all() if any(key.startswith(NEVER_OVERRIDDEN) for key in row.overridden)]


@invariant
def who_can_no_longer_come_is_marked_for_the_manager() -> Iterable[object]:
    today = clock.now().date()
    team = Assignment.objects.filter(status__in=ACTIVE, case_day__status__in=LIVE, date__gt=today).order_by("pk")
    for assignment, blocks in check_many(list(team)):
        if blocks and not assignment.conflict:
            yield assignment.pk, blocks[0].why


@invariant
def nobody_is_told_of_their_own_act() -> Iterable[object]:
    return Notification.objects.filter(recipient=F("entry__actor"))


@invariant
def nobody_is_told_the_same_of_one_step_twice() -> Iterable[object]:
    return _twice(Notification.objects.exclude(entry=None).values_list("recipient", "entry", "kind"))


@invariant
def a_notice_goes_once_by_each_channel() -> Iterable[object]:
    return _twice(Delivery.objects.values_list("notification", "channel"))
