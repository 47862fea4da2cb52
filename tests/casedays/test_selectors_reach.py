"""What eligible clinicians can still do for days that lack somebody."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician, User
from availability.demand import Reach
from casedays import staffing
from casedays.matching.filling import DayToFill
from casedays.matching.problem import DayNeeds
from casedays.selectors import reach as reaching
from casedays.selectors.reach import most_teams, reach, take
from casedays.selectors.requests import hints_of
from practices.models import ClinicianPreference, Preference
from tests.factories.accounts import SkillFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import day_ahead, planned_day, requested_day, site_of, staffed_day, trio
from tests.factories.practices import PracticeFactory, SiteFactory

pytestmark = pytest.mark.django_db
DATE = day_ahead()
ALL = {kind.value: 1 for kind in SLOT_ORDER}
NONE = dict.fromkeys(ALL, 0)


def on_date() -> Reach:
    return reach(DATE, DATE)[DATE]


def nurse(**fields: object) -> Clinician:
    found = credentialed_clinician(ProviderType.NURSE, **fields)  # type: ignore[arg-type]
    willing(found, DATE)
    return found


def test_a_day_with_its_team_lacks_nothing() -> None:
    staffed_day(date=DATE)

    assert reach(DATE, DATE) == {}


def test_nobody_can_come() -> None:
    requested_day(date=DATE)

    assert on_date() == Reach(lacking=ALL, spare=NONE, teamless=1)


def test_a_team_can_come() -> None:
    requested_day(date=DATE)
    trio(DATE)

    assert on_date() == Reach(lacking=NONE, spare=NONE, teamless=0)


def test_who_is_left_over_is_spare() -> None:
    requested_day(date=DATE)
    trio(DATE)
    nurse()

    assert on_date().spare == NONE | {"nurse": 1}


def test_one_team_for_two_days() -> None:
    for _ in range(2):
        requested_day(date=DATE)
    trio(DATE)

    assert on_date() == Reach(lacking=ALL, spare=NONE, teamless=1)


def test_only_open_slots_are_asked_about(manager: User) -> None:
    day = planned_day(date=DATE)
    staffing.hold_clinician(case_day=day, clinician=nurse(), actor=manager)

    assert on_date().lacking == {"anesthesiologist": 1, "medic": 1}


def test_who_is_on_another_day_then_is_not_counted_twice(manager: User) -> None:
    team = staffed_day(date=DATE)
    requested_day(date=DATE)

    assert team.assignments.count() == 3
    assert on_date().lacking == ALL


# Each rule that the answers alone do not tell.


def test_skill_counts() -> None:
    skill = SkillFactory.create(name="spanish")
    requested_day(date=DATE, skills=[skill])
    trio(DATE)

    assert on_date().lacking == NONE | {"nurse": 1}
    nurse(skills=["spanish"])
    assert on_date() == Reach(lacking=NONE, spare=NONE, teamless=0)


def test_state_counts() -> None:
    practice = PracticeFactory.create()
    requested_day(site=SiteFactory.create(practice=practice, state="WA", city="Vancouver", zip_code="98660"), date=DATE)
    trio(DATE)

    assert on_date().lacking == ALL


def test_distance_counts() -> None:
    requested_day(date=DATE)
    trio(DATE, max_miles=1, latitude=40.7, longitude=-74.0)

    assert on_date().lacking == ALL


def test_a_practices_wish_counts() -> None:
    practice = PracticeFactory.create()
    requested_day(site=site_of(practice), date=DATE)
    for one in trio(DATE):
        ClinicianPreference.objects.create(practice=practice, clinician=one, preference=Preference.DO_NOT_SEND)

    assert on_date().lacking == ALL


def test_coverage_and_requests_page_say_the_same() -> None:
    """With one request on a date: a team is possible on the one page exactly when it is on the other."""
    skill = SkillFactory.create(name="spanish")
    day = requested_day(date=DATE, skills=[skill])
    trio(DATE)
    assert (on_date().teamless, hints_of(day)[0].possible) == (1, False)

    nurse(skills=["spanish"])
    assert (on_date().teamless, hints_of(day)[0].possible) == (0, True)


def test_whoever_fits_only_one_day_is_kept_for_it() -> None:
    skill = SkillFactory.create(name="spanish")
    requested_day(date=DATE)
    requested_day(date=DATE, skills=[skill])
    nurse(skills=["spanish"])
    nurse()

    assert on_date().lacking["nurse"] == 0


@pytest.mark.parametrize("many", [2, 12])
def test_reach_asks_five_queries(many: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for place in range(many):
        requested_day(date=DATE + dt.timedelta(days=place % 3))
        nurse()

    with django_assert_max_num_queries(5):
        assert len(reach(DATE, DATE + dt.timedelta(days=9))) == min(many, 3)


# Teams, where the same people fit several days.


def lacking(pk: int, *slots: str) -> DayToFill:
    needs = DayNeeds(pk, DATE, 1, 1, "OR", None, children=False, skills=())
    return DayToFill(needs, slots)


def test_days_that_take_most_people_are_given_up_for_two_others() -> None:
    """Day 1 takes the nurse of day 2 and the medic of day 3: without it both of them have a team."""
    days = [lacking(pk, "nurse", "medic") for pk in (1, 2, 3)]
    fits = {
        (1, "nurse"): [11], (2, "nurse"): [11], (3, "nurse"): [12],
        (1, "medic"): [21], (2, "medic"): [22], (3, "medic"): [21],
    }  # fmt: skip

    assert most_teams(days, fits) == 2


def test_without_going_back_only_one_of_them_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    days = [lacking(pk, "nurse", "medic") for pk in (1, 2, 3)]
    fits = {
        (1, "nurse"): [11], (2, "nurse"): [11], (3, "nurse"): [12],
        (1, "medic"): [21], (2, "medic"): [22], (3, "medic"): [21],
    }  # fmt: skip
    monkeypatch.setattr(reaching, "TRIES", 4)

    assert most_teams(days, fits) == 1


def test_a_slot_that_cannot_be_filled_moves_nobody() -> None:
    fits = {(1, "nurse"): [11], (2, "nurse"): [11]}
    holders: dict[int, tuple[int, str]] = {}

    assert take((1, "nurse"), fits, holders, set())
    assert not take((2, "nurse"), fits, holders, set())
    assert holders == {11: (1, "nurse")}
