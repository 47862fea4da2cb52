"""The manager's pages for other dates: proposing one, moving to one, making a day where one is already."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.alone import DayThere
from casedays.cases import book_patient
from casedays.models import CaseDay, Offer
from casedays.states import OfferStatus, Status
from practices.models import PatientView, Site
from scheduling_portal.core import wording
from tests.factories.accounts import ManagerFactory, credentialed_clinician
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
)
from tests.factories.practices import PatientFactory
from tests.personas import client_of
from tests.support.manager import look, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def weekday_ahead(days: int) -> dt.date:
    date = day_ahead(days)
    return date + dt.timedelta(days=(7 - date.weekday()) % 7) if date.weekday() > 4 else date


class TestPropose:
    def test_names_near_dates_on_which_a_team_is_possible(self, client: Client) -> None:
        day = requested_day(date=weekday_ahead(20))
        near = weekday_ahead(23) if weekday_ahead(23) != day.date else weekday_ahead(24)
        trio(near)
        html = look(client, "casedays-propose", day.pk)
        assert f"?date={near}" in html
        assert "Team possible: 1 anesthesiologist, 1 nurse, 1 medic" in html

    def test_says_when_there_is_none(self, client: Client) -> None:
        assert "no other date has a full team" in look(client, "casedays-propose", requested_day().pk)

    def test_shows_the_chances_of_the_chosen_date(self, client: Client) -> None:
        day = requested_day()
        html = look(client, "casedays-propose", day.pk, date=day_ahead(20).isoformat())
        assert "No eligible anesthesiologist, nurse or medic" in html
        assert "all the same</button>" in html

    def test_of_a_date_without_a_team_is_shown_before_it_is_sent(self, client: Client) -> None:
        day, date = requested_day(), day_ahead(20).isoformat()
        assert "propose it all the same" in send(client, "casedays-propose", day.pk, date=date)
        assert fresh(day).proposed_date is None
        other = day_ahead(21).isoformat()
        assert "propose it all the same" in send(client, "casedays-propose", day.pk, date=other, seen=date)
        send(client, "casedays-propose", day.pk, date=other, seen=other)
        assert fresh(day).proposed_date == day_ahead(21)

    def test_of_a_date_with_a_team_is_sent_at_once(self, client: Client) -> None:
        day = requested_day()
        trio(day_ahead(20))
        send(client, "casedays-propose", day.pk, date=day_ahead(20).isoformat())
        assert fresh(day).proposed_date == day_ahead(20)

    @pytest.mark.parametrize("typed", ["2020-01-01", "9999-12-31", "soon", ""])
    def test_of_an_impossible_date_says_so_at_the_field(self, client: Client, typed: str) -> None:
        day = requested_day()
        for html in (
            look(client, "casedays-propose", day.pk, date=typed),
            send(client, "casedays-propose", day.pk, date=typed),
        ):
            assert "field-error" in html
        assert fresh(day).proposed_date is None


class TestReschedule:
    def test_names_the_patients_with_a_way_to_them_and_logs_it(self, client: Client, manager: User) -> None:
        day = confirmed_day()
        patient = PatientFactory.create(practice=day.practice)
        book_patient(
            case_day=day, patient=patient, start_time=dt.time(7, 30), minutes=60, procedure="Fillings",
            actor=staff_of(day.practice),
        )  # fmt: skip
        name, date = patient.get_full_name(), day_ahead(30).isoformat()
        for page in ("casedays-reschedule", "casedays-move"):
            html = look(client, page, day.pk, date_1=date, date=date)
            assert name in html
            assert reverse("manager:cases-list", args=[day.pk]) in html
        seen = PatientView.objects.filter(patient=patient, viewer=manager)
        assert set(seen.values_list("page", flat=True)) == {"rescheduling a day"}

    def test_says_which_notice_is_broken_or_that_none_is(self, client: Client) -> None:
        day, date = confirmed_day(date=day_ahead(1)), day_ahead(30).isoformat()
        assert "Notice broken: " in look(client, "casedays-reschedule", day.pk, date_1=date)
        assert "Notice broken: " in look(client, "casedays-move", day.pk, date=date)
        far = confirmed_day()
        html = look(client, "casedays-reschedule", far.pk, date_1=date)
        both = f"{wording.day(far.date)} and {wording.day(day_ahead(30))} are both at least 72 hours away"
        assert f"No notice window is broken: {both}" in html
        held = look(client, "casedays-reschedule", staffed_day().pk, date_1=date)
        assert "The team is not told yet, so there is no notice to keep" in held
        assert "Notice broken" not in look(client, "casedays-move", far.pk, date=date)

    def test_date_that_keeps_most_of_the_team_stands_first_and_is_filled(self, client: Client) -> None:
        team, first, second, third = trio(day_ahead(14)), day_ahead(30), day_ahead(31), day_ahead(32)
        for one in team:
            willing(one, third)
        willing(team[0], second)
        day = accepted_day(team=team, date=day_ahead(14))
        chosen = {f"date_{n}": date.isoformat() for n, date in enumerate((first, second, third), start=1)}
        html = look(client, "casedays-reschedule", day.pk, **chosen)
        moves = re.findall(r'class="btn( btn-primary)?" data-dialog href="[^"]+date=([0-9-]+)"', html)
        assert moves == [(" btn-primary", third.isoformat()), ("", second.isoformat()), ("", first.isoformat())]

    def test_says_what_is_sent_and_what_stays_open(self, client: Client) -> None:
        day = accepted_day()
        html = look(client, "casedays-move", day.pk, date=day_ahead(30).isoformat())  # nobody can, then
        assert "until the 3 slots are filled" in html
        assert "Offer each slot at once to the three best who can come" in html
        assert "Sends the team <b>3 texts</b>" in html
        assert "and text 3</button>" in html

    def test_needs_a_reason_in_our_words(self, client: Client) -> None:
        day = confirmed_day()
        html = send(client, "casedays-move", day.pk, date=day_ahead(30).isoformat(), reason=" ")
        assert html.count("Say why, in a few words.") == 2
        assert "novalidate" in html

    def test_offers_a_taken_slot_to_nobody_else(self, manager: User) -> None:
        day = accepted_day(manager=manager)
        first, other = (credentialed_clinician(ProviderType.NURSE) for _ in range(2))
        willing(first, day.date, day_ahead(30))
        willing(other, day_ahead(30))
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        for assignment in active(fresh(day)):
            willing(assignment.clinician, day_ahead(30))
        assert Offer.objects.get().clinician == first
        lifecycle.reschedule(
            case_day=fresh(day), actor=manager, date=day_ahead(30), reason="Swap", replacements={"nurse": other.pk}
        )
        offer = Offer.objects.get()  # and no new one
        assert offer.status == OfferStatus.FILLED
        assert in_slot(fresh(day), ProviderType.NURSE).clinician == other


class TestADayMovedMeanwhile:
    """The page that asks for a move, sent when the day is on that date by now."""

    def test_says_who_moved_it_there(self, client: Client) -> None:
        day, boss = planned_day(), ManagerFactory.create(first_name="Ivy", last_name="Lowe")
        lifecycle.reschedule(case_day=day, actor=boss, date=day_ahead(21), reason="Dentist is away")
        url = reverse("manager:casedays-move", args=[day.pk])
        asked = {"date": day_ahead(21).isoformat(), "reason": "Away"}
        for response in (client.get(url, asked, follow=True), client.post(url, asked, follow=True)):
            html = response.content.decode()
            assert f"The day is on {wording.day(day_ahead(21))} already, moved by Ivy Lowe." in html
            assert "Choose a date to move to first." not in html
        assert "already, moved by you." in client_of(boss).get(url, asked, follow=True).content.decode()


class TestNewDay:
    def form_of(self, site: Site, **fields: object) -> dict[str, object]:
        return {
            "site": site.pk, "date": day_ahead().isoformat(), "first_case_time": "08:00", "expected_end": "15:00",
            "expected_patients": 3, "children": "no", **fields,
        }  # fmt: skip

    def days_of(self, site: Site) -> int:
        return CaseDay.objects.filter(site=site, date=day_ahead()).count()

    def test_beside_another_asks_at_the_field_with_a_link(self, client: Client) -> None:
        there = planned_day()
        html = send(client, "casedays-new", **self.form_of(there.site))
        assert html.count(f"{there.site.label} has a day on") == 2  # on top, and at the field
        assert "already: planned, first case 7:30 am." in html
        assert reverse("manager:casedays-detail", args=[there.pk]) in html
        assert "Have both days there on" in html
        assert self.days_of(there.site) == 1

    def test_beside_another_is_made_once_it_is_meant(self, client: Client) -> None:
        there = planned_day()
        assert "is planned. Choose the team now." in send(
            client, "casedays-new", **self.form_of(there.site, again=there.pk)
        )
        assert self.days_of(there.site) == 2
        third = send(client, "casedays-new", **self.form_of(there.site, again=there.pk))
        assert "has a day on" in third  # the second is a news
        assert self.days_of(there.site) == 2

    def test_beside_one_that_was_called_off_is_just_made(self, client: Client, manager: User) -> None:
        there = planned_day()
        lifecycle.cancel_case_day(case_day=there, actor=manager, reason="Flood")
        assert "is planned." in send(client, "casedays-new", **self.form_of(there.site))

    def test_errors_stand_in_the_order_of_the_fields(self, client: Client) -> None:
        html = send(client, "casedays-new", site=requested_day().site_id, expected_patients="0")
        summary = html[html.index("error-summary") :]
        places = [summary.index(f'href="#id_{name}"') for name in ("date", "first_case_time", "expected_patients")]
        assert places == sorted(places)

    def test_service_refuses_without_the_word_of_the_manager(self, manager: User) -> None:
        there = planned_day()
        made: dict[str, Any] = {"actor": manager, "practice": there.practice, "site": there.site, "date": there.date}
        with pytest.raises(DayThere) as refused:
            lifecycle.create_case_day(**made, details=details())
        assert refused.value.case_day_id == there.pk
        day = lifecycle.create_case_day(**made, details=details(), beside=there.pk)
        assert day.status == Status.PLANNED


def test_who_nobody_replaces_leaves(client: Client) -> None:
    day = accepted_day()
    date = day_ahead(30)
    html = client.get(
        reverse("manager:casedays-reschedule", args=[day.pk]), {"date_1": date.isoformat()}
    ).content.decode()
    name = in_slot(day, ProviderType.NURSE).clinician.user.get_full_name()
    assert f"{name} leaves: No answer for" in html
    assert "Nobody is eligible as nurse" in html
    assert "is replaced" not in html


def test_after_a_request_the_next_one_is_a_click_away_and_an_open_proposal_falls_away(
    client: Client, manager: User
) -> None:
    first, second = requested_day(), requested_day()
    lifecycle.propose_date(case_day=first, actor=manager, date=day_ahead(40))
    address = reverse("manager:casedays-accept", args=[first.pk])
    asked = client.get(address).content.decode()
    assert f"<b>{wording.day(day_ahead(40))}</b>, which is proposed to the practice, falls away." in asked
    sent = {"date": first.date.isoformat(), "version": fresh(first).version}
    html = client.post(address, sent, follow=True).content.decode()
    assert (
        f'<a href="{reverse("manager:casedays-detail", args=[second.pk])}">Next request: {wording.day(second.date)}'
        in html
    )
    rejected = client.post(reverse("manager:casedays-reject", args=[second.pk]), {"reason": "No team"}, follow=True)
    assert "Next request" not in rejected.content.decode()
    assert (
        "falls away" not in client.get(reverse("manager:casedays-accept", args=[requested_day().pk])).content.decode()
    )
