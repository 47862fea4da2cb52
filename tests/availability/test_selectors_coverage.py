import datetime as dt

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.enums import ProviderType
from accounts.models import User
from availability.enums import Answer, SubmissionStatus
from availability.models import Period
from availability.selectors import Cover, Coverage, CoverageRow, awaited, coverage
from availability.selectors.kept import STALE
from availability.selectors.periods import silent
from availability.tasks import count_coverage
from casedays import staffing
from scheduling_portal.core import clock
from tests.factories.accounts import ClinicianFactory, credentialed_clinician
from tests.factories.availability import PeriodFactory, SubmissionFactory, answer_all, willing
from tests.factories.casedays import planned_day, requested_day, staffed_day

pytestmark = pytest.mark.django_db
TUESDAY = dt.timedelta(days=1)


def counted(period: Period) -> Coverage:
    """The coverage once a worker has been round."""
    count_coverage()
    return coverage(period)


def row_of(found: Coverage, date: dt.date) -> CoverageRow:
    return next(row for row in found.rows if row.date == date)


def spare(row: CoverageRow) -> dict[str, int]:
    return {cover.provider_type.value: cover.spare for cover in row.covers}


def test_coverage_counts_willing_against_days_wanted() -> None:
    period = PeriodFactory.create()
    date = period.starts_on + TUESDAY
    nurse, medic = (credentialed_clinician(kind) for kind in (ProviderType.NURSE, ProviderType.MEDIC))
    willing(nurse, date, answer=Answer.IF_NEEDED)
    willing(medic, date, answer=Answer.UNAVAILABLE)
    requested_day(date=date)

    row = row_of(counted(period), date)

    assert (row.days, row.requests, row.teams) == (1, 1, 0)
    assert spare(row) == {"anesthesiologist": -1, "nurse": 0, "medic": -1}


def test_coverage_leaves_out_who_does_not_work_any_more() -> None:
    period = PeriodFactory.create()
    answer_all(period, [ClinicianFactory.create(active=False), ClinicianFactory.create(user__is_active=False)])

    assert spare(row_of(counted(period), period.starts_on))["nurse"] == 0


def test_coverage_counts_people_already_on_the_day_once() -> None:
    period = PeriodFactory.create()
    staffed_day(date=period.starts_on)

    row = row_of(counted(period), period.starts_on)

    assert (row.days, row.teams) == (1, 1)
    assert spare(row) == {"anesthesiologist": 0, "nurse": 0, "medic": 0}


def test_coverage_counts_somebody_put_there_against_their_answer(manager: User) -> None:
    period = PeriodFactory.create()
    day = planned_day(date=period.starts_on)
    nurse = ClinicianFactory.create(provider_type=ProviderType.NURSE)
    staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager, override_reason="Agreed by phone")

    assert spare(row_of(counted(period), period.starts_on))["nurse"] == 0


def test_coverage_shows_weekends_only_when_something_is_wanted() -> None:
    period = PeriodFactory.create()
    saturday = period.starts_on + dt.timedelta(days=5)
    requested_day(date=saturday)

    weekend = [row.date for row in counted(period).rows if row.date.weekday() >= 5]

    assert weekend == [saturday]


def test_coverage_marks_the_weeks() -> None:
    period = PeriodFactory.create()

    starts = [row.date for row in counted(period).rows if row.is_week_start]

    assert starts == [period.starts_on + dt.timedelta(weeks=week) for week in (1, 2, 3)]


@pytest.mark.parametrize(
    ("days", "requests", "spare", "teams", "sentence"),
    [
        (3, 3, (0, 0, -1), 2, "3 requests, 2 teams possible; one medic short."),
        (3, 1, (-2, 0, -1), 1, "3 days wanted, 1 team possible; 2 anesthesiologists and one medic short."),
        (1, 0, (0, 0, 0), 1, ""),
        (0, 0, (0, 0, 0), 0, ""),
    ],
)
def test_sentence_says_what_is_possible(
    days: int, requests: int, spare: tuple[int, int, int], teams: int, sentence: str
) -> None:
    kinds = (ProviderType.ANESTHESIOLOGIST, ProviderType.NURSE, ProviderType.MEDIC)
    covers = tuple(Cover(kind, many) for kind, many in zip(kinds, spare, strict=True))
    with time_machine.travel(dt.datetime(2027, 3, 3, tzinfo=dt.UTC)):
        row = CoverageRow(dt.date(2027, 4, 13), days, requests, teams, covers, is_week_start=False)

        assert row.sentence == (f"Tue 13 Apr: {sentence}" if sentence else "")


