"""What case days want of clinicians, as availability asks for it."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Count, Exists, OuterRef, Q

from availability.demand import Commitment, Slot, Wanted
from availability.enums import WILLING
from availability.models import Availability
from casedays.models import Assignment, CaseDay
from casedays.selectors.reach import reach
from casedays.states import ACTIVE, OPEN, TOLD, Status

__all__ = ["commitments", "reach", "unasked", "wanted"]


def wanted(first: dt.date, last: dt.date) -> Mapping[dt.date, Wanted]:
    """Days wanted on each date, requests by their best date. One query."""
    days = (
        CaseDay.objects.filter(date__range=(first, last), status__in=[*OPEN, Status.COMPLETED])
        .order_by()
        .values_list("date")
        .annotate(many=Count("pk"), asked=Count("pk", filter=Q(status=Status.REQUESTED)))
    )
    return {date: Wanted(many, asked) for date, many, asked in days}


def commitments(first: dt.date, last: dt.date, clinicians: Collection[int]) -> list[Commitment]:
    """On which dates these clinicians are in a slot. One query."""
    taken = Assignment.objects.filter(clinician__in=clinicians, date__range=(first, last), status__in=ACTIVE)
    facts = ("clinician_id", "date", "status", "case_day__practice__name")
    return [
        Commitment(pk, date, told=status in TOLD, practice=practice)
        for pk, date, status, practice in taken.order_by().values_list(*facts)
    ]


def unasked(first: dt.date, last: dt.date) -> Mapping[Slot, int]:
    """How many are in a slot without having answered that they can: a manager overrode it. One query."""
    said = Availability.objects.filter(clinician=OuterRef("clinician"), date=OuterRef("date"), answer__in=WILLING)
    taken = Assignment.objects.filter(~Exists(said), date__range=(first, last), status__in=ACTIVE)
    counted = taken.order_by().values_list("date", "provider_type").annotate(many=Count("pk"))
    return {(date, kind): many for date, kind, many in counted}
