"""A site has one case day on a date, unless somebody says that another one is meant."""

import datetime as dt
from collections.abc import Collection

from casedays.models import CaseDay
from casedays.states import OPEN
from practices.models import Site
from scheduling_portal.core import wording
from scheduling_portal.core.errors import Conflict


class DayThere(Conflict):
    """The site has a day on that date already; `case_day_id` is the newest."""

    def __init__(self, day: CaseDay) -> None:
        super().__init__(words_there(day), field="date")
        self.case_day_id = day.pk


def words_there(day: CaseDay) -> str:
    """Such as "Eastside Dental has a day on Thu 10 Dec already: planned, first case 8:00 am."."""
    first, state = wording.time_of_day(day.first_case_time), day.get_status_display().lower()
    return f"{day.site.label} has a day on {wording.day(day.date)} already: {state}, first case {first}."


def days_there(site: Site, dates: Collection[dt.date], *, but: CaseDay | None = None) -> list[CaseDay]:
    """Days of the site on these dates that may still happen, by date and then age, without `but`. One query."""
    days = CaseDay.objects.filter(site=site, date__in=dates, status__in=OPEN).exclude(pk=but.pk if but else 0)
    return list(days.select_related("site").order_by("date", "pk"))


def check_alone(site: Site, date: dt.date, beside: int | None, *, but: CaseDay | None = None) -> None:
    """Raises DayThere for another day of the site on that date than the newest, `beside`, which is meant to stay.

    `but` is the day that comes there. Locks the site: of two at once the second sees it.
    """
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    there = days_there(site, [date], but=but)
    if there and there[-1].pk != beside:
        raise DayThere(there[-1])