@pytest.mark.parametrize(
    ("number", "label", "css"),
    [
        (-3, "short 3", "cover-short-2"),
        (-1, "short 1", "cover-short-1"),
        (0, "exact", "cover-exact"),
        (2, "+2", "cover-spare-2"),
        (9, "+9", "cover-spare-3"),
    ],
)
def test_cover_says_it_in_words(number: int, label: str, css: str) -> None:
    cover = Cover(ProviderType.NURSE, number)

    assert (cover.label, cover.css) == (label, css)


def test_coverage_names_who_has_not_answered() -> None:
    period = PeriodFactory.create()
    silent = ClinicianFactory.create(provider_type=ProviderType.NURSE)
    answer_all(period, [ClinicianFactory.create(provider_type=ProviderType.MEDIC)])
    requested_day(date=period.starts_on)

    found = counted(period)

    assert [one.clinician_id for one in found.silent_for(found.short_rows[0])] == [silent.pk]


@pytest.mark.parametrize("many", [3, 30])
def test_coverage_asks_two_queries_counted_or_not(
    many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    period = PeriodFactory.create()
    answer_all(period, ClinicianFactory.create_batch(many))
    requested_day(date=period.starts_on)

    with django_assert_max_num_queries(2):
        coverage(period)
    with django_assert_max_num_queries(11):
        count_coverage()
    with django_assert_max_num_queries(2):
        coverage(period)


def test_coverage_is_empty_before_a_worker_has_counted() -> None:
    found = coverage(PeriodFactory.create())

    assert (found.rows, found.short_rows, found.counted_at) == ((), [], None)


def test_coverage_is_counted_anew_by_a_worker_after_a_step(manager: User) -> None:
    period = PeriodFactory.create()
    count_coverage()
    requested_day(date=period.starts_on)
    before = row_of(coverage(period), period.starts_on)

    assert (before.days, row_of(counted(period), period.starts_on).days) == (0, 1)


def test_coverage_of_dates_ahead_says_when_no_worker_has_counted_for_long() -> None:
    period = PeriodFactory.create()
    assert not counted(period).is_old
    with time_machine.travel(clock.now() + STALE + dt.timedelta(seconds=1)):
        assert coverage(period).is_old
    with time_machine.travel(clock.now() + dt.timedelta(days=365)):
        assert not coverage(period).is_old


def test_a_period_that_is_over_is_counted_once() -> None:
    period = PeriodFactory.create()
    with time_machine.travel(clock.now() + dt.timedelta(days=365)):
        assert [count_coverage(), count_coverage()] == [1, 0]
        assert coverage(period).rows


def test_coverage_is_counted_anew_when_the_period_grew() -> None:
    period = PeriodFactory.create()
    before = counted(period)
    period.ends_on += dt.timedelta(days=2)  # from a Sunday to a Tuesday
    period.save()

    assert coverage(period).rows == before.rows
    assert counted(period).rows[-1].date == period.ends_on


def test_dates_that_have_passed_are_no_forecast() -> None:
    period = PeriodFactory.create()
    requested_day(date=period.starts_on)

    assert [row.date for row in counted(period).short_rows] == [period.starts_on]
    with time_machine.travel(
        clock.now().replace(hour=20) + dt.timedelta(days=(period.starts_on - clock.now().date()).days + 2)
    ):
        found = coverage(period)
        assert not found.short_rows
        assert found.ahead[0].date == period.starts_on + TUESDAY


def test_short_types_are_listed_and_who_was_sent_it_back_or_came_later_is_not_called_silent() -> None:
    covers = (
        Cover(ProviderType.ANESTHESIOLOGIST, -1), Cover(ProviderType.NURSE, -1), Cover(ProviderType.MEDIC, -2),
    )  # fmt: skip
    row = CoverageRow(dt.date(2027, 4, 13), 3, 0, 1, covers, is_week_start=False)
    assert row.sentence.endswith("one anesthesiologist, one nurse and 2 medics short.")

    period = PeriodFactory.create(locked=True)
    here = {"user__date_joined": period.opens_at, "provider_type": ProviderType.NURSE}
    quiet, sent_back = ClinicianFactory.create(**here), ClinicianFactory.create(**here)
    ClinicianFactory.create(provider_type=ProviderType.NURSE)
    SubmissionFactory.create(period=period, clinician=sent_back, status=SubmissionStatus.RETURNED)
    assert list(silent(period)) == [quiet]
    assert set(awaited(period)) == {quiet, sent_back}
    requested_day(date=period.starts_on)
    assert [one.clinician_id for one in counted(period).silent] == [quiet.pk]


def test_today_counts_until_it_is_over_everywhere() -> None:
    period = PeriodFactory.create()
    day = requested_day(date=period.starts_on)
    evening_there = clock.local_instant(day.date, dt.time(17), "America/Los_Angeles")
    with time_machine.travel(evening_there):
        assert clock.now().date() > day.date
        assert [row.date for row in counted(period).short_rows][:1] == [day.date]
