"""What confirming says before it is done."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from casedays import changes
from casedays.details import Edit
from casedays.models import CaseDay
from casedays.selectors.confirming import review
from scheduling_portal.core import wording
from tests.factories.casedays import day_ahead, details, staff_of, staffed_day
from tests.personas import client_of

pytestmark = pytest.mark.django_db


def asks(day: CaseDay, date: dt.date | None = None, **fields: Any) -> None:
    edit = Edit(site=day.site, date=date or day.date, details=details(**fields))
    changes.edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)


def test_confirming_a_day_whose_practice_asks_for_another_date_names_both(manager: User) -> None:
    day, other = staffed_day(), staffed_day()
    asks(day, day_ahead(40))
    said = (
        f"The practice asks for {wording.day(day_ahead(40))}: decide that first, "
        f"or confirm {wording.day(day.date)} all the same."
    )
    found = {one.pk: one.waiting for one in review(manager, [day.pk, other.pk]).days}
    assert found == {day.pk: said, other.pk: ""}
    client = client_of(manager)
    assert said in client.get(reverse("manager:casedays-confirm", args=[day.pk])).content.decode()
    assert said in client.get(reverse("manager:casedays-confirm-many"), {"day": [day.pk, other.pk]}).content.decode()
    assert "asks for" not in client.get(reverse("manager:casedays-confirm", args=[other.pk])).content.decode()


def test_another_change_that_waits_is_named_by_its_fields(manager: User) -> None:
    day = staffed_day()
    asks(day, first_case_time=dt.time(9), expected_end=dt.time(16))
    (one,) = review(manager, [day.pk]).days
    assert one.waiting.startswith("The practice asks for a change (expected end, first case): decide that first")
