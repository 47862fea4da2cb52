"""What counts as needing a manager, and in which words it is shown."""

import datetime as dt

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import User
from casedays import changes, lifecycle, staffing
from casedays.details import Edit
from casedays.models import Assignment, CaseDay
from casedays.selectors import attention
from casedays.selectors.attention import Group
from casedays.selectors.attention.counts import KEPT
from scheduling_portal.core import clock
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import PeriodFactory
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
)  # fmt: skip

pytestmark = pytest.mark.django_db


def counted(manager: User) -> dict[Group, int]:
    """The groups that hold something now."""
    manager.__dict__.pop(KEPT, None)
    return {group: count for group, count in attention.counts(manager).items() if count}


def only_item(manager: User, group: Group) -> attention.Item:
    manager.__dict__.pop(KEPT, None)
    (item,) = attention.section(manager, group).items
    return item


def drop_out(day: CaseDay, slot: ProviderType = ProviderType.NURSE, reason: str = "Child is ill") -> None:
    assignment = in_slot(day, slot)
    staffing.decline_assignment(assignment=assignment, actor=assignment.clinician.user, reason=reason)


def test_nothing_is_counted_when_all_is_settled(manager: User) -> None:
    accepted_day()
    assert counted(manager) == {}


def test_counts_are_for_managers_only(nurse: User) -> None:
    requested_day()
    assert attention.total(nurse) == 0


def test_counts_ask_once_per_request(manager: User, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        attention.total(manager)
        attention.requests(manager)


def test_a_drop_out_puts_the_day_at_risk(manager: User) -> None:
    day = accepted_day()
    drop_out(day)
    assert counted(manager)[Group.RISK] == 1
    item = only_item(manager, Group.RISK)
    assert item.why.startswith("Nurse slot open.")
    assert "Child is ill" in item.why
    assert item.slot == ProviderType.NURSE
    assert item.verb == "Choose nurse"


def test_an_open_offer_is_shown_with_its_closing_time(manager: User) -> None:
    from tests.factories.availability import willing

    day = accepted_day()
    willing(credentialed_clinician(ProviderType.NURSE), day.date)
    drop_out(day)
    item = only_item(manager, Group.RISK)
    assert item.side is not None
    assert item.side[:2] == ("offer", "sent")
    assert item.side[2].startswith("1 offer, till")
    assert item.verb == "Open day"


def test_a_conflict_needs_a_manager_although_the_team_is_complete(manager: User) -> None:
    day = staffed_day()
    Assignment.objects.filter(pk=active(day)[0].pk).update(conflict="ACLS ended 8 Dec, before this day")
    assert counted(manager) == {Group.RISK: 1}
    assert "ACLS ended" in only_item(manager, Group.RISK).why


def test_a_waiting_change_shows_old_and_new(manager: User) -> None:
    day = accepted_day()
    edit = Edit(site=day.site, date=day_ahead(20), details=details())
    changes.edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)
    assert counted(manager) == {Group.CHANGES: 1}
    ((label, old, new),) = only_item(manager, Group.CHANGES).changes
    assert label == "Date"
    assert old != new


def test_a_request_waits_until_a_date_is_proposed_and_again_when_that_lapses(manager: User) -> None:
    day = requested_day(alternatives=[day_ahead(15), day_ahead(16)])
    assert counted(manager) == {Group.REQUESTS: 1}
    assert only_item(manager, Group.REQUESTS).date_note.startswith("or ")
    lifecycle.propose_date(case_day=day, actor=manager, date=day_ahead(20))
    assert counted(manager) == {}
    with time_machine.travel(clock.now() + dt.timedelta(days=4)):
        assert counted(manager) == {Group.REQUESTS: 1}
        assert "did not answer" in only_item(manager, Group.REQUESTS).why


def test_a_planned_day_without_a_full_team(manager: User) -> None:
    planned_day()
    assert counted(manager) == {Group.TEAM: 1}
    assert only_item(manager, Group.TEAM).verb == "Choose anesthesiologist"


def test_a_full_team_that_is_only_held_needs_nobody(manager: User) -> None:
    staffed_day()
    assert counted(manager) == {}


def test_unanswered_are_listed_after_the_reminder(manager: User) -> None:
    day = confirmed_day()
    assert counted(manager) == {}
    with time_machine.travel(clock.now() + dt.timedelta(hours=30)):
        assert staffing.remind_unanswered() == 3
        assert counted(manager) == {Group.ANSWERS: 3}
        section = attention.section(manager, Group.ANSWERS)
        assert section.count == 3
        assert "asked 1 day ago, reminded" in section.items[0].why
        (folded,) = [one for one in attention.sections(manager) if one.group == Group.ANSWERS]
        assert folded.count == 3
    assert fresh(day).status == "confirmed"


def test_an_unseen_change_is_one_thing_with_all_who_have_not_seen_it(manager: User) -> None:
    day = accepted_day()
    edit = Edit(site=day.site, date=day.date, details=details(first_case_time=dt.time(8)))
    changes.edit_case_day(case_day=day, edit=edit, actor=ManagerFactory.create(), version=day.version)
    assert counted(manager) == {Group.UNSEEN: 1}
    assert only_item(manager, Group.UNSEEN).why.count(",") == 2


def test_missing_availability_is_told_on_one_line(manager: User) -> None:
    PeriodFactory.create()
    credentialed_clinician(ProviderType.NURSE)
    assert counted(manager) == {Group.AVAILABILITY: 1}
    (section,) = attention.sections(manager)
    assert "1 of 1 clinicians has not answered" in section.line


def test_days_that_have_passed_need_nobody(manager: User) -> None:
    day = planned_day(date=day_ahead(3))
    with time_machine.travel(clock.now() + dt.timedelta(days=5)):
        assert counted(manager) == {}
    assert day.pk


def test_three_groups_are_open_and_the_rest_folded(manager: User) -> None:
    drop_out(accepted_day())
    requested_day()
    planned_day()
    with time_machine.travel(clock.now() + dt.timedelta(hours=30)):
        confirmed_day(date=day_ahead(20))
        later = clock.now() + dt.timedelta(hours=30)
    with time_machine.travel(later):
        staffing.remind_unanswered()
        manager.__dict__.pop(KEPT, None)
        groups = attention.sections(manager)
    assert [group.group for group in groups] == [Group.RISK, Group.REQUESTS, Group.TEAM, Group.ANSWERS]
    assert [bool(group.items) for group in groups] == [True, True, True, False]
    assert groups[-1].line.startswith("Oldest: ")


def test_more_words_count_what_is_not_shown(manager: User) -> None:
    for _ in range(5):
        requested_day()
    (section,) = attention.sections(manager)
    assert section.more_words == "2 more requests"


def test_other_dates_name_the_month_once() -> None:
    dates = [dt.date(2027, 3, 25), dt.date(2027, 3, 31), dt.date(2027, 4, 2)]
    assert attention.other_dates(dates) == "25, 31 Mar, 2 Apr"
