"""Periods and answers for tests. Periods are whole weeks, apart from each other, and open by default."""

import datetime as dt
from collections.abc import Iterable

import factory
from factory.django import DjangoModelFactory

from accounts.models import Clinician
from availability.calendar import dates_of
from availability.enums import Answer
from availability.models import Availability, Period, Submission
from scheduling_portal.core import clock
from tests.factories.accounts import ClinicianFactory

WEEKS = dt.timedelta(weeks=4)


def next_monday() -> dt.date:
    """The first Monday after today."""
    return clock.monday_of(clock.now().date()) + dt.timedelta(weeks=1)


def after_the_last() -> dt.date:
    """Where the next period may begin: after every other one, the Monday after next at the earliest."""
    last = Period.objects.order_by("-ends_on").first()
    first = next_monday() + dt.timedelta(weeks=1)
    return first if last is None else max(first, last.ends_on + dt.timedelta(days=1))


class PeriodFactory(DjangoModelFactory[Period]):
    """Four weeks from the Monday after next, open for answers, due in 5 days; each further one follows on.

    Traits: `coming` is not open yet, `late` is past due, `locked` takes no answers any more.
    """

    class Meta:
        model = Period

    class Params:
        coming = factory.Trait(opens_at=factory.LazyFunction(lambda: clock.now() + dt.timedelta(days=1)))
        late = factory.Trait(due_at=factory.LazyFunction(lambda: clock.now() - dt.timedelta(days=1)))
        locked = factory.Trait(
            due_at=factory.LazyFunction(lambda: clock.now() - dt.timedelta(days=2)),
            locks_at=factory.LazyFunction(lambda: clock.now() - dt.timedelta(days=1)),
        )

    starts_on = factory.LazyFunction(after_the_last)
    ends_on = factory.LazyAttribute(lambda period: period.starts_on + WEEKS - dt.timedelta(days=1))
    opens_at = factory.LazyFunction(lambda: clock.now() - dt.timedelta(days=10))
    due_at = factory.LazyFunction(lambda: clock.now() + dt.timedelta(days=5))
    locks_at = factory.LazyFunction(lambda: clock.now() + dt.timedelta(days=8))


class AvailabilityFactory(DjangoModelFactory[Availability]):
    """One answer, "available" unless told otherwise."""

    class Meta:
        model = Availability

    clinician = factory.SubFactory(ClinicianFactory)
    date = factory.LazyFunction(next_monday)
    answer = Answer.AVAILABLE


class SubmissionFactory(DjangoModelFactory[Submission]):
    """That a clinician has answered for a period; answers come from `answer_all` or `AvailabilityFactory`."""

    class Meta:
        model = Submission

    period = factory.SubFactory(PeriodFactory)
    clinician = factory.SubFactory(ClinicianFactory)
    submitted_at = factory.LazyFunction(clock.now)


def willing(clinician: Clinician, *dates: dt.date, answer: str = Answer.AVAILABLE) -> None:
    """The clinician can work on these dates, replacing what they answered before."""
    for date in dates:
        Availability.objects.update_or_create(clinician=clinician, date=date, defaults={"answer": answer})


def answer_all(period: Period, clinicians: Iterable[Clinician], answer: str = Answer.AVAILABLE) -> None:
    """Each of the clinicians has submitted the same answer for every date of the period."""
    for clinician in clinicians:
        SubmissionFactory.create(period=period, clinician=clinician)
        Availability.objects.bulk_create(
            Availability(clinician=clinician, date=date, answer=answer)
            for date in dates_of(period.starts_on, period.ends_on)
        )
