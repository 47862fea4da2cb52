"""`manage.py export_matching`: what it writes can be read and solved elsewhere."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from availability.models import Period
from casedays.matching.solver import exchange, solve
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import planned_day, trio

pytestmark = pytest.mark.django_db


def exported(period: object, *more: str) -> str:
    out = io.StringIO()
    call_command("export_matching", str(period), *more, stdout=out)
    return out.getvalue()


def test_a_period_leaves_as_a_problem_that_can_be_solved() -> None:
    period: Period = PeriodFactory.create()
    day = planned_day(date=period.starts_on + dt.timedelta(days=2))
    team = trio(day.date)
    data = json.loads(exported(period.pk, "--seconds", "5"))
    assert data["version"] == 1
    assert data["days"] == [
        {"id": day.pk, "date": day.date.isoformat(), "open": ["anesthesiologist", "nurse", "medic"]}
    ]
    proposal = solve(exchange.read(data))
    assert sorted(proposal.assignments) == sorted((day.pk, one.pk) for one in team)
    assert json.loads(exported(period.starts_on))["days"] == data["days"]


@pytest.mark.parametrize("name", ["7", "2027-02-30", "next", "9" * 30])
def test_a_period_that_is_not_there_is_named_with_those_that_are(name: str) -> None:
    PeriodFactory.create(starts_on=dt.date(2027, 3, 1))
    with pytest.raises(CommandError, match=r"There is no period|neither an id nor a date"):
        exported(name)
