import datetime as dt
import re

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import User
from casedays import backfill, staffing
from casedays.models import CaseDay, ChangeAcknowledgement, Offer
from casedays.states import AssignmentStatus, OfferStatus
from practices.models import PatientView
from scheduling_portal.core import clock
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    confirmed_day,
    day_ahead,
    fresh,
    staff_of,
    staffed_day,
)
from tests.personas import client_of
from tests.support.clinician import HOME, html_of, medic_of, page_of, start_moved

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(("verb", "said"), [("accept", "You accepted"), ("decline", "You can&#x27;t make it")])
def test_inbox_says_what_became_of_the_question(verb: str, said: str) -> None:
    one = medic_of(confirmed_day())
    client = client_of(one.clinician.user)
    assert said not in client.get("/clinician/notices/").content.decode()

    client.post(f"/clinician/assignments/{one.pk}/{verb}/", {"reason": "Child is ill"})

    assert said in client.get("/clinician/notices/").content.decode()


def offered(day: CaseDay) -> Offer:
    """An open offer of the day's medic slot."""
    other = credentialed_clinician(ProviderType.MEDIC)
    willing(other, day.date)
    one = medic_of(day)
    staffing.decline_assignment(assignment=one, actor=one.clinician.user, reason="Ill")
    return Offer.objects.get(case_day=day, clinician=other, status=OfferStatus.SENT)


def test_offer_is_shown_without_phones_and_taken_with_one_tap() -> None:
    day = accepted_day(parking="Code 4471", contact_name="Olga Reyes", contact_phone="+15035550188")
    offer = offered(day)
    user = offer.clinician.user

    assert "First to accept takes the slot" in html_of(user, HOME)
    html = html_of(user, page_of(day))
    assert "This is the slot offered to you" in html
    assert "4471" not in html
    assert "Olga Reyes" in html
    assert not re.search(r'mates">.*?tel:.*?</ul>', html)
    assert "503 555 0188" not in html

    response = client_of(user).post(f"/clinician/offers/{offer.pk}/accept/", {"back": "day"}, follow=True)
    assert response.redirect_chain[0][0] == page_of(day)
    assert "The slot is yours" in response.content.decode()
    assert "503 555 0188" in response.content.decode()
    assert medic_of(fresh(day)).clinician == offer.clinician


def test_offer_passed_on_leaves_the_screen() -> None:
    offer = offered(accepted_day())

    response = client_of(offer.clinician.user).post(f"/clinician/offers/{offer.pk}/decline/", follow=True)

    assert "Nothing needs you" in response.content.decode()
    offer.refresh_from_db()
    assert offer.status == OfferStatus.DECLINED


def test_passing_on_is_asked_once() -> None:
    offer = offered(accepted_day())
    user, path = offer.clinician.user, f"/clinician/offers/{offer.pk}/decline/"
    assert f'data-dialog href="{path}"' in html_of(user, HOME)

    html = html_of(user, path)

    assert "Pass this open slot on?" in html
    offer.refresh_from_db()
    assert offer.status == OfferStatus.SENT  # asking has changed nothing
    client_of(user).post(path)
    again = client_of(user).get(path, follow=True).content.decode()
    assert "This offer is closed" in again


def test_late_look_at_the_form_says_that_one_is_not_on_the_day_any_more() -> None:
    medic = medic_of(accepted_day())
    path = f"/clinician/assignments/{medic.pk}/decline/"
    client_of(medic.clinician.user).post(path, {"reason": "Ill"})

    html = client_of(medic.clinician.user).get(path, follow=True).content.decode()

    assert "You are not on this day any more" in html
    assert "Tell the manager" not in html


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


@pytest.mark.parametrize("path", ["assignments/1/accept/", "offers/1/accept/", "changes/1/seen/"])
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
