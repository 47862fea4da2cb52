"""Reminding those whose answers are missing."""

from collections.abc import Iterable

from accounts.models import Clinician, User
from availability.enums import Phase
from availability.events import AvailabilityReminded
from availability.models import Period
from availability.rules import REMIND_BEFORE_DUE, phase_of
from availability.selectors import awaited, reminded_lately
from availability.services.access import lock_clinicians, require_manager
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import RuleBroken
from scheduling_portal.core.events import publish
from scheduling_portal.core.models import TimelineEntry


@in_transaction
def remind_missing(*, period: Period, clinicians: Iterable[Clinician], actor: User | None) -> int:
    """Remind those of `clinicians` whose answers are missing; returns how many were.

    Who has answered meanwhile, or was reminded within the last hour, is left in peace.
    Raises NotAllowed for anybody but managers, RuleBroken when the period is not open for answers.
    """
    require_manager(actor)
    if phase_of(period) not in {Phase.OPEN, Phase.LATE}:
        raise RuleBroken(f"{period} does not take answers now, so there is nothing to remind of.")
    wanted = sorted({clinician.pk for clinician in clinicians})
    lock_clinicians(wanted)
    reminded = reminded_lately(period)
    missing = awaited(period).filter(pk__in=wanted).order_by("pk")
    chosen = [pk for pk in missing.values_list("pk", flat=True) if pk not in reminded]
    for pk in chosen:
        publish(AvailabilityReminded(actor_id=actor.pk if actor else None, period_id=period.pk, clinician_id=pk))
    return len(chosen)


def remind_due() -> int:
    """Once per period, two days before it is due: remind everybody who is missing. Returns how many were."""
    now = clock.now()
    count = 0
    for period in Period.objects.filter(opens_at__lte=now, due_at__gt=now, due_at__lte=now + REMIND_BEFORE_DUE):
        count += _remind_by_clock(period)
    return count


@in_transaction
def _remind_by_clock(period: Period) -> int:
    Period.objects.select_for_update().get(pk=period.pk)  # two clocks at once remind once
    done = TimelineEntry.objects.filter(
        topic=AvailabilityReminded.topic,
        topic_id=period.pk,
        kind=AvailabilityReminded.kind,
        actor=None,
    )
    if done.exists():
        return 0
    return remind_missing(period=period, clinicians=awaited(period), actor=None)
