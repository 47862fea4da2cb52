"""A whole period from the database: which days and slots, who, with how few queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician, User
from availability.models import Period
from casedays import lifecycle, staffing
from casedays.matching.assemble import problem_of
from casedays.matching.eligibility import blocks
from casedays.matching.period import load_period
from casedays.matching.scope import Moves, Scope, restored
from casedays.models import CaseDay
from casedays.selectors.candidates import candidates_for
from casedays.states import Status
from scheduling_portal.core import clock
from scheduling_portal.core.errors import RuleBroken
from tests.factories import bulk
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import PeriodFactory, willing
from tests.factories.casedays import accepted_day, confirmed_day, in_slot, planned_day, requested_day, staffed_day, trio
from tests.personas import make_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def period() -> Period:
    made: Period = PeriodFactory.create()
    return made


def scope_of(period: Period, **more: object) -> Scope:
    return Scope(period.starts_on, period.ends_on, **more)  # type: ignore[arg-type]


def date_in(period: Period, days: int = 3) -> dt.date:
    return period.starts_on + dt.timedelta(days=days)


def ids(scope: Scope) -> dict[int, tuple[str, ...]]:
    return {day.needs.day_id: day.open for day in load_period(scope).days}


def test_planned_and_confirmed_days_with_open_slots_are_in_it(period: Period, manager: User) -> None:
    planned = planned_day(date=date_in(period))
    requested_day(date=date_in(period))
    staffed_day(date=date_in(period, 4), manager=manager)
    risky = confirmed_day(date=date_in(period, 5), manager=manager)
    out = in_slot(risky, ProviderType.NURSE)
    staffing.decline_assignment(assignment=out, actor=out.clinician.user, reason="Ill")
    every = tuple(slot.value for slot in SLOT_ORDER)
    assert ids(scope_of(period)) == {planned.pk: every, risky.pk: ("nurse",)}


def test_who_dropped_out_is_not_asked_again_that_date(period: Period, manager: User) -> None:
    risky = confirmed_day(date=date_in(period), manager=manager)
    out = in_slot(risky, ProviderType.NURSE)
    staffing.decline_assignment(assignment=out, actor=out.clinician.user, reason="Ill")
    other = planned_day(date=date_in(period))
    spare = credentialed_clinician(ProviderType.NURSE)
    willing(spare, date_in(period))
    problem = problem_of(load_period(scope_of(period)))
    pairs = zip(problem.pairs.day, problem.pairs.clinician, strict=True)
    nurses = {(problem.days[d].id, problem.clinicians[c].id) for d, c in pairs}
    assert {(risky.pk, spare.pk), (other.pk, spare.pk)} <= nurses
    assert not {(risky.pk, out.clinician_id), (other.pk, out.clinician_id)} & nurses


def test_who_dropped_out_is_known_by_date_for_the_other_dates_of_practices_too(period: Period, manager: User) -> None:
    risky = confirmed_day(date=date_in(period), manager=manager)
    out = in_slot(risky, ProviderType.NURSE)
    staffing.decline_assignment(assignment=out, actor=out.clinician.user, reason="Ill")
    planned_day(date=date_in(period, 5))
    world = load_period(scope_of(period))
    assert world.by_id[out.clinician_id].dropped == {risky.date}


def test_days_and_who_is_on_them_name_the_site_as_every_page_does(period: Period, manager: User) -> None:
    held, open_day = staffed_day(date=date_in(period), manager=manager), planned_day(date=date_in(period, 5))
    world = load_period(scope_of(period))
    assert [day.label for day in world.days] == [str(open_day.site)]
    nurse = world.by_id[in_slot(held, ProviderType.NURSE).clinician_id]
    assert nurse.busy[held.date].label == str(held.site)
    assert str(held.site).endswith(f"({held.site.city})")


def test_held_ones_are_freed_when_they_may_be_moved_but_not_the_accepted(period: Period, manager: User) -> None:
    held = staffed_day(date=date_in(period), manager=manager)
    asked = confirmed_day(date=date_in(period, 1), manager=manager)
    accepted_day(date=date_in(period, 2), manager=manager)
    assert ids(scope_of(period)) == {}
    assert set(ids(scope_of(period, moves=Moves.HELD))) == {held.pk}
    assert set(ids(scope_of(period, moves=Moves.ASKED))) == {held.pk, asked.pk}
    world = load_period(scope_of(period, moves=Moves.HELD))
    assert len(world.current) == 3
    assert all(held.date not in world.by_id[clinician].busy for _, clinician in world.current)


def test_what_a_manager_overrode_stays(period: Period, manager: User) -> None:
    day = planned_day(date=date_in(period))
    nurse = credentialed_clinician(ProviderType.NURSE)  # has not answered
    staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager, override_reason="She said so by phone")
    assert ids(scope_of(period, moves=Moves.ASKED)) == {day.pk: ("anesthesiologist", "medic")}


def test_dates_regions_types_and_single_days_narrow_it(period: Period) -> None:
    boise = make_practice("Boise Pediatric Dentistry", zip_code="83702", city="Boise", state="ID")
    first, second = planned_day(date=date_in(period)), planned_day(date=date_in(period, 6))
    idaho = planned_day(boise, date=date_in(period))
    assert set(ids(scope_of(period))) == {first.pk, second.pk, idaho.pk}
    assert set(ids(Scope(period.starts_on, date_in(period, 4)))) == {first.pk, idaho.pk}
    assert set(ids(scope_of(period, states=("ID",)))) == {idaho.pk}
    assert set(ids(scope_of(period, days=(second.pk,)))) == {second.pk}
    assert set(ids(scope_of(period, types=("nurse",))).values()) == {("nurse",)}


def test_requests_are_tried_without_being_accepted(period: Period) -> None:
    wanted = requested_day(date=date_in(period))
    requested_day(date=date_in(period, 1))
    assert set(ids(scope_of(period, requests=(wanted.pk,)))) == {wanted.pk}
    assert CaseDay.objects.get(pk=wanted.pk).status == Status.REQUESTED


def tried(period: Period, wanted: CaseDay) -> tuple[dt.date, str]:
    (day,) = load_period(scope_of(period, requests=(wanted.pk,))).days
    return day.needs.date, day.tried


def test_a_request_is_tried_on_the_best_of_its_dates_on_which_a_team_is_possible(period: Period) -> None:
    first, second, third = (date_in(period, n) for n in (3, 5, 1))
    wanted = requested_day(date=first, alternatives=[second, third])
    assert tried(period, wanted) == (first, "their first choice; no team is possible on any of their 3 dates")
    trio(third)
    assert tried(period, wanted) == (third, "their 3rd choice, because no team is possible on a better one")
    trio(first)
    assert tried(period, wanted) == (first, "their first choice")


def test_answers_for_the_other_dates_of_the_practice_are_known_too(period: Period, manager: User) -> None:
    day = requested_day(date=date_in(period), alternatives=[date_in(period, 5)])
    lifecycle.accept_request(case_day=day, actor=manager, date=day.date)
    nurse = credentialed_clinician(ProviderType.NURSE)
    willing(nurse, date_in(period, 5))
    assert load_period(scope_of(period)).by_id[nurse.pk].answers == {date_in(period, 5): "available"}


def test_a_proposed_date_counts_as_the_date_of_a_request(period: Period) -> None:
    later = PeriodFactory.create()
    wanted = requested_day(date=date_in(period), alternatives=[date_in(period, 5)])
    trio(date_in(period, 5))
    CaseDay.objects.filter(pk=wanted.pk).update(proposed_date=date_in(period, 8), proposed_until=clock.now())
    assert tried(period, wanted) == (date_in(period, 8), "the proposed date")
    CaseDay.objects.filter(pk=wanted.pk).update(proposed_date=date_in(later))
    assert ids(scope_of(period, requests=(wanted.pk,))) == {}
    assert tried(later, wanted) == (date_in(later), "the proposed date")


def test_dates_of_two_periods_are_refused(period: Period) -> None:
    later = PeriodFactory.create()
    with pytest.raises(RuleBroken, match="Choose dates within one period"):
        load_period(Scope(period.starts_on, later.ends_on))
    with pytest.raises(RuleBroken, match="before the first"):
        load_period(Scope(period.ends_on, period.starts_on))


def test_the_loaded_people_are_those_of_the_candidate_list(period: Period) -> None:
    day = planned_day(date=date_in(period), children=True)
    team = trio(day.date)
    credentialed_clinician(ProviderType.NURSE)
    world = load_period(scope_of(period))
    for slot in SLOT_ORDER:
        listed = {one.clinician_id for one in candidates_for(day, slot).ranked}
        mine = {
            p.clinician_id
            for p in world.people
            if p.provider_type == slot and not blocks(p, world.days[0].needs, slot, world.book)
        }
        assert mine == listed
    assert len(team) == 3


def test_a_scope_is_stored_and_given_back(period: Period) -> None:
    scope = scope_of(
        period, states=("OR",), types=("nurse",), days=(1,), requests=(2,), moves=Moves.HELD, stable=False,
        weights={"per_mile": 3},
    )  # fmt: skip
    assert restored(scope.stored()) == scope


def test_other_weights_take_the_place_of_those_in_force(period: Period) -> None:
    planned_day(date=date_in(period))
    assert load_period(scope_of(period, weights={"per_mile": 7})).weights.per_mile == 7


def test_queries_are_few_and_the_same_for_more(period: Period) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            problem_of(load_period(scope_of(period, moves=Moves.HELD)))
        return len(asked)

    people = bulk.clinicians(2)
    everybody: list[Clinician] = [one for some in people.values() for one in some]
    bulk.answers(period, everybody)
    dates = [date_in(period, n) for n in range(20)]
    bulk.days(bulk.sites(3), dates[:2], Status.PLANNED)
    load_period(scope_of(period))  # rules are stored when they are first read
    few = count()
    bulk.days(bulk.sites(3), dates, Status.PLANNED)
    bulk.answers(period, [one for some in bulk.clinicians(9).values() for one in some])
    assert count() == few <= 12
