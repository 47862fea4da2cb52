"""What case days want of clinicians, as availability asks for it."""

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q

from availability.demand import Commitment, Demand, Wanted
from availability.enums import WILLING
from availability.models import Availability
from casedays.models import Assignment, CaseDay
from casedays.states import ACTIVE, OPEN, TOLD, Status


def demand_of_days(first: dt.date, last: dt.date, clinician_id: int | None = None) -> Demand:
    """Days wanted on each date, requests by their best date, and who is in a slot. Two queries."""
    days = (
        CaseDay.objects.filter(date__range=(first, last), status__in=[*OPEN, Status.COMPLETED])
        .order_by()
        .values_list("date")
        .annotate(many=Count("pk"), asked=Count("pk", filter=Q(status=Status.REQUESTED)))
    )
    willing = Availability.objects.filter(clinician=OuterRef("clinician"), date=OuterRef("date"), answer__in=WILLING)
    taken = Assignment.objects.filter(date__range=(first, last), status__in=ACTIVE).order_by()
    if clinician_id is not None:
        taken = taken.filter(clinician=clinician_id)
    rows = taken.annotate(willing=Exists(willing)).values_list(
        "clinician_id", "provider_type", "date", "status", "willing"
    )
    return Demand(
        wanted={date: Wanted(many, asked) for date, many, asked in days},
        commitments=tuple(
            Commitment(pk, provider_type, date, told=status in TOLD, willing=can)
            for pk, provider_type, date, status, can in rows
        ),
    )
