"""What a manager's page about a clinician says of their answers."""

from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q

from accounts.models import User
from accounts.panels import Panel
from availability.models import Availability, Period
from availability.rules import phase_of
from availability.selectors.periods import DuePeriod
from scheduling_portal.core import clock
from scheduling_portal.core.querysets import counted


def answers_panel(user: User) -> Panel | None:
    """The running and coming periods with how much is answered; nothing for who is no clinician. One query."""
    clinician = getattr(user, "clinician", None)
    if clinician is None:
        return None
    given = Availability.objects.filter(clinician=clinician, date__range=(OuterRef("starts_on"), OuterRef("ends_on")))
    mine = FilteredRelation("submissions", condition=Q(submissions__clinician=clinician))
    open_ones: Any = Period.objects.filter(opens_at__lte=clock.now(), ends_on__gte=clock.now().date())
    periods = open_ones.annotate(mine=mine, given=counted(given)).select_related("mine").order_by("starts_on")
    rows = [
        DuePeriod(
            period=period,
            phase=phase_of(period),
            submission=getattr(period, "mine", None),
            answered=period.given or 0,
            total=(period.ends_on - period.starts_on).days + 1,
        )
        for period in periods
    ]
    return Panel("manager/availability/parts/of_clinician.html", {"rows": rows, "clinician": clinician})
