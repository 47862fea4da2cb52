"""Why him, and why not her: in one click, in the words of the rule that decided; and the suggested trio."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import Clinician, Credential, User
from availability.models import Availability, Period
from casedays import lifecycle, staffing
from casedays.matching.eligibility import Rule
from casedays.models import Assignment, CaseDay
from casedays.proposals import stored
from casedays.selectors.proposal.why import why_of
from casedays.states import ACTIVE, AssignmentStatus
from notifications.models import Notification
from practices.models import ClinicianPreference, Preference
from tests.casedays.proposals.conftest import Run, date_in
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import confirmed_day, in_slot, planned_day, requested_day
from tests.support.proposals import text

pytestmark = pytest.mark.django_db
People = dict[str, list[Clinician]]


def why_page(browser: Client, day: CaseDay, query: str = "slot=nurse") -> str:
    return text(browser.get(f"{reverse('manager:casedays-why', args=[day.pk])}?{query}"))


def _other_day(day: CaseDay, nurse: Clinician, manager: User) -> str:
    staffing.hold_clinician(case_day=planned_day(date=day.date), clinician=nurse, actor=manager)
    return "On another case day"


def _silent(day: CaseDay, nurse: Clinician, manager: User) -> str:
    Availability.objects.filter(clinician=nurse, date=day.date).delete()
    return "No answer for"


def _credential(day: CaseDay, nurse: Clinician, manager: User) -> str:
    Credential.objects.filter(clinician=nurse, kind__name="BLS").delete()
    return "No BLS"


def _skill(day: CaseDay, nurse: Clinician, manager: User) -> str:
    from accounts.models import Skill

    day.skills.add(Skill.objects.get_or_create(name="difficult IV access", provider_types=["nurse"])[0])
    return "Lacks the skill difficult IV access"


def _do_not_send(day: CaseDay, nurse: Clinician, manager: User) -> str:
    ClinicianPreference.objects.create(practice=day.practice, clinician=nurse, preference=Preference.DO_NOT_SEND)
    return "Practice asked not to be sent this person"


def _week(day: CaseDay, nurse: Clinician, manager: User) -> str:
    _limit(day, nurse, manager, max_days_per_week=1)
    return "Would be a 2nd day this week; the most is 1"


def _period(day: CaseDay, nurse: Clinician, manager: User) -> str:
    _limit(day, nurse, manager, max_days_per_period=1)
    return "Would be a 2nd day this period; the most is 1"


def _limit(day: CaseDay, nurse: Clinician, manager: User, **limit: int) -> None:
    other = planned_day(date=day.date + dt.timedelta(days=1))
    staffing.hold_clinician(case_day=other, clinician=nurse, actor=manager)
    Clinician.objects.filter(pk=nurse.pk).update(**limit)


def _distance(day: CaseDay, nurse: Clinician, manager: User) -> str:
    nurse.home_zip, nurse.max_miles = "97401", 20
    nurse.save()
    return "miles away; the most is 20"


def _dropped_out(day: CaseDay, nurse: Clinician, manager: User) -> str:
    other = planned_day(date=day.date)
    staffing.hold_clinician(case_day=other, clinician=nurse, actor=manager)
    held = in_slot(other, ProviderType.NURSE)
    Assignment.objects.filter(pk=held.pk).update(
        status=AssignmentStatus.DECLINED, ended_from_date=day.date, ended_at=day.requested_at, ended_reason="Ill",
        asked_at=day.requested_at,
    )  # fmt: skip
    return "Said they can"


REASONS = {
    Rule.OTHER_DAY: _other_day,
    Rule.AVAILABILITY: _silent,
    Rule.CREDENTIAL: _credential,
    Rule.SKILL: _skill,
    Rule.DO_NOT_SEND: _do_not_send,
    Rule.WEEK_LIMIT: _week,
    Rule.PERIOD_LIMIT: _period,
    Rule.DISTANCE: _distance,
    "dropped out": _dropped_out,
}


@pytest.mark.parametrize("rule", REASONS)
def test_why_not_her_names_the_rule_that_decides(
    rule: str, browser: Client, period: Period, people: People, manager: User
) -> None:
    day, nurse = planned_day(date=date_in(period)), people["nurse"][0]
    said = REASONS[rule](day, nurse, manager)
    found = next(one for one in why_of(day, ProviderType.NURSE, None).excluded if one.clinician_id == nurse.pk)
    assert said in found.blocks[0].why
    shown = why_page(browser, day)
    assert nurse.user.get_full_name() in shown
    assert said in shown


def test_every_rule_about_somebody_of_the_type_who_works_is_tried() -> None:
    assert set(Rule) - set(REASONS) == {Rule.PROVIDER_TYPE, Rule.INACTIVE}


def test_why_him_says_what_speaks_for_him_and_his_rank(
    browser: Client, period: Period, people: People, manager: User
) -> None:
    day, (first, second) = planned_day(date=date_in(period)), people["nurse"]
    willing(second, day.date, answer="if_needed")
    staffing.hold_clinician(case_day=day, clinician=second, actor=manager)
    shown = why_page(browser, day)
    assert f"Why {second.user.get_full_name()}?" in shown
    assert "Passes every rule" in shown
    assert "Number 2, 90 points behind the best of 2 who can" in shown
    assert "If needed" in shown
    assert first.user.get_full_name() in shown
    page = text(browser.get(reverse("manager:casedays-detail", args=[day.pk])))
    assert f"{reverse('manager:casedays-why', args=[day.pk])}?slot=nurse" in page


def test_what_stands_against_him_by_now_is_said_unless_it_was_overridden(
    browser: Client, period: Period, people: People, manager: User
) -> None:
    day, nurse = planned_day(date=date_in(period)), people["nurse"][0]
    staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager)
    _do_not_send(day, nurse, manager)
    assert "Practice asked not to be sent this person." in why_page(browser, day)
    Assignment.objects.update(overridden=[f"do_not_send:{day.practice_id}"], override_reason="They agreed")
    assert "Passes every rule" in why_page(browser, day)


def test_in_a_proposal_people_are_where_it_puts_them(
    browser: Client, period: Period, people: People, run: Run, manager: User
) -> None:
    first, second = (planned_day(date=date_in(period)) for _ in range(2))
    found = run()
    there = {row.slot: row.after or 0 for row in stored.rows_of(found)[second.pk]}
    shown = why_page(browser, first, f"slot=nurse&run={found.pk}")
    other = Clinician.objects.get(pk=there["nurse"]).user.get_full_name()
    assert f"On another case day: {second.practice.name}, {second.site.label} (in this proposal)" in shown
    assert other in shown
    assert "as the proposal has it" in shown
    assert "(in this proposal)" not in why_page(browser, first)
    review = text(browser.get(reverse("manager:matching-run", args=[found.pk])))
    assert f"{reverse('manager:casedays-why', args=[first.pk])}?slot=nurse&amp;run={found.pk}" in review


def test_who_was_never_in_question_is_asked_about_too(
    browser: Client, period: Period, people: People, run: Run, manager: User
) -> None:
    day, nurse = planned_day(date=date_in(period)), people["nurse"][0]
    staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager)
    found = run()
    review = text(browser.get(reverse("manager:matching-run", args=[found.pk])))
    assert f"slot=nurse&amp;run={found.pk}" in review
    assert f"Why {nurse.user.get_full_name()}?" in why_page(browser, day, f"slot=nurse&run={found.pk}")


def test_a_run_that_is_not_there_is_not_found(browser: Client, period: Period) -> None:
    day = planned_day(date=date_in(period))
    assert browser.get(f"{reverse('manager:casedays-why', args=[day.pk])}?run=999").status_code == 404
    ended = requested_day(date=date_in(period, 5))
    answer = browser.get(reverse("manager:casedays-why", args=[ended.pk]), follow=True)
    assert "Nobody can be put there now" in text(answer)


def test_a_trio_is_suggested_with_reasons_and_held_in_one_click(
    browser: Client, period: Period, people: People
) -> None:
    day = planned_day(date=date_in(period))
    address = reverse("manager:casedays-trio", args=[day.pk])
    assert address in text(browser.get(reverse("manager:casedays-detail", args=[day.pk])))
    shown = text(browser.get(address))
    assert shown.count("Hold these 3") == 3
    assert "Best team" in shown
    assert "0 days this period, average 0.0" in shown
    chosen = [some[0].pk for some in people.values()]
    answer = browser.post(address, {"clinician": chosen}, follow=True)
    assert "They are not told yet" in text(answer)
    assert set(day.assignments.filter(status__in=ACTIVE).values_list("clinician", flat=True)) == set(chosen)
    assert "The team is complete" in text(browser.get(address))


@pytest.mark.parametrize("clinicians", [[], ["abc"], [999_999], ["9" * 30]])
def test_what_is_no_team_is_refused_in_words(
    browser: Client, period: Period, people: People, clinicians: list[Any]
) -> None:
    day = planned_day(date=date_in(period))
    answer = browser.post(reverse("manager:casedays-trio", args=[day.pk]), {"clinician": clinicians}, follow=True)
    assert "Choose one of the suggested teams" in text(answer)
    assert not day.assignments.exists()


def test_somebody_taken_meanwhile_is_said_and_nobody_is_held(
    browser: Client, period: Period, people: People, manager: User
) -> None:
    day = planned_day(date=date_in(period))
    nurse = people["nurse"][0]
    staffing.hold_clinician(case_day=planned_day(date=day.date), clinician=nurse, actor=manager)
    team = [some[0].pk for some in people.values()]
    answer = browser.post(reverse("manager:casedays-trio", args=[day.pk]), {"clinician": team}, follow=True)
    assert f"{nurse.user.get_full_name()}: on another case day" in text(answer)
    assert not day.assignments.exists()


def test_on_a_confirmed_day_who_is_taken_is_asked(
    browser: Client, period: Period, people: People, manager: User
) -> None:
    day = confirmed_day(date=date_in(period), manager=manager)
    out = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=out, actor=out.clinician.user, reason="Ill")
    address = reverse("manager:casedays-trio", args=[day.pk])
    shown = text(browser.get(address))
    assert "Assign and text 1" in shown
    assert out.clinician.user.get_full_name() not in shown
    spare = people["nurse"][0]
    browser.post(address, {"clinician": [spare.pk]})
    assert in_slot(day, ProviderType.NURSE).status == AssignmentStatus.ASKED
    assert Notification.objects.filter(recipient=spare.user, kind="casedays.asked").exists()


def test_without_a_possible_team_it_says_which_type_is_missing(browser: Client, period: Period) -> None:
    day = planned_day(date=date_in(period))
    for slot in (ProviderType.NURSE, ProviderType.ANESTHESIOLOGIST):
        willing(credentialed_clinician(slot), day.date)
    credentialed_clinician(ProviderType.MEDIC)
    shown = text(browser.get(reverse("manager:casedays-trio", args=[day.pk])))
    assert "No full team is possible" in shown
    assert "No medic gave an answer for this date" in shown


def test_a_day_that_takes_no_team_leads_back(browser: Client, period: Period, manager: User) -> None:
    day = planned_day(date=date_in(period))
    lifecycle.cancel_case_day(case_day=day, actor=manager, reason="Dentist ill")
    answer = browser.get(reverse("manager:casedays-trio", args=[day.pk]), follow=True)
    assert "It cannot be staffed now" in text(answer)
