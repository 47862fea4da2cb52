"""The manager's page of a day: what it shows, and every act on it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from casedays import changes, lifecycle, staffing
from casedays.details import Edit
from casedays.models import CaseDay
from casedays.states import AssignmentStatus, ChangeStatus, OfferStatus, Status
from scheduling_portal.core import wording
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    day_ahead,
    details,
    fresh,
    in_slot,
    planned_day,
    requested_day,
    staff_of,
    staffed_day,
    trio,
)  # fmt: skip
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def page_of(client: Client, day: CaseDay, query: str = "") -> str:
    response = client.get(reverse("manager:casedays-detail", args=[day.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, name: str, pk: int, **data: object) -> str:
    response = client.post(reverse(f"manager:{name}", args=[pk]), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


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
    assert "No anesthesiologist and no nurse and no medic yet" in dialog
    assert "missing" in send(client, "casedays-confirm", day.pk)
    assert fresh(day).status == Status.PLANNED


def test_cancel_says_what_follows_and_needs_a_reason(client: Client) -> None:
    day = confirmed_day()
    dialog = client.get(reverse("manager:casedays-cancel", args=[day.pk])).content.decode()
    assert "3 clinicians" in dialog
    assert "Say why" in send(client, "casedays-cancel", day.pk)
    send(client, "casedays-cancel", day.pk, reason="Dentist is ill")
    assert fresh(day).status == Status.CANCELLED


def dropped_out() -> tuple[CaseDay, int]:
    """A confirmed day whose nurse dropped out, and another nurse who can."""
    day = accepted_day()
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Child is ill")
    other = credentialed_clinician(ProviderType.NURSE, user__first_name="Olive", user__last_name="Park")
    willing(other, day.date)
    return fresh(day), other.pk


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


def changed(day: CaseDay, **fields: object) -> int:
    """A change by the practice that waits for a manager."""
    edit = Edit(site=day.site, date=day.date, details=details(**fields))
    change = changes.edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)
    assert change is not None
    assert change.status == ChangeStatus.WAITING
    return change.pk


def test_waiting_change_shows_old_and_new_and_what_follows(client: Client) -> None:
    day = accepted_day()
    for assignment in active(day):
        assignment.clinician.credentials.filter(kind__name="PALS").delete()
    changed(day, children=True)
    html = page_of(client, day)
    assert "Change 1 from the practice waits for you" in html
    assert "<del>No</del>" in html
    assert "<ins>Yes</ins>" in html
    assert "is released and told so" in html


def test_apply_change_puts_it_in_force(client: Client) -> None:
    day = accepted_day()
    pk = changed(day, children=True)
    assert "Apply and text 3" in client.get(reverse("manager:changes-apply", args=[pk])).content.decode()
    assert "Change 1 is applied" in send(client, "changes-apply", pk)
    assert fresh(day).children
    assert "applied already" in send(client, "changes-apply", pk)


def test_decline_change_leaves_the_day_as_it_was(client: Client) -> None:
    day = accepted_day()
    pk = changed(day, children=True)
    assert "Say why" in send(client, "changes-decline", pk)
    assert "Change 1 is declined" in send(client, "changes-decline", pk, reason="No PALS that day")
    assert not fresh(day).children


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


def form_of(day: CaseDay, **fields: object) -> dict[str, object]:
    return {
        "site": day.site_id, "date": day.date.isoformat(), "first_case_time": "07:30", "expected_end": "14:00",
        "expected_patients": 5, "children": "no", "contact_name": day.contact_name, "version": day.version,
        "contact_phone": str(day.contact_phone or ""), "parking": day.parking, "notes": day.notes, **fields,
    }  # fmt: skip


def test_edit_shows_what_follows_before_it_saves(client: Client) -> None:
    day = accepted_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    preview = client.post(url, form_of(day, first_case_time="07:00"))
    assert b"Nothing is saved yet" in preview.content
    assert b"Saving this sends 3 texts" in preview.content
    assert fresh(day).first_case_time.hour == 7
    assert fresh(day).first_case_time.minute == 30
    mark = preview.context["mark"]
    saved = client.post(url, form_of(day, first_case_time="07:00", seen=mark), follow=True)
    assert b"Saved." in saved.content
    assert fresh(day).first_case_time.minute == 0


def test_edit_with_an_older_version_keeps_what_was_typed(client: Client, manager: User) -> None:
    day = accepted_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    seen = client.post(url, form_of(day, notes="Mine")).context["mark"]
    client.post(url, form_of(day, notes="Theirs", seen=client.post(url, form_of(day, notes="Theirs")).context["mark"]))
    html = client.post(url, form_of(day, notes="Mine", seen=seen)).content.decode()
    assert "Someone else changed this day while you were editing" in html
    assert f"Change 1 applied by <b>{manager.get_full_name()}</b>, just now: Notes for the team" in html
    assert "Keep theirs" in html
    assert "Theirs" in html
    assert "Mine" in html
    assert fresh(day).notes == "Theirs"


def test_edit_of_an_older_version_is_told_before_what_follows_is_shown(client: Client) -> None:
    day = accepted_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    client.post(url, form_of(day, notes="Theirs", seen=client.post(url, form_of(day, notes="Theirs")).context["mark"]))
    html = client.post(url, form_of(day, expected_patients=6)).content.decode()
    assert "Keep theirs" in html
    assert "Nothing is saved yet" not in html


def test_edit_keeps_what_only_the_other_changed(client: Client) -> None:
    day = accepted_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    theirs = form_of(day, parking="Rear door", first_case_time="08:00", children="yes")
    client.post(url, {**theirs, "seen": client.post(url, theirs).context["mark"]})
    response = client.post(url, form_of(day, notes="Mine"))
    form, stale = response.context["form"], response.context["stale"]
    assert [label for label, _, _ in stale.rows] == ["Notes for the team"]
    assert stale.untouched == {"parking", "first_case_time", "children"}
    values = {name: form[name].value() for name in ("parking", "first_case_time", "children", "notes")}
    assert values == {"parking": "Rear door", "first_case_time": "08:00", "children": "yes", "notes": "Mine"}
    sent = {**form_of(day, **values), "version": fresh(day).version}
    saved = client.post(url, {**sent, "seen": client.post(url, sent).context["mark"]}, follow=True)
    assert b"Saved." in saved.content
    assert (fresh(day).parking, fresh(day).notes) == ("Rear door", "Mine")


def test_edit_of_a_request_with_an_older_version_can_be_put_over_it(client: Client) -> None:
    day = requested_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    mine = form_of(day, expected_patients=7, date_1=day.date.isoformat())
    client.post(url, {**mine, "expected_patients": 9})
    html = client.post(url, mine).content.decode()
    assert "Request changed by" in html
    assert "Put mine over it" in html
    assert fresh(day).expected_patients == 9
    client.post(url, {**mine, "version": fresh(day).version})
    assert fresh(day).expected_patients == 7


def test_cancelled_day_says_why_and_who_was_on_it_and_nothing_of_a_team_to_come(client: Client, manager: User) -> None:
    day = confirmed_day()
    names = [assignment.clinician.user.get_full_name() for assignment in active(day)]
    lifecycle.cancel_case_day(case_day=day, actor=manager, reason="Water damage")
    html = page_of(client, day)
    assert "“Water damage”" in html
    assert f"{', '.join(names)} were on the team and are free again." in html
    for word in ("Nobody is asked yet", "Asked for once confirmed", "0 of 3", "Practice details"):
        assert word not in html
    assert html.count('id="timeline"') == 1


def test_rejected_day_says_why_and_what_is_next(client: Client, manager: User) -> None:
    day = requested_day()
    lifecycle.reject_request(case_day=day, actor=manager, reason="No team that week")
    html = page_of(client, day)
    assert "“No team that week”" in html
    assert "New case day" in html
    assert "0 of 3" not in html


def test_completed_day_promises_nothing_any_more(client: Client) -> None:
    day = confirmed_day()
    CaseDay.objects.filter(pk=day.pk).update(status=Status.COMPLETED)
    html = page_of(client, day)
    assert "Not confirmed by the practice" in html
    assert "Asked for once confirmed" not in html
    assert "3 of 3" in html


def test_open_slots_say_how_many_are_eligible(client: Client) -> None:
    day = planned_day()
    for _ in range(2):
        willing(credentialed_clinician(ProviderType.NURSE), day.date)
    willing(credentialed_clinician(ProviderType.MEDIC), day.date)
    html = page_of(client, day)
    assert "None eligible" in html
    assert ">2 eligible<" in html
    assert ">1 eligible<" in html
    send(client, "casedays-hold", day.pk, clinician=Clinician.objects.filter(provider_type="nurse").first().pk)  # type: ignore[union-attr]
    assert ">1 eligible<" in page_of(client, day, "?slot=nurse")  # also while a filled slot is open


def test_slots_say_since_when_somebody_is_asked_or_comes(client: Client) -> None:
    day = confirmed_day()
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.accept_assignment(assignment=nurse, actor=nurse.clinician.user)
    html = page_of(client, day)
    assert "Asked just now" in html
    nurse.refresh_from_db()
    assert nurse.answered_at
    assert f"Accepted {wording.day(nurse.answered_at, day.site.time_zone)}" in html


def test_offers_close_on_a_date_that_is_named(client: Client) -> None:
    day, nurse = dropped_out()
    send(client, "casedays-offer", day.pk, clinician=nurse)
    closes = day.offers.get().closes_at
    said = f"{wording.day(closes, day.site.time_zone)}, {wording.time_of_day(closes, day.site.time_zone)}"
    html = page_of(client, day)
    assert f"1 offer, till {said}" in html
    assert f"closes {said}" in html


def test_edit_of_a_request_applies_at_once(client: Client) -> None:
    day = requested_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    data = form_of(day, expected_patients=7, date_1=day.date.isoformat())
    assert b"Saved." in client.post(url, data, follow=True).content
    assert fresh(day).expected_patients == 7


def test_new_makes_a_planned_day(client: Client) -> None:
    site = requested_day().site
    url = reverse("manager:casedays-new")
    assert b"New case day" in client.get(url).content
    data = {
        "site": site.pk, "date": day_ahead(9).isoformat(), "first_case_time": "08:00", "expected_end": "07:00",
        "expected_patients": 3, "children": "no",
    }  # fmt: skip
    assert "Did you mean 7:00 pm?" in client.post(url, data).content.decode()
    response = client.post(url, {**data, "expected_end": "15:00"}, follow=True)
    assert b"is planned. Choose the team now." in response.content
    assert CaseDay.objects.get(date=day_ahead(9)).status == Status.PLANNED


def test_steps_that_are_not_open_lead_back_with_the_reason(client: Client) -> None:
    day = confirmed_day()
    for name in ("accept", "propose", "reject", "confirm"):
        response = client.get(reverse(f"manager:casedays-{name}", args=[day.pk]), follow=True)
        assert "This day is confirmed. It cannot be" in response.content.decode()
