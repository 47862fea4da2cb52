"""What the manager's page says of slots, and of days that are over."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import Clinician, Skill, User
from availability.demand import place
from casedays import changes, lifecycle, staffing
from casedays.details import Edit
from casedays.eligible import check_team
from casedays.matching.eligibility import day_words
from casedays.models import Assignment, CaseDay
from casedays.selectors.candidates import candidates_for
from casedays.selectors.proposal.why import why_of
from casedays.selectors.reach import reach
from casedays.states import Status
from scheduling_portal.core import wording
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    day_ahead,
    details,
    in_slot,
    planned_day,
    requested_day,
    staff_of,
    trio,
)  # fmt: skip
from tests.factories.practices import SiteFactory
from tests.personas import client_of
from tests.support.manager import dropped_out, page_of, send
from tests.support.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


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


def test_who_said_they_cannot_make_it_counts_as_eligible_nowhere_on_that_date(client: Client, manager: User) -> None:
    day, other = dropped_out()
    gone = Assignment.objects.get(case_day=day, status="declined").clinician
    listed = candidates_for(day, ProviderType.NURSE)
    assert [one.clinician_id for one in listed.ranked] == [other]
    assert [(one.clinician_id, one.why, one.overridable) for one in listed.excluded] == [
        (gone.pk, f"Said they can't make it on {day_words(day.date)}", True)
    ]
    why = why_of(day, ProviderType.NURSE, None)
    assert [one.clinician_id for one in why.others] == [other]
    assert [one.blocks[0].why for one in why.excluded] == [listed.excluded[0].why]
    assert reach(day.date, day.date)[day.date].chances[place(day.pk, day.date)] == {"nurse": 1}
    html = page_of(client, day, "?slot=nurse")
    assert ">1 eligible<" in html
    assert f'clinician={gone.pk}">Override…' in html
    with pytest.raises(staffing.NeedsReason, match="said they can't make it"):
        staffing.hold_clinician(case_day=day, clinician=gone, actor=manager)


def test_who_came_back_after_saying_no_is_held_against_it_no_more(manager: User) -> None:
    day, _ = dropped_out()
    gone = Assignment.objects.get(case_day=day, status="declined").clinician
    again = staffing.hold_clinician(case_day=day, clinician=gone, actor=manager, override_reason="Found a sitter")
    assert again.overridden == [f"availability:{day.date}:dropped"]
    assert check_team(day, [again]) == {again.pk: []}


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


def test_day_with_a_change_that_rules_somebody_out_asks_few_queries(client: Client) -> None:
    day = accepted_day(team=trio(day_ahead(), skills=["pediatric", "spanish"]))
    keep, *others = [assignment.clinician for assignment in active(day)]
    willing(keep, day_ahead(20))
    edit = Edit(
        site=SiteFactory.create(practice=day.practice),
        date=day_ahead(20),
        details=details(children=True, skills=[Skill.objects.get(name="spanish")]),
    )
    changes.edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)
    staffing.release_clinician(assignment=active(day)[2], actor=ManagerFactory.create(), reason="Swap")
    address = reverse("manager:casedays-detail", args=[day.pk])
    html = client.get(address).content.decode()
    assert others[0].user.get_full_name() in html
    assert queries_of(client, address) <= 15


def test_times_name_the_zone_of_the_site_where_the_readers_is_another(client: Client, manager: User) -> None:
    day = planned_day(site=SiteFactory.create(time_zone="America/Boise", state="ID"))
    assert " am MT" in page_of(client, day).partition('id="timeline"')[2].replace(" pm MT", " am MT")
    User.objects.filter(pk=manager.pk).update(time_zone="America/Boise")
    timeline = page_of(client, day).partition('id="timeline"')[2]
    assert "timeline-when" in timeline
    assert " MT" not in timeline
