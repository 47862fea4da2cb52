"""The manager's questions before an act: they say what follows, and ask no more than they need."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import User
from casedays import staffing
from casedays.cases import book_patient
from casedays.models import CaseDay
from casedays.selectors.slots import deadline_words
from casedays.staffing.slots import BEFORE_TOLD
from casedays.states import AssignmentStatus
from notifications.enums import Fate
from notifications.models import Delivery
from notifications.preferences import e164, set_consent
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    day_ahead,
    fresh,
    in_slot,
    planned_day,
    staff_of,
    staffed_day,
    trio,
)
from tests.factories.practices import PatientFactory
from tests.personas import client_of
from tests.support.manager import asked_for, look, page_of, send

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")
NOON = dt.datetime(2027, 3, 3, 12, tzinfo=PACIFIC)
NIGHT = dt.datetime(2027, 3, 3, 22, tzinfo=PACIFIC)


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def booked_at_first(day: CaseDay) -> None:
    """A patient from half past seven to half past eight."""
    book_patient(
        case_day=day, patient=PatientFactory.create(practice=day.practice), start_time=dt.time(7, 30), minutes=60,
        procedure="Fillings", actor=staff_of(day.practice),
    )  # fmt: skip


class TestRelease:
    def test_of_somebody_held_needs_no_reason(self, client: Client) -> None:
        nurse = in_slot(staffed_day(), ProviderType.NURSE)
        assert 'class="optional"' in look(client, "assignments-release", nurse.pk)
        assert "is released from" in send(client, "assignments-release", nurse.pk, reason="")
        nurse.refresh_from_db()
        assert (nurse.status, nurse.ended_reason) == (AssignmentStatus.RELEASED, BEFORE_TOLD)

    def test_of_somebody_held_keeps_a_reason_that_is_given(self, client: Client) -> None:
        nurse = in_slot(staffed_day(), ProviderType.NURSE)
        send(client, "assignments-release", nurse.pk, reason="Needed in Salem")
        nurse.refresh_from_db()
        assert nurse.ended_reason == "Needed in Salem"

    def test_of_somebody_told_needs_one_in_our_words_at_the_field(self, client: Client) -> None:
        nurse = in_slot(confirmed_day(), ProviderType.NURSE)
        dialog = look(client, "assignments-release", nurse.pk)
        assert 'class="optional"' not in dialog
        assert "novalidate" in dialog
        assert "Say why, in a few words." in send(client, "assignments-release", nurse.pk, reason="")
        nurse.refresh_from_db()
        assert nurse.status == AssignmentStatus.ASKED

    def test_from_a_confirmed_day_offers_the_slot_unless_it_is_unticked(self, client: Client) -> None:
        dialog = look(client, "assignments-release", in_slot(confirmed_day(), ProviderType.NURSE).pk)
        assert "<b>at risk</b> until the slot is filled" in dialog
        assert 'name="offers" value="on" id="id_offers" checked>' in dialog
        assert "Offer the slot at once to the three best who can come" in dialog

    def test_from_a_planned_day_says_nothing_of_risk(self, client: Client) -> None:
        dialog = look(client, "assignments-release", in_slot(staffed_day(), ProviderType.NURSE).pk)
        assert "at risk" not in dialog


class TestOverride:
    def overridden(self, client: Client) -> CaseDay:
        """A planned day whose nurse has not answered for the date, and is on it all the same."""
        day = planned_day()
        nurse = credentialed_clinician(ProviderType.NURSE, user__first_name="Nia", user__last_name="Campbell")
        send(client, "casedays-hold", day.pk, clinician=nurse.pk, asked="yes", reason="Agreed by phone")
        return day

    def test_without_a_reason_asks_for_one_at_the_field(self, client: Client) -> None:
        day = planned_day()
        nurse = credentialed_clinician(ProviderType.NURSE, user__first_name="Nia", user__last_name="Campbell")
        html = send(client, "casedays-hold", day.pk, clinician=nurse.pk, asked="yes", reason="  ")
        assert html.count("Say why Nia Campbell can come all the same.") == 2  # on top, and at the field
        assert "1 rule against it" in html
        assert not active(day)

    def test_stands_in_the_slot_and_in_the_timeline(self, client: Client) -> None:
        day = self.overridden(client)
        html = page_of(client, day, "?slot=nurse")
        assert "Overridden: no availability for the date" in html
        assert "No availability for the date: “Agreed by phone”" in html
        said = f"{day.date.day} {day.date:%b}"
        assert f"Nia Campbell held as nurse. Override: No answer for {said}" in html

    def test_is_named_again_before_the_day_is_confirmed(self, client: Client) -> None:
        day = self.overridden(client)
        for clinician in trio(day.date):
            if clinician.provider_type != ProviderType.NURSE:
                send(client, "casedays-hold", day.pk, clinician=clinician.pk)
        dialog = look(client, "casedays-confirm", day.pk)
        assert "1 override in this team" in dialog
        assert "Nia Campbell: no availability for the date. “Agreed by phone”" in dialog
        many = client.get(reverse("manager:casedays-confirm-many"), {"day": day.pk}).content.decode()
        assert "Nia Campbell: no availability for the date overridden. “Agreed by phone”" in many

    def test_on_a_confirmed_day_stands_in_the_timeline_too(self, client: Client) -> None:
        day = confirmed_day()
        send(client, "assignments-release", in_slot(day, ProviderType.NURSE).pk, reason="Swap")
        nurse = credentialed_clinician(ProviderType.NURSE)
        send(client, "casedays-hold", day.pk, clinician=nurse.pk, asked="yes", reason="Agreed by phone")
        assert "asked as nurse. Override: No answer for" in page_of(client, day)

    def test_conflict_says_its_reason_in_the_slot(self, client: Client) -> None:
        day = staffed_day()
        nurse = in_slot(day, ProviderType.NURSE)
        nurse.conflict = "BLS ended 2 Mar, before this day"
        nurse.save()
        assert page_of(client, day, "?slot=medic").count("BLS ended 2 Mar, before this day") == 1


class TestWhatIsSent:
    def test_confirm_counts_texts_and_emails_apart(self, manager: User) -> None:
        with time_machine.travel(NOON, tick=False):
            day = staffed_day(date=dt.date(2027, 3, 20))
            set_consent(number=e164(active(day)[0].clinician.user.mobile), allowed=False, source="STOP")
            dialog = look(client_of(manager), "casedays-confirm", day.pk)
        assert "<b>2 texts, 1 email (texts off)</b>, now" in dialog
        assert "Confirm case day and text 2" in dialog

    def test_confirm_at_night_says_when(self, manager: User) -> None:
        with time_machine.travel(NIGHT, tick=False):
            day = staffed_day(date=dt.date(2027, 3, 20))
            dialog = look(client_of(manager), "casedays-confirm", day.pk)
        assert "<b>3 texts</b>, after 8:00 am their time" in dialog

    def test_confirming_several_days_counts_all(self, client: Client) -> None:
        days = [staffed_day(), staffed_day()]
        many = client.get(reverse("manager:casedays-confirm-many"), {"day": [day.pk for day in days]})
        html = many.content.decode()
        assert "Sends the team <b>6 texts</b>" in html
        assert "<b>6 clinicians</b> are asked, 3 for each day, in the portal too." in html
        assert ">Confirm 2 days and text 6</button>" in html

    def test_cancel_counts_who_had_an_offer(self, client: Client) -> None:
        day = accepted_day()
        spare = credentialed_clinician(ProviderType.NURSE)
        willing(spare, day.date)
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        dialog = look(client, "casedays-cancel", day.pk)
        assert "<b>1 of them</b> reads of it in the portal alone" in dialog
        assert "<b>2 texts</b>" in dialog
        Delivery.objects.filter(notification__recipient=spare.user).update(fate=Fate.SENT)
        dialog = look(client, "casedays-cancel", day.pk)
        assert "<b>3 texts</b>" in dialog
        assert "Cancel case day and text 3" in dialog
        assert "portal alone" not in dialog

    def test_cancel_of_a_held_team_sends_nothing_to_it(self, client: Client) -> None:
        assert "Sends" not in look(client, "casedays-cancel", staffed_day().pk)

    def test_cancel_by_a_manager_on_the_team_leaves_them_out(self, client: Client, manager: User) -> None:
        day = confirmed_day()
        nurse = in_slot(day, ProviderType.NURSE).clinician.user
        nurse.is_manager = True
        nurse.save()
        Delivery.objects.update(fate=Fate.SENT)
        assert "<b>2 texts</b>" in look(client_of(nurse), "casedays-cancel", day.pk)


class TestApply:
    def test_counts_who_leaves_apart_from_who_must_acknowledge(self, client: Client) -> None:
        day = accepted_day()
        medic = in_slot(day, ProviderType.MEDIC).clinician
        for assignment in active(day)[:2]:
            willing(assignment.clinician, day_ahead(20))
        pk = asked_for(day, date=day_ahead(20))
        for html in (look(client, "changes-apply", pk), page_of(client, day)):
            kept = [a.clinician.user.get_full_name() for a in active(day)[:2]]
            assert f"{', '.join(kept)}: told old and new; each must acknowledge." in html
            assert f"{medic.user.get_full_name()} is released and told so: No answer for" in html
            assert "<b>at risk</b> until the slot is filled" in html
            assert "Apply and text 3" in html
            assert "this sends the team 3 texts, 2 emails" in html

    def test_that_rules_nobody_out_says_nothing_of_risk(self, client: Client) -> None:
        dialog = look(client, "changes-apply", asked_for(accepted_day(), first_case_time=dt.time(9)))
        assert "at risk" not in dialog
        assert "must acknowledge" in dialog

    def test_of_another_start_says_that_offers_go_out_anew(self, client: Client) -> None:
        day = accepted_day()
        willing(credentialed_clinician(ProviderType.NURSE), day.date)
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        pk = asked_for(fresh(day), first_case_time=dt.time(9))
        for html in (look(client, "changes-apply", pk), page_of(client, day)):
            assert "1 open offer closes; the slot is offered anew" in html

    def test_for_a_held_team_texts_nobody(self, client: Client) -> None:
        day = staffed_day()
        dialog = look(client, "changes-apply", asked_for(day, first_case_time=dt.time(9)))
        assert "must acknowledge" not in dialog
        assert ">Apply<" in dialog

    def test_that_booked_patients_do_not_fit_says_so_before_it_is_tried(self, client: Client) -> None:
        day = accepted_day()
        booked_at_first(day)
        pk = asked_for(day, first_case_time=dt.time(9))
        dialog = look(client, "changes-apply", pk)
        assert "It cannot be applied as it stands" in dialog
        assert "Booked patients would no longer fit" in dialog
        assert "Apply and text" not in dialog
        assert "no longer fit" in send(client, "changes-apply", pk)


def test_edit_that_booked_patients_do_not_fit_is_refused_at_the_time_that_moved(client: Client) -> None:
    day = accepted_day()
    booked_at_first(day)
    data = {
        "site": day.site_id, "date": day.date.isoformat(), "first_case_time": "09:00", "expected_end": "14:00",
        "expected_patients": 5, "children": "no", "contact_name": day.contact_name, "version": day.version,
        "contact_phone": str(day.contact_phone or ""), "parking": day.parking, "notes": day.notes,
    }  # fmt: skip
    html = send(client, "casedays-edit", day.pk, **data)
    assert 'id="id_first_case_time_error"' in html
    assert "Nothing is saved yet" not in html
    html = send(client, "casedays-edit", day.pk, **{**data, "first_case_time": "07:00", "expected_end": "08:00"})
    assert 'id="id_expected_end_error"' in html


@time_machine.travel(NOON, tick=False)
def test_an_offer_first_says_whom_it_texts_and_until_when_it_stands(manager: User) -> None:
    client = client_of(manager)
    day = accepted_day(date=day_ahead(9))
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
    other = credentialed_clinician(ProviderType.NURSE, user__first_name="Olive", user__last_name="Park")
    willing(other, day.date)
    html = page_of(client, day, "?slot=nurse")
    address = reverse("manager:casedays-offer", args=[day.pk])
    assert f'data-dialog href="{address}?clinician={other.pk}">Send offer' in html
    asked = look(client, "casedays-offer", day.pk, clinician=other.pk)
    assert "Offer Olive Park the nurse slot" in asked
    assert "<b>1 text</b>" in asked
    assert "Send offer and text 1" in asked
    assert not day.offers.exists()
    send(client, "casedays-offer", day.pk, clinician=other.pk)
    sent = day.offers.get()
    assert f"closes <b>{deadline_words(sent.closes_at, day.site.time_zone)} PT</b>" in asked
