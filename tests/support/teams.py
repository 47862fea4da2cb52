"""A clinician on a day, in the fewest rows: for tests that are about the clinician."""

import datetime as dt

from accounts.models import Clinician
from casedays.models import Assignment, CaseDay
from casedays.states import AssignmentStatus, Status
from scheduling_portal.core import clock
from tests.personas import make_practice


def on_a_day(clinician: Clinician) -> Assignment:
    """Held on a planned day of Lakeview Dental Group in 20 days."""
    practice = make_practice("Lakeview Dental Group")
    day = CaseDay.objects.create(
        practice=practice, site=practice.sites.get(), date=clock.now().date() + dt.timedelta(days=20),
        status=Status.PLANNED, first_case_time="07:30", expected_end="15:00",
    )  # fmt: skip
    return Assignment.objects.create(
        case_day=day, clinician=clinician, provider_type=clinician.provider_type, date=day.date,
        status=AssignmentStatus.HELD,
    )  # fmt: skip
