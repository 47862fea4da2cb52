import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from availability.calendar import dates_of, same_day_before, weeks_of

MARCH = dt.date(2027, 3, 29), dt.date(2027, 4, 25)
DATES = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


def test_weeks_of_whole_weeks_have_no_gaps() -> None:
    weeks = weeks_of(*MARCH)

    assert [week[0] for week in weeks] == [
        dt.date(2027, 3, 29),
        dt.date(2027, 4, 5),
        dt.date(2027, 4, 12),
        dt.date(2027, 4, 19),
    ]
    assert weeks[-1][-1] == dt.date(2027, 4, 25)


def test_weeks_of_a_month_are_filled_with_the_days_around() -> None:
    weeks = weeks_of(dt.date(2027, 4, 1), dt.date(2027, 4, 30))

    assert (weeks[0][0], weeks[0][3]) == (dt.date(2027, 3, 29), dt.date(2027, 4, 1))
    assert weeks[-1][4:] == [dt.date(2027, 4, 30), dt.date(2027, 5, 1), dt.date(2027, 5, 2)]


@given(DATES, st.integers(0, 90))
def test_weeks_of_hold_every_date_once(first: dt.date, length: int) -> None:
    last = first + dt.timedelta(days=length)
    weeks = weeks_of(first, last)

    assert [date for week in weeks for date in week if first <= date <= last] == dates_of(first, last)
    assert all(len(week) == 7 for week in weeks)


@given(DATES, DATES)
def test_same_day_before_keeps_the_weekday(start: dt.date, earlier: dt.date) -> None:
    found = same_day_before(start, start=start, earlier_start=earlier)

    assert found.weekday() == start.weekday()
    assert abs((found - earlier).days) < 7
