import datetime as dt
import re

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import User
from casedays import backfill, changes, lifecycle, staffing
from casedays.details import Edit
from casedays.models import Assignment, CaseDay, ChangeAcknowledgement, Offer
from casedays.states import AssignmentStatus, OfferStatus
from practices.models import PatientView
from scheduling_portal.core import clock, wording
from tests.factories.accounts import CredentialFactory, ManagerFactory, credentialed_clinician
from tests.factories.availability import PeriodFactory, answer_all, willing
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    day_ahead,
    details,
    fresh,
    in_slot,
    staff_of,
    staffed_day,
    trio,
)
from tests.personas import client_of
from tests.support.queries import MOST, queries_of

pytestmark = pytest.mark.django_db
HOME = "/clinician/"
LIST = "/clinician/case-days/"


def page_of(day: CaseDay) -> str:
    return f"{LIST}{day.pk}/"


def medic_of(day: CaseDay) -> Assignment:
    return in_slot(day, ProviderType.MEDIC)


def html_of(user: User, url: str) -> str:
    response = client_of(user).get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def start_moved(day: CaseDay, time: dt.time) -> None:
    """The practice asked for another start, and a manager applied it."""
    edit = Edit(site=day.site, date=day.date, details=details(first_case_time=time))
    change = changes.edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)
    assert change is not None
    if change.status == "waiting":
        changes.apply_change(change=change, actor=ManagerFactory.create())


# First screen


def test_home_puts_the_question_first() -> None:
    day = confirmed_day(children=False)
    medic = medic_of(day).clinician.user

    html = html_of(medic, HOME)

    assert f"1 thing needs you, {medic.first_name}" in html
    assert "arrive 6:30 am" in html
    assert html.index("Answer wanted") < html.index("Next days")
    assert "I can't make it" in html
    mates = [one.clinician.user.get_full_name() for one in active(day) if one.clinician.user != medic]
    assert all(name in html for name in mates)


def test_home_hides_days_that_are_only_held() -> None:
    day = staffed_day()
    medic = medic_of(day).clinician.user

    assert day.practice.name not in html_of(medic, HOME)
    assert day.practice.name not in html_of(medic, LIST)
    assert client_of(medic).get(page_of(day)).status_code == 404


def test_home_of_a_manager_among_clinicians_shows_only_their_own(both: User) -> None:
    day = confirmed_day()

    html = html_of(both, HOME)

    assert "Nothing needs you" in html
    assert day.practice.name not in html
    assert client_of(both).get(page_of(day)).status_code == 404


def test_home_says_that_availability_is_due(nurse: User) -> None:
    period = PeriodFactory.create()

    assert "Say when you can work, Nora" in html_of(nurse, HOME)
    answer_all(period, [nurse.clinician])
    assert "Nothing needs you" in html_of(nurse, HOME)


def test_home_warns_of_a_credential_that_ends_and_not_of_a_renewed_one(nurse: User) -> None:
    today = clock.now().date()
    CredentialFactory.create(clinician=nurse.clinician, kind__name="Cover", expires_on=today + dt.timedelta(days=20))
    CredentialFactory.create(clinician=nurse.clinician, kind__name="BLS", expires_on=today + dt.timedelta(days=3))

    html = html_of(nurse, HOME)

    assert "Cover ends" in html
    assert "BLS ends" not in html  # the newer one is valid for long


def test_home_shows_a_change_with_the_arrival_it_means() -> None:
    day = accepted_day()
    start_moved(day, dt.time(7, 0))
    medic = medic_of(fresh(day)).clinician.user

    html = html_of(medic, HOME)

    assert "I've seen this" in html
    assert re.search(r"Arrive</th><td><del>6:30 am</del></td>.*?<ins>6:00 am</ins>", html)


