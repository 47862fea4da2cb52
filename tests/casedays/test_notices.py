"""Who hears what of a case day, from the services down to the words."""

import datetime as dt

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import User
from casedays import backfill, lifecycle, staffing
from casedays.details import Edit
from casedays.models import CaseDay, Offer
from casedays.states import OfferStatus, Role
from notifications.enums import Channel, Fate
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    day_ahead,
    details,
    planned_day,
    requested_day,
    staff_of,
    staffed_day,
)
from tests.factories.practices import MembershipFactory
from tests.support.told import channels, forget, kinds_of, last

pytestmark = pytest.mark.django_db


def edited(day: CaseDay, **fields: object) -> Edit:
    return Edit(site=day.site, date=day.date, details=details(**fields))


class TestRequest:
    def test_managers_hear_of_it_and_the_practice_does_not(self, boss: User) -> None:
        day = requested_day(alternatives=[day_ahead(15), day_ahead(16)])
        assert kinds_of(boss) == ["requested"]
        assert "and 2 more dates" in last(boss).body
        assert kinds_of(staff_of(day.practice)) == []

    def test_repeat_rule_is_told_once(self, boss: User) -> None:
        day = requested_day()
        forget()
        lifecycle.request_case_days(
            actor=staff_of(day.practice), practice=day.practice, site=day.site,
            dates=[day_ahead(20 + 7 * week) for week in range(5)], details=details(), series=True,
        )  # fmt: skip
        assert kinds_of(boss) == ["requested"]
        first = day_ahead(20)
        assert f"5 days from {first:%a} {first.day} {first:%b}" in last(boss).body
        assert f"5 days from {first:%a} {first.day} {first:%b}" in last(boss).subject

    def test_repeat_rule_is_settled_when_none_of_its_days_is_a_request(self, boss: User, other: User) -> None:
        site = requested_day().site
        days = lifecycle.request_case_days(
            actor=staff_of(site.practice), practice=site.practice, site=site,
            dates=[day_ahead(20 + 7 * week) for week in range(4)], details=details(), series=True,
        )  # fmt: skip
        row = last(other)
        lifecycle.accept_request(case_day=days[0], actor=boss, date=days[0].date)
        lifecycle.reject_request(case_day=days[1], actor=boss, reason="No team")
        lifecycle.cancel_case_day(case_day=days[2], actor=staff_of(site.practice), reason="No patients")
        row.refresh_from_db()
        assert row.read_at is None
        lifecycle.accept_request(case_day=days[3], actor=boss, date=days[3].date)
        row.refresh_from_db()
        assert row.read_at is not None

    def test_request_taken_back_settles_what_managers_were_asked(self, boss: User) -> None:
        day = requested_day()
        lifecycle.cancel_case_day(case_day=day, actor=staff_of(day.practice), reason="No patients")
        assert boss.notifications.get(kind="casedays.requested").read_at is not None

    def test_request_edited_by_a_manager_is_told_to_the_practice(self, boss: User, other: User) -> None:
        day = requested_day()
        forget()
        self.edit(day, boss)
        assert kinds_of(boss) == kinds_of(other) == []
        row = last(staff_of(day.practice))
        assert row.kind == "casedays.request_changed"
        assert row.body.startswith(f"{boss.get_full_name()} edited your request")
        assert channels(row) == {Channel.PORTAL, Channel.EMAIL}
        moved = day_ahead(30)
        assert f"now {moved:%a} {moved.day} {moved:%b}" in row.body

    def test_request_edited_by_the_practice_is_told_to_managers(self, boss: User) -> None:
        day = requested_day()
        forget()
        self.edit(day, staff_of(day.practice))
        assert last(boss).body.startswith("The practice edited its request")
        assert kinds_of(staff_of(day.practice)) == []

    def test_who_is_both_edits_as_the_portal_says(self, boss: User, other: User) -> None:
        day = requested_day()
        MembershipFactory.create(practice=day.practice, user=boss)
        forget()
        self.edit(day, boss, role=Role.PRACTICE)
        assert kinds_of(other) == ["request_edited"]

    def edit(self, day: CaseDay, actor: User, role: Role | None = None) -> None:
        lifecycle.edit_request(
            case_day=day, actor=actor, site=day.site, wanted_dates=[day_ahead(30)], details=details(children=True),
            version=day.version, role=role,
        )  # fmt: skip

    def test_accepted_request_is_planned_and_never_called_confirmed(self, boss: User) -> None:
        day = planned_day(manager=boss)
        row = last(staff_of(day.practice))
        assert row.kind == "casedays.planned"
        assert "not confirmed yet" in row.subject
        assert channels(row) == {Channel.PORTAL, Channel.EMAIL}

    def test_acceptance_settles_what_managers_were_asked(self, boss: User, other: User) -> None:
        planned_day(manager=boss)
        assert last(other).read_at is not None

    def test_colleague_hears_as_well(self, boss: User) -> None:
        day = requested_day()
        colleague = MembershipFactory.create(practice=day.practice).user
        lifecycle.reject_request(case_day=day, actor=boss, reason="No team on that date")
        for person in (staff_of(day.practice), colleague):
            assert kinds_of(person) == ["rejected"]
            assert "No team on that date" in last(person).body
            assert "No team" not in last(person).subject

    def test_proposed_date_is_asked_and_its_answer_told(self, boss: User, other: User) -> None:
        day = requested_day()
        staff = staff_of(day.practice)
        lifecycle.propose_date(case_day=day, actor=boss, date=day_ahead(30))
        assert kinds_of(staff) == ["date_proposed"]
        forget()
        lifecycle.answer_proposal(case_day=day, actor=staff, accept=True)
        assert kinds_of(other) == ["proposal_accepted"]
        assert kinds_of(staff) == []

    def test_declined_date_is_told_to_managers(self, boss: User) -> None:
        day = requested_day()
        lifecycle.propose_date(case_day=day, actor=boss, date=day_ahead(30))
        forget()
        lifecycle.answer_proposal(case_day=day, actor=staff_of(day.practice), accept=False)
        assert kinds_of(boss) == ["proposal_declined"]


