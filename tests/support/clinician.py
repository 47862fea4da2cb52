"""What tests of the clinician portal share."""

import datetime as dt
import re

from accounts.enums import ProviderType
from accounts.models import User
from casedays import changes
from casedays.details import Edit
from casedays.models import Assignment, CaseDay
from tests.factories.accounts import ManagerFactory
from tests.factories.casedays import details, in_slot, staff_of
from tests.personas import client_of

HOME = "/clinician/"
LIST = "/clinician/case-days/"


def page_of(day: CaseDay) -> str:
    return f"{LIST}{day.pk}/"


def medic_of(day: CaseDay) -> Assignment:
    return in_slot(day, ProviderType.MEDIC)


def html_of(user: User, url: str) -> str:
    response = client_of(user).get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def start_moved(day: CaseDay, time: dt.time) -> None:
    """The practice asked for another start, and a manager applied it."""
    edit = Edit(site=day.site, date=day.date, details=details(first_case_time=time))
    change = changes.edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)
    assert change is not None
    if change.status == "waiting":
        changes.apply_change(change=change, actor=ManagerFactory.create())