def test_home_asks_the_same_whatever_the_days(medic: User) -> None:
    client = client_of(medic)
    PeriodFactory.create()

    def ask(days: range) -> None:
        for number in days:
            date = day_ahead(10 + number)
            others = [one for one in trio(date) if one.provider_type != ProviderType.MEDIC]
            willing(medic.clinician, date)
            medic.clinician.max_days_per_week = 7
            medic.clinician.save()
            confirmed_day(date=date, team=[*others, medic.clinician])

    ask(range(3))
    few = queries_of(client, HOME), queries_of(client, LIST)
    ask(range(3, 12))

    assert (queries_of(client, HOME), queries_of(client, LIST)) == few
    assert max(few) <= MOST


# List


def test_list_shows_coming_and_past_days() -> None:
    day = accepted_day()
    medic = medic_of(day).clinician.user

    assert day.practice.name in html_of(medic, LIST)
    assert day.practice.name not in html_of(medic, f"{LIST}?when=past")
    with time_machine.travel(clock.local_instant(day.date + dt.timedelta(days=2), dt.time(12), "America/Boise")):
        lifecycle.complete_past_days()
        assert day.practice.name not in html_of(medic, LIST)
        assert day.practice.name in html_of(medic, f"{LIST}?when=past")


@pytest.mark.parametrize("query", ["when=nonsense", "page=abc", "page=-1", "page=99999999999999999999"])
def test_list_reads_past_nonsense(nurse: User, query: str) -> None:
    assert "My case days" in html_of(nurse, f"{LIST}?{query}")


# One day


def test_day_says_where_when_and_with_whom() -> None:
    day = accepted_day(parking="Rear door, code 4471", notes="Bring the small monitor")
    medic = medic_of(day).clinician.user
    nurse = in_slot(day, ProviderType.NURSE).clinician.user

    html = html_of(medic, page_of(day))

    assert "arrive 6:30 am" in html
    assert day.site.street in html
    assert "https://www.openstreetmap.org/search?query=" in html
    assert nurse.get_full_name() in html
    assert wording.phone(nurse.mobile) in html
    assert "code 4471" in html
    assert "Bring the small monitor" in html
    assert "You accepted" in html


def test_day_shows_only_mates_who_were_told(medic: User) -> None:
    day = accepted_day()
    mine = medic_of(day).clinician.user
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")

    html = html_of(mine, page_of(day))

    assert nurse.clinician.user.get_full_name() not in html
    assert "Not settled yet" in html
    assert "Ill" not in html


def test_day_of_others_is_not_there(other_clinician: User, manager: User, practice_user: User) -> None:
    day = accepted_day()

    for user in (other_clinician, manager, practice_user):
        assert client_of(user).get(page_of(day)).status_code == 404
        assert client_of(user).get(f"{page_of(day)}patients/").status_code == 404


def test_day_is_gone_once_released() -> None:
    day = accepted_day()
    one = medic_of(day)
    staffing.release_clinician(assignment=one, actor=ManagerFactory.create(), reason="Swap")

    assert client_of(one.clinician.user).get(page_of(day)).status_code == 404


@pytest.mark.parametrize("pk", ["0", "424242", "99999999999999999999999"])
def test_day_that_does_not_exist_is_404(nurse: User, pk: str) -> None:
    assert client_of(nurse).get(f"{LIST}{pk}/").status_code == 404


def test_day_asks_few_queries() -> None:
    day = accepted_day()
    start_moved(day, dt.time(7, 0))
    medic = medic_of(fresh(day)).clinician.user

    assert queries_of(client_of(medic), page_of(day)) <= MOST


# Answers


def test_accept_is_one_tap() -> None:
    day = confirmed_day()
    one = medic_of(day)

    response = client_of(one.clinician.user).post(f"/clinician/assignments/{one.pk}/accept/", follow=True)

    assert "Accepted: " in response.content.decode()
    one.refresh_from_db()
    assert one.status == AssignmentStatus.ACCEPTED


