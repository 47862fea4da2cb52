"""What the anesthesiologist hears and sees of flagged bookings: how many and why, never whose."""

import datetime as dt

import pytest

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from casedays import backfill, lifecycle, staffing
from casedays.cases import book_patient, day_flags, take_off
from casedays.models import Case, CaseDay
from notifications.models import Notification
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import accepted_day, confirmed_day, day_ahead, fresh, in_slot, staff_of
from tests.factories.practices import PatientFactory
from tests.personas import client_of
from tests.support.clinician import html_of, page_of

pytestmark = pytest.mark.django_db

CHILD = {"date_of_birth": dt.date(2020, 2, 29)}
SICK = {"asa_class": 3}


def book(day: CaseDay, at: str, **fields: object) -> Case:
    patient = PatientFactory.create(practice=day.practice, last_name="Zorander", **fields)
    start = dt.time.fromisoformat(at)
    return book_patient(
        case_day=fresh(day), patient=patient, actor=staff_of(day.practice), start_time=start, minutes=30
    )


def both(day: CaseDay) -> tuple[Case, Case]:
    """A child, and somebody who is ASA III."""
    return book(day, "08:00", **CHILD), book(day, "09:00", **SICK)


def asleep(day: CaseDay) -> User:
    """Who puts them to sleep."""
    return in_slot(day, ProviderType.ANESTHESIOLOGIST).clinician.user


def unread(user: User) -> list[str]:
    rows = Notification.objects.filter(recipient=user, in_portal=True, read_at__isnull=True)
    return [row.subject for row in rows.order_by("pk") if "eye" in row.subject or "flagged" in row.subject]


def drop_out(day: CaseDay) -> Clinician:
    """The anesthesiologist can't make it; somebody else who could gets an offer."""
    spare = credentialed_clinician(ProviderType.ANESTHESIOLOGIST, skills=["pediatric"])
    willing(spare, day.date)
    gone = in_slot(day, ProviderType.ANESTHESIOLOGIST)
    staffing.decline_assignment(assignment=gone, actor=gone.clinician.user, reason="Ill")
    return spare


def test_two_flagged_bookings_are_one_notice(boss: User) -> None:
    day = accepted_day()
    both(day)

    (said,) = unread(asleep(day))
    assert said.startswith("2 bookings on ")
    assert said.endswith("want your eye")
    (said,) = unread(boss)
    assert said.startswith("2 bookings on ")
    assert Notification.objects.filter(recipient=asleep(day), kind="casedays.review_booking").count() == 2


def test_what_was_read_stays_and_the_next_is_told_anew() -> None:
    day = accepted_day()
    book(day, "08:00", **CHILD)
    first = Notification.objects.get(recipient=asleep(day), kind="casedays.review_booking")
    first.read_at = first.created_at
    first.save()

    book(day, "09:00", **SICK)

    first.refresh_from_db()
    assert first.in_portal
    assert len(unread(asleep(day))) == 1


def test_another_days_notice_is_not_joined() -> None:
    team = accepted_day()
    later = accepted_day(date=day_ahead(20))
    book(team, "08:00", **CHILD)
    book(later, "08:00", **CHILD)

    assert len(unread(asleep(team))) == 1
    assert len(unread(asleep(later))) == 1


def test_the_notice_is_settled_when_nothing_is_flagged_any_more() -> None:
    day = accepted_day()
    child, sick = both(day)

    take_off(case=child, actor=staff_of(day.practice), reason="Has a cold")
    assert len(unread(asleep(day))) == 1
    take_off(case=sick, actor=staff_of(day.practice), reason="Has a cold")
    assert unread(asleep(day)) == []


def test_the_day_says_what_is_flagged_before_anybody_sees_the_patients() -> None:
    day = accepted_day(date=day_ahead(30))
    both(day)
    user = asleep(day)

    html = html_of(user, page_of(day))

    assert "1 child under 13 booked; the day was asked for as adults only." in html
    assert "1 patient booked with ASA III." in html
    assert "Asked for as adults only; 1 child booked" in html
    assert "Who they are is shown to the accepted team from" in html
    assert "Zorander" not in html
    assert client_of(user).get(f"{page_of(day)}patients/").status_code == 404


def test_who_is_asked_reads_it_too_and_the_nurse_only_of_the_child() -> None:
    day = confirmed_day()
    both(day)

    assert "1 patient booked with ASA III." in html_of(asleep(day), page_of(day))
    html = html_of(in_slot(day, ProviderType.NURSE).clinician.user, page_of(day))
    assert "ASA III" not in html
    assert "Asked for as adults only; 1 child booked" in html


def test_who_accepts_later_hears_of_what_is_flagged_already() -> None:
    day = confirmed_day()
    both(day)
    user = asleep(day)
    assert unread(user) == []

    staffing.accept_assignment(assignment=in_slot(day, ProviderType.ANESTHESIOLOGIST), actor=user)

    assert [said.split(" on ")[0] for said in unread(user)] == ["2 bookings"]
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.accept_assignment(assignment=nurse, actor=nurse.clinician.user)
    assert unread(nurse.clinician.user) == []


def test_who_takes_the_slot_hears_of_it_and_who_left_no_longer_does() -> None:
    day = accepted_day()
    both(day)
    gone = asleep(day)
    spare = drop_out(day)
    offer = day.offers.get()

    assert "1 patient booked with ASA III." in html_of(spare.user, page_of(day))
    assert unread(gone) == []
    backfill.accept_offer(offer=offer, actor=spare.user)

    assert [said.split(" on ")[0] for said in unread(spare.user)] == ["2 bookings"]
    assert "1 child under 13 booked" in html_of(spare.user, page_of(day))


def test_nobody_is_told_of_flags_that_are_not_there() -> None:
    day = accepted_day()
    book(day, "08:00")
    spare = drop_out(day)
    backfill.accept_offer(offer=day.offers.get(), actor=spare.user)

    assert unread(spare.user) == []
    assert day_flags(day).words == []
    assert "For your eye" not in html_of(spare.user, page_of(day))


def test_flags_of_a_cancelled_day_want_nothing_any_more(boss: User) -> None:
    day = accepted_day()
    both(day)
    user = asleep(day)

    lifecycle.cancel_case_day(case_day=fresh(day), actor=boss, reason="Water damage")

    assert unread(user) == []


@pytest.mark.parametrize("slot", ["accepted", "asked", "open"])
def test_the_practice_reads_truly_who_is_told(slot: str) -> None:
    day = confirmed_day() if slot == "asked" else accepted_day()
    book(day, "08:00", **CHILD)
    if slot == "open":
        drop_out(day)
    said = {
        "accepted": "the anesthesiologist is told.",
        "asked": "the anesthesiologist is told on accepting the day.",
        "open": "whoever takes the anesthesiologist&#x27;s slot is told.",
    }[slot]
    staff = staff_of(day.practice)

    assert said in html_of(staff, f"/practice/case-days/{day.pk}/")
    assert said in html_of(staff, f"/practice/case-days/{day.pk}/patients/")
    assert said in html_of(staff, f"/practice/case-days/{day.pk}/patients/book/")
