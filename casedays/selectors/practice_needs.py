"""What needs a practice's staff, counted by the database for the badge of their first screen.

The same things as `practice_home` lists; a test compares the two.
"""

import datetime as dt

from django.db.models import DateField, DateTimeField, ExpressionWrapper, F, Func, IntegerField, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject

from accounts.models import User
from casedays.cases.unready import needs_patients
from casedays.models import CaseDay
from casedays.states import Status
from scheduling_portal.core import clock
from scheduling_portal.core.querysets import counted

#: How near a day must be before patients who are not ready are called out.
NEAR = dt.timedelta(days=14)


def needs_tally(user: User) -> Combinable:
    """How many things wait for this person's practices, by sort, as part of another query; the badge is their sum."""
    days = CaseDay.objects.visible_to_staff(user).alias(today_there=today_there())
    ahead = days.filter(date__gte=F("today_there"))
    confirmed = ahead.filter(status=Status.CONFIRMED)
    return JSONObject(
        answers=counted(days.filter(proposal_ahead())),
        details=counted(confirmed.filter(details_confirmed_at__isnull=True)),
        patients=counted(confirmed.filter(needs_patients(), date__lte=_later(NEAR.days))),
    )


def proposal_ahead() -> Q:
    """Condition on days with `today_there`: the practice is asked about a date that has not passed."""
    return Q(status=Status.REQUESTED, proposed_date__gte=F("today_there"))


def today_there() -> Combinable:
    """The date at the site now."""
    now = Value(clock.now(), output_field=DateTimeField())
    return Cast(Func(F("site__time_zone"), now, function="timezone"), DateField())


def _later(days: int) -> Combinable:
    return ExpressionWrapper(F("today_there") + Value(days, output_field=IntegerField()), output_field=DateField())
