"""The manager's page of a day: what it shows, and every act on it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import User
from casedays.states import AssignmentStatus, OfferStatus, Status
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
    requested_day,
    staffed_day,
    trio,
)  # fmt: skip
from tests.personas import client_of
from tests.support.manager import asked_for, dropped_out, page_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def test_detail_of_a_request_offers_its_wanted_dates(client: Client) -> None:
    day = requested_day(alternatives=[day_ahead(15)])
    html = page_of(client, day)
    assert "Accept request" in html
    assert "Reject request" in html
    assert "Wanted dates" in html
    assert "No eligible anesthesiologist" in html


def test_accept_plans_the_request_on_the_chosen_date(client: Client) -> None:
    day = requested_day(alternatives=[day_ahead(15)])
    trio(day_ahead(15))
    dialog = client.get(reverse("manager:casedays-accept", args=[day.pk])).content.decode()
    assert "Team possible: 1 anesthesiologist, 1 nurse, 1 medic" in dialog
    html = send(client, "casedays-accept", day.pk, date=day_ahead(15).isoformat(), version=day.version)
    assert "Planned on" in html
    assert fresh(day).status == Status.PLANNED
    assert fresh(day).date == day_ahead(15)


def test_accept_starts_with_the_date_that_was_chosen_on_the_page(client: Client) -> None:
    day = requested_day(alternatives=[day_ahead(15)])
    chosen = day_ahead(15).isoformat()
    assert f"?date={chosen}" in page_of(client, day)
    dialog = client.get(reverse("manager:casedays-accept", args=[day.pk]), {"date": chosen}).content.decode()
    assert re.search(f'value="{chosen}"[^>]*checked', dialog)


def test_accept_refuses_a_date_nobody_asked_for(client: Client) -> None:
    day = requested_day()
    html = send(client, "casedays-accept", day.pk, date=day_ahead(40).isoformat(), version=day.version)
    assert "Choose one of the wanted dates." in html
    assert fresh(day).status == Status.REQUESTED


def test_propose_keeps_the_request(client: Client) -> None:
    day = requested_day()
    date = day_ahead(20).isoformat()
    html = send(client, "casedays-propose", day.pk, date=date, seen=date)
    assert "Other date proposed" in html
    assert fresh(day).proposed_date == day_ahead(20)


def test_reject_needs_a_reason(client: Client) -> None:
    day = requested_day()
    assert "Say why, in a few words." in send(client, "casedays-reject", day.pk, reason=" ")
    send(client, "casedays-reject", day.pk, reason="No team in Oregon that week")
    assert fresh(day).status == Status.REJECTED
    assert "No team in Oregon that week" in page_of(client, day)


def test_detail_ranks_candidates_and_names_what_blocks_the_others(client: Client) -> None:
    day = planned_day()
    willing(credentialed_clinician(ProviderType.NURSE, user__first_name="Nia", user__last_name="Campbell"), day.date)
    credentialed_clinician(ProviderType.NURSE, user__first_name="Theo", user__last_name="Grant")
    html = page_of(client, day, "?slot=nurse")
    assert "Nia Campbell" in html
    assert ">Hold<" in html
    assert "Theo Grant" in html
    assert "No answer for" in html
    assert "Override…" in html


def test_hold_fills_the_slot_and_tells_nobody(client: Client) -> None:
    day = planned_day()
    nurse = credentialed_clinician(ProviderType.NURSE)
    willing(nurse, day.date)
    html = send(client, "casedays-hold", day.pk, clinician=nurse.pk)
    assert "They are not told yet" in html
    assert in_slot(day, ProviderType.NURSE).status == AssignmentStatus.HELD


def test_hold_against_a_rule_needs_a_reason(client: Client) -> None:
    day = planned_day()
    nurse = credentialed_clinician(ProviderType.NURSE)
    dialog = client.get(reverse("manager:casedays-hold", args=[day.pk]), {"clinician": nurse.pk}).content.decode()
    assert "Reason for the override" in dialog
    refused = send(client, "casedays-hold", day.pk, clinician=nurse.pk, asked="yes")
    assert "no answer for" in refused.lower()
    assert not active(day)
    send(client, "casedays-hold", day.pk, clinician=nurse.pk, asked="yes", reason="Agreed by phone")
    held = in_slot(day, ProviderType.NURSE)
    assert held.override_reason == "Agreed by phone"


def test_hold_of_somebody_on_another_day_cannot_be_overridden(client: Client) -> None:
    nurse = credentialed_clinician(ProviderType.NURSE)
    first, second = planned_day(), planned_day()
    willing(nurse, first.date)
    send(client, "casedays-hold", first.pk, clinician=nurse.pk)
    dialog = client.get(reverse("manager:casedays-hold", args=[second.pk]), {"clinician": nurse.pk}).content.decode()
    assert "This cannot be overridden." in dialog
    assert "Reason for the override" not in dialog


def test_release_of_a_held_clinician_says_that_nobody_is_told(client: Client) -> None:
    day = staffed_day()
    nurse = in_slot(day, ProviderType.NURSE)
    dialog = client.get(reverse("manager:assignments-release", args=[nurse.pk])).content.decode()
    assert "nobody is told" in dialog
    html = send(client, "assignments-release", nurse.pk, reason="Needed elsewhere")
    assert "They had not been told" in html
    nurse.refresh_from_db()
    assert nurse.status == AssignmentStatus.RELEASED


def test_confirm_asks_once_and_says_who_hears_of_it(client: Client) -> None:
    day = staffed_day()
    dialog = client.get(reverse("manager:casedays-confirm", args=[day.pk])).content.decode()
    assert "3 clinicians" in dialog
    assert "48 hours" in dialog
    html = send(client, "casedays-confirm", day.pk)
    assert "is confirmed" in html
    assert fresh(day).status == Status.CONFIRMED


def test_confirm_of_an_incomplete_team_says_what_is_missing(client: Client) -> None:
    day = planned_day()
    dialog = client.get(reverse("manager:casedays-confirm", args=[day.pk])).content.decode()
    assert "No anesthesiologist, nurse or medic yet" in dialog
    assert "missing" in send(client, "casedays-confirm", day.pk)
    assert fresh(day).status == Status.PLANNED


def test_cancel_says_what_follows_and_needs_a_reason(client: Client) -> None:
    day = confirmed_day()
    dialog = client.get(reverse("manager:casedays-cancel", args=[day.pk])).content.decode()
    assert "3 clinicians" in dialog
    assert "Say why" in send(client, "casedays-cancel", day.pk)
    send(client, "casedays-cancel", day.pk, reason="Dentist is ill")
    assert fresh(day).status == Status.CANCELLED


def test_detail_of_a_day_at_risk_leads_to_the_open_slot(client: Client) -> None:
    day, _ = dropped_out()
    html = page_of(client, day)
    assert "At risk" in html
    assert "Confirmed" in html
    assert "Open again" in html
    assert "Olive Park" in html
    assert "Send offer" in html
    assert "Assign now" in html


def test_offer_goes_to_the_candidate_for_a_time(client: Client) -> None:
    day, nurse = dropped_out()
    html = send(client, "casedays-offer", day.pk, clinician=nurse)
    assert "Offer sent to Olive Park. It closes" in html
    assert day.offers.get().status == OfferStatus.SENT
    assert "open offer already" in send(client, "casedays-offer", day.pk, clinician=nurse)


def test_assign_now_asks_at_once(client: Client) -> None:
    day, nurse = dropped_out()
    dialog = client.get(reverse("manager:casedays-hold", args=[day.pk]), {"clinician": nurse}).content.decode()
    assert "Assign and text 1" in dialog
    assert "is asked to come" in send(client, "casedays-hold", day.pk, clinician=nurse, asked="yes")
    assert in_slot(day, ProviderType.NURSE).status == AssignmentStatus.ASKED


def test_waiting_change_shows_old_and_new_and_what_follows(client: Client) -> None:
    day = accepted_day()
    for assignment in active(day):
        assignment.clinician.credentials.filter(kind__name="PALS").delete()
    asked_for(day, children=True)
    html = page_of(client, day)
    assert "Change 1 from the practice waits for you" in html
    assert "<del>No</del>" in html
    assert "<ins>Yes</ins>" in html
    assert "is released and told so" in html


def test_apply_change_puts_it_in_force(client: Client) -> None:
    day = accepted_day()
    pk = asked_for(day, children=True)
    assert "Apply and text 3" in client.get(reverse("manager:changes-apply", args=[pk])).content.decode()
    assert "Change 1 is applied" in send(client, "changes-apply", pk)
    assert fresh(day).children
    assert "applied already" in send(client, "changes-apply", pk)


def test_decline_change_leaves_the_day_as_it_was(client: Client) -> None:
    day = accepted_day()
    pk = asked_for(day, children=True)
    assert "Say why" in send(client, "changes-decline", pk)
    assert "Change 1 is declined" in send(client, "changes-decline", pk, reason="No PALS that day")
    assert not fresh(day).children


def test_a_change_decided_meanwhile_is_not_declined_and_leads_back_to_the_day(client: Client) -> None:
    day = accepted_day()
    pk = asked_for(day, children=True)
    send(client, "changes-apply", pk)
    url = reverse("manager:changes-decline", args=[pk])
    detail = reverse("manager:casedays-detail", args=[day.pk])
    assert client.post(url, {"reason": "No PALS"}).headers["Location"] == detail
    assert "Change 1 is applied already." in client.get(url, follow=True).content.decode()
    assert client.get(url).headers["Location"] == detail
    assert fresh(day).children


def test_reschedule_compares_dates_and_moves_once_chosen(client: Client) -> None:
    day = accepted_day()
    team = [assignment.clinician for assignment in active(day)]
    target = day_ahead(21)
    for clinician in team[:2]:
        willing(clinician, target)
    other = credentialed_clinician(ProviderType.MEDIC, user__first_name="Riley", user__last_name="Brooks")
    willing(other, target)
    url = reverse("manager:casedays-reschedule", args=[day.pk])
    html = client.get(url, {"date_1": target.isoformat(), "date_2": day.date.isoformat()}).content.decode()
    assert "Riley Brooks" in html
    assert "The day is on" in html
    dialog = client.get(reverse("manager:casedays-move", args=[day.pk]), {"date": target.isoformat()}).content.decode()
    assert "is released and told so" in dialog
    done = send(client, "casedays-move", day.pk, date=target.isoformat(), take_medic=other.pk, reason="Dentist is away")
    assert "Moved to" in done
    moved = fresh(day)
    assert moved.date == target
    assert in_slot(moved, ProviderType.MEDIC).clinician == other


def test_move_without_a_date_goes_back_to_choosing(client: Client) -> None:
    day = planned_day()
    assert (
        "Choose a date to move to first."
        in client.get(reverse("manager:casedays-move", args=[day.pk]), follow=True).content.decode()
    )


def test_steps_that_are_not_open_lead_back_with_the_reason(client: Client) -> None:
    day = confirmed_day()
    for name in ("accept", "propose", "reject", "confirm"):
        response = client.get(reverse(f"manager:casedays-{name}", args=[day.pk]), follow=True)
        assert "This day is confirmed. It cannot be" in response.content.decode()
