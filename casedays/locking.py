"""The one lock order of the product: clinicians by id, then the case day.

Everybody who changes a team takes these locks first, so two of them wait for each other instead of double booking
or dead-locking.
"""

from collections.abc import Iterable

from accounts.models import Clinician
from casedays.models import CaseDay


def lock_clinicians(clinician_ids: Iterable[int]) -> dict[int, Clinician]:
    """Lock these clinicians' rows in id order; returns them by id.

    Without the key: rows that only refer to a clinician, such as offers, need not wait.
    """
    rows = Clinician.objects.filter(pk__in=set(clinician_ids)).order_by("pk").select_for_update(no_key=True)
    return {row.pk: row for row in rows}


def lock_case_day(case_day_id: int) -> CaseDay:
    """Lock and re-read one case day with its site and practice."""
    return CaseDay.objects.select_for_update(of=("self",)).select_related("site", "practice").get(pk=case_day_id)
