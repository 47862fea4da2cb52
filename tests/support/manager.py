"""What tests of the managers' pages share."""

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from casedays import changes, staffing
from casedays.details import Edit
from casedays.models import CaseDay
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import accepted_day, details, fresh, in_slot, staff_of


def look(client: Client, name: str, *args: int, **query: Any) -> str:
    """A page as it is opened."""
    response = client.get(reverse(f"manager:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, name: str, *args: int, **data: Any) -> str:
    """The page to which a form leads."""
    response = client.post(reverse(f"manager:{name}", args=args), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def page_of(client: Client, day: CaseDay, query: str = "") -> str:
    """The page of a day."""
    response = client.get(reverse("manager:casedays-detail", args=[day.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def dropped_out() -> tuple[CaseDay, int]:
    """A confirmed day whose nurse dropped out, and another nurse who can."""
    day = accepted_day()
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Child is ill")
    other = credentialed_clinician(ProviderType.NURSE, user__first_name="Olive", user__last_name="Park")
    willing(other, day.date)
    return fresh(day), other.pk


def asked_for(day: CaseDay, *, date: dt.date | None = None, **fields: object) -> int:
    """A change of the practice that waits for a manager."""
    edit = Edit(site=day.site, date=date or day.date, details=details(**fields))
    change = changes.edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)
    assert change is not None
    assert change.decided_at is None
    return change.pk