def test_accept_twice_says_so_and_goes_back_to_the_day() -> None:
    day = accepted_day()
    one = medic_of(day)

    response = client_of(one.clinician.user).post(
        f"/clinician/assignments/{one.pk}/accept/", {"back": "day"}, follow=True
    )

    assert response.redirect_chain[0][0] == page_of(day)
    assert "accepted this day already" in response.content.decode()


def test_accept_after_being_released_says_so() -> None:
    day = confirmed_day()
    one = medic_of(day)
    staffing.release_clinician(assignment=one, actor=ManagerFactory.create(), reason="Swap")

    response = client_of(one.clinician.user).post(
        f"/clinician/assignments/{one.pk}/accept/", {"back": "day"}, follow=True
    )

    assert response.redirect_chain[0][0] == HOME
    assert "You were released from this day" in response.content.decode()


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_answer_of_another_is_not_there(other_clinician: User, both: User, verb: str) -> None:
    day = confirmed_day()
    url = f"/clinician/assignments/{medic_of(day).pk}/{verb}/"

    for user in (other_clinician, both):
        assert client_of(user).post(url, {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_answer_to_a_held_assignment_is_not_there(verb: str) -> None:
    day = staffed_day()
    one = medic_of(day)

    response = client_of(one.clinician.user).post(f"/clinician/assignments/{one.pk}/{verb}/", {"reason": "x"})

    assert response.status_code == 404


def test_cannot_make_it_says_what_follows_and_asks_why() -> None:
    day = accepted_day()
    one = medic_of(day)
    client = client_of(one.clinician.user)
    url = f"/clinician/assignments/{one.pk}/decline/"

    html = client.get(url).content.decode()
    assert "The day stays confirmed; the manager is told at once." in html
    assert client.post(url, {"reason": " "}).status_code == 200
    one.refresh_from_db()
    assert one.status == AssignmentStatus.ACCEPTED

    response = client.post(url, {"reason": "Child is ill"}, follow=True)
    assert "The manager knows" in response.content.decode()
    one.refresh_from_db()
    assert (one.status, one.ended_reason) == (AssignmentStatus.DECLINED, "Child is ill")
    assert fresh(day).status == "confirmed"


def offered(day: CaseDay) -> Offer:
    """An open offer of the day's medic slot."""
    other = credentialed_clinician(ProviderType.MEDIC)
    willing(other, day.date)
    one = medic_of(day)
    staffing.decline_assignment(assignment=one, actor=one.clinician.user, reason="Ill")
    return Offer.objects.get(case_day=day, clinician=other, status=OfferStatus.SENT)


def test_offer_is_shown_without_phones_and_taken_with_one_tap() -> None:
    day = accepted_day(parking="Code 4471")
    offer = offered(day)
    user = offer.clinician.user

    assert "First to accept takes the slot" in html_of(user, HOME)
    html = html_of(user, page_of(day))
    assert "This is the slot offered to you" in html
    assert "4471" not in html
    assert not re.search(r'mates">.*?tel:.*?</ul>', html)

    response = client_of(user).post(f"/clinician/offers/{offer.pk}/accept/", {"back": "day"}, follow=True)
    assert response.redirect_chain[0][0] == page_of(day)
    assert "The slot is yours" in response.content.decode()
    assert medic_of(fresh(day)).clinician == offer.clinician


def test_offer_passed_on_leaves_the_screen() -> None:
    offer = offered(accepted_day())

    response = client_of(offer.clinician.user).post(f"/clinician/offers/{offer.pk}/decline/", follow=True)

    assert "Nothing needs you" in response.content.decode()
    offer.refresh_from_db()
    assert offer.status == OfferStatus.DECLINED


def test_offer_that_is_closed_says_so() -> None:
    offer = offered(accepted_day())
    with time_machine.travel(offer.closes_at + dt.timedelta(minutes=1)):
        backfill.expire_offers()
        response = client_of(offer.clinician.user).post(f"/clinician/offers/{offer.pk}/accept/", follow=True)

        assert "This offer is closed" in response.content.decode()


def test_offer_of_another_is_not_there(other_clinician: User) -> None:
    offer = offered(accepted_day())

    for verb in ("accept", "decline"):
        assert client_of(other_clinician).post(f"/clinician/offers/{offer.pk}/{verb}/").status_code == 404


def test_change_seen_leaves_the_screen() -> None:
    day = accepted_day()
    start_moved(day, dt.time(7, 0))
    medic = medic_of(fresh(day)).clinician.user
    change = ChangeAcknowledgement.objects.get(user=medic).change

    response = client_of(medic).post(f"/clinician/changes/{change.pk}/seen/", {"back": "day"}, follow=True)

    assert response.redirect_chain[0][0] == page_of(day)
    assert "Change 1 seen" in response.content.decode()
    assert "I've seen this" not in html_of(medic, HOME)


def test_change_of_another_day_is_not_there(other_clinician: User) -> None:
    day = accepted_day()
    start_moved(day, dt.time(7, 0))
    change = fresh(day).changes.get()

    assert client_of(other_clinician).post(f"/clinician/changes/{change.pk}/seen/").status_code == 404


@pytest.mark.parametrize("path", ["assignments/1/accept/", "offers/1/accept/", "offers/1/decline/", "changes/1/seen/"])
def test_answers_are_never_given_by_a_link(nurse: User, path: str) -> None:
    assert client_of(nurse).get(f"/clinician/{path}").status_code == 405


# Patients


def with_patient(days: int) -> CaseDay:
    """An accepted day with one booked patient."""
    from casedays.cases import book_patient
    from tests.factories.practices import PatientFactory

    day = accepted_day(date=day_ahead(days))
    patient = PatientFactory.create(practice=day.practice, first_name="Zelda", last_name="Fitz", allergies="Latex")
    book_patient(case_day=day, patient=patient, actor=staff_of(day.practice), start_time=dt.time(7, 30), minutes=60)
    return day


def test_patients_are_shown_to_the_accepted_team_and_each_look_is_logged() -> None:
    day = with_patient(3)
    medic = medic_of(day).clinician.user

    html = html_of(medic, f"{page_of(day)}patients/")

    assert "Zelda Fitz" in html
    assert "Latex" in html
    assert [view.viewer for view in PatientView.objects.all()] == [medic]


def test_patients_are_not_on_the_day_page_nor_in_its_title() -> None:
    day = with_patient(3)
    medic = medic_of(day).clinician.user

    assert "Zelda" not in html_of(medic, page_of(day))
    title = re.search(r"<title>(.*?)</title>", html_of(medic, f"{page_of(day)}patients/"))
    assert title is not None
    assert "Zelda" not in title[1]
    assert not PatientView.objects.exclude(viewer=medic).exists()


def test_patients_outside_the_window_are_not_there() -> None:
    day = with_patient(20)
    medic = medic_of(day).clinician.user

    assert client_of(medic).get(f"{page_of(day)}patients/").status_code == 404
    assert "Patients are shown to the accepted team from" in html_of(medic, page_of(day))
    with time_machine.travel(clock.local_instant(day.date - dt.timedelta(days=5), dt.time(12), "America/Boise")):
        assert client_of(medic).get(f"{page_of(day)}patients/").status_code == 200
    with time_machine.travel(clock.local_instant(day.date + dt.timedelta(days=4), dt.time(12), "America/Boise")):
        assert client_of(medic).get(f"{page_of(day)}patients/").status_code == 404
    assert PatientView.objects.count() == 1


def test_patients_are_not_shown_before_accepting() -> None:
    day = confirmed_day(date=day_ahead(3))

    assert client_of(medic_of(day).clinician.user).get(f"{page_of(day)}patients/").status_code == 404


def test_patients_are_gone_after_dropping_out() -> None:
    day = with_patient(3)
    one = medic_of(day)
    staffing.decline_assignment(assignment=one, actor=one.clinician.user, reason="Ill")

    assert client_of(one.clinician.user).get(f"{page_of(day)}patients/").status_code == 404
