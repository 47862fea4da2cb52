"""Patient data that is there to leak, and does not: not into a text, a subject, an email or the timeline."""

import datetime as dt

import pytest
from django.core import mail

from casedays import changes, lifecycle, staffing
from casedays.cases import book_patient, edit_case, take_off
from casedays.details import Edit
from casedays.models import Change
from notifications import dispatch
from notifications.models import Delivery, Notification
from practices.models import Patient
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import ManagerFactory
from tests.factories.casedays import accepted_day, active, day_ahead, details, fresh, staff_of, trio
from tests.factories.practices import PatientFactory

CANARIES = {
    "first_name": "Canaryella",
    "last_name": "Canarybrown",
    "allergies": "canary-latex",
    "medications": "canary-warfarin",
    "conditions": "canary-asthma",
    "procedure": "canary-molar",
    "guardian_name": "Canaryguardian",
    "guardian_phone": "+12085550188",
}


@pytest.mark.django_db
def test_nothing_of_a_patient_reaches_any_message() -> None:
    """A child, ASA III, on an adult day, through everything that can happen to a booking and to its day."""
    boss = ManagerFactory.create()
    day = accepted_day(manager=boss, team=trio(day_ahead(), skills=["pediatric"]))
    staff = staff_of(day.practice)
    born = dt.date(2020, 2, 29)
    child = PatientFactory.create(practice=day.practice, date_of_birth=born, asa_class=3, **CANARIES)
    case = book_patient(
        case_day=day, patient=child, actor=staff, start_time=dt.time(8, 0), minutes=60, procedure="canary-root"
    )
    edit_case(
        case=case, actor=staff, start_time=dt.time(8, 30), minutes=60, procedure="canary-root",
        consent=case.consent, fasting_given_on=None, escort_name="Canaryescort",
    )  # fmt: skip
    day = fresh(day)
    edit = Edit(site=day.site, date=day.date, details=details(children=True, notes="Canaryella is first"))
    changes.edit_case_day(case_day=day, edit=edit, actor=staff, version=day.version)
    changes.apply_change(change=Change.objects.get(), actor=boss)
    take_off(case=case, actor=staff, reason="Canaryella has a cold")
    dropped = active(day)[0]
    staffing.decline_assignment(assignment=dropped, actor=dropped.clinician.user, reason="Ill")
    lifecycle.cancel_case_day(case_day=fresh(day), actor=boss, reason="Water damage")
    dispatch.send_due()

    assert Notification.objects.filter(kind="casedays.review_booking").exists()
    assert Notification.objects.filter(kind="casedays.booking_flagged").exists()
    said = [*Delivery.objects.values_list("body", flat=True)]
    said += [f"{row.subject} {row.body} {row.context} {row.path}" for row in Notification.objects.all()]
    said += [f"{sent.subject} {sent.body} {sent.extra_headers}" for sent in mail.outbox]
    assert len(said) > 20
    banned = [*CANARIES.values(), "canary", "2020", "Feb 2020", "ASA", "2085550188"]
    assert Patient.objects.get().last_name == CANARIES["last_name"]
    for words in said:
        for secret in banned:
            assert secret.lower() not in words.lower(), (secret, words)


@pytest.mark.django_db
def test_timeline_of_a_booking_holds_no_patient_data() -> None:
    day = accepted_day()
    child = PatientFactory.create(practice=day.practice, **CANARIES)
    book_patient(case_day=day, patient=child, actor=staff_of(day.practice), start_time=dt.time(8, 0), minutes=60)
    rows = TimelineEntry.objects.filter(topic="case_day")
    assert not any("canary" in f"{row.details} {row.changes} {row.reason}".lower() for row in rows)
