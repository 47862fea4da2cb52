"""How many days clinicians have in the current period, for the pages about people."""

from collections.abc import Collection

from django.db.models import Count

from accounts.workload import Workload
from availability.models import Period
from casedays.models import Assignment
from casedays.states import ACTIVE
from scheduling_portal.core import clock, wording


def days_this_period(clinician_ids: Collection[int]) -> Workload:
    """Days on which these clinicians have a slot, in the period that holds today, else in the next. Two queries."""
    period = Period.objects.filter(ends_on__gte=clock.now().date()).order_by("starts_on").first()
    if period is None:
        return Workload()
    rows = (
        Assignment.objects.filter(
            clinician_id__in=clinician_ids, status__in=ACTIVE, date__range=(period.starts_on, period.ends_on)
        )
        .order_by()
        .values_list("clinician_id")
        .annotate(days=Count("pk"))
    )
    return Workload(label=wording.day_span(period.starts_on, period.ends_on), days=dict(rows))