class TestConfirm:
    def test_held_clinicians_hear_nothing(self, boss: User) -> None:
        day = staffed_day(manager=boss)
        assert [kinds_of(a.clinician.user) for a in active(day)] == [[], [], []]

    def test_each_of_the_team_is_asked_and_the_practice_told(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        for assignment in active(day):
            row = last(assignment.clinician.user)
            assert row.kind == "casedays.asked"
            assert channels(row) == {Channel.PORTAL, Channel.TEXT}
            text = row.deliveries.get(channel=Channel.TEXT).body
            assert f"A {assignment.answer_code} to accept" in text
            assert "arrive 6:30 am PT" in text
            assert day.practice.name in text
            assert row.path == f"/clinician/case-days/{day.pk}/"
        row = last(staff_of(day.practice))
        assert row.kind == "casedays.confirmed"
        assert channels(row) == {Channel.PORTAL, Channel.EMAIL}
        assert kinds_of(boss) == ["requested"]  # and nothing of their own act

    def test_weekday_and_zone_are_the_sites(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        text = last(active(day)[0].clinician.user).deliveries.get(channel=Channel.TEXT).body
        assert f"{day.date:%a} {day.date.day} {day.date:%b}" in text

    def test_near_day_is_urgent(self, boss: User) -> None:
        with time_machine.travel(dt.datetime(2027, 3, 3, 20, 0, tzinfo=dt.UTC), tick=False):
            day = confirmed_day(manager=boss, date=dt.date(2027, 3, 5))
        assert last(active(day)[0].clinician.user).urgent

    def test_reminder_goes_on_a_second_channel(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        forget()
        with time_machine.travel(dt.datetime.now(tz=dt.UTC) + dt.timedelta(hours=30)):
            staffing.remind_unanswered()
        row = last(active(day)[0].clinician.user)
        assert row.kind == "casedays.reminded"
        assert channels(row) == {Channel.PORTAL, Channel.TEXT, Channel.EMAIL}


class TestAnswers:
    def test_acceptance_is_told_to_managers_and_settles_the_question(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        assignment = active(day)[0]
        person = assignment.clinician.user
        staffing.accept_assignment(assignment=assignment, actor=person)
        assert last(boss).kind == "casedays.accepted"
        assert person.get_full_name() in last(boss).subject
        question = person.notifications.get()
        assert question.read_at is not None
        assert question.deliveries.get(channel=Channel.TEXT).fate == Fate.SUPPRESSED

    def test_drop_out_alerts_managers_and_offers_go_out(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        spare = credentialed_clinician(ProviderType.NURSE)
        willing(spare, day.date)
        nurse = next(a for a in active(day) if a.provider_type == ProviderType.NURSE)
        forget()
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="My car broke down")
        assert kinds_of(boss) == ["declined"]
        assert "My car broke down" in last(boss).body
        assert channels(last(boss)) == {Channel.PORTAL, Channel.EMAIL}
        assert kinds_of(spare.user) == ["offered"]
        assert kinds_of(nurse.clinician.user) == []

    def test_drop_out_on_a_near_day_texts_managers(self, boss: User) -> None:
        with time_machine.travel(dt.datetime(2027, 3, 3, 20, 0, tzinfo=dt.UTC), tick=False):
            day = accepted_day(manager=boss, date=dt.date(2027, 3, 5))
            nurse = active(day)[1]
            forget()
            staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ella Brown is ill")
            row = next(row for row in boss.notifications.all() if row.kind == "casedays.declined")
        assert row.urgent
        text = row.deliveries.get(channel=Channel.TEXT).body
        assert "can't make" in text
        assert "Ella" not in text + row.subject

    def test_nobody_left_to_offer_it_to_is_told(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        nurse = active(day)[1]
        forget()
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        assert sorted(kinds_of(boss)) == ["declined", "offers_ran_out"]

    def test_taken_offer_is_told_to_managers_and_to_the_others(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        spares = [credentialed_clinician(ProviderType.NURSE) for _ in range(2)]
        for spare in spares:
            willing(spare, day.date)
        nurse = active(day)[1]
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        forget()
        taken, left = Offer.objects.filter(status=OfferStatus.SENT).order_by("pk")
        backfill.accept_offer(offer=taken, actor=taken.clinician.user)
        assert kinds_of(boss) == ["offer_taken"]
        assert kinds_of(left.clinician.user) == ["offer_filled"]
        assert kinds_of(taken.clinician.user) == []
