"""Moving a day to another date: who still can, stays; who cannot, is released; replacements join."""

import datetime as dt
from collections.abc import Mapping

from accounts.models import Clinician, User
from casedays.changes.applying import lock_team, new_change, put_in_force
from casedays.events import CaseDayRescheduled
from casedays.locking import lock_case_day
from casedays.models import CaseDay, Change
from casedays.rules import check_date, require
from casedays.staffing.slots import put_in_slot
from casedays.states import ChangeStatus, Status, Verb
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import RuleBroken
from scheduling_portal.core.events import publish


@in_transaction
def reschedule(
    *,
    case_day: CaseDay,
    actor: User,
    date: dt.date,
    reason: str = "",
    replacements: Mapping[str, int] | None = None,
    beside: int | None = None,
    offers: bool = True,
) -> None:
    """Move a planned or confirmed day to `date`. Kept clinicians must acknowledge it, the others are released.

    `replacements` maps a provider type to the clinician who takes a slot that falls open; what stays open on a
    confirmed day is offered to the next best, unless `offers` is False. The status stays; the old date is kept in the
    numbered change. Raises DayThere when the site has another day on that date, unless `beside` names the newest of
    them; and RuleBroken, NotAllowed, Conflict when somebody's date was just taken.
    """
    chosen = list((replacements or {}).values())
    lock_team(case_day.pk, *chosen)
    day = lock_case_day(case_day.pk)
    require(day, Verb.RESCHEDULE, actor)
    if date == day.date:
        raise RuleBroken("The day is on this date already.", field="date")
    check_date(date, day.site.time_zone)
    was_confirmed = day.status == Status.CONFIRMED
    fields = {"date": [day.date.isoformat(), date.isoformat()]}
    change = _asked_for(day, fields, actor) or new_change(
        day, fields, actor, why=reason or "Rescheduled by a manager.", applied=True
    )
    applied = put_in_force(day, change, actor, taken=replacements, beside=beside)
    for clinician in Clinician.objects.filter(pk__in=chosen).select_related("user").order_by("pk"):
        put_in_slot(day, clinician, actor)
    publish(
        CaseDayRescheduled(
            actor_id=actor.pk,
            reason=reason,
            case_day_id=day.pk,
            changes=applied.words,
            change_id=change.pk,
            number=change.number,
            was_confirmed=was_confirmed,
            kept_clinician_ids=applied.told,
            released_clinician_ids=applied.released,
            offers=offers,
        )
    )


def _asked_for(day: CaseDay, fields: dict[str, list[str]], actor: User) -> Change | None:
    """The practice's own waiting change, applied, when the move is just what it asks for."""
    change = day.changes.filter(status=ChangeStatus.WAITING, fields=fields).first()
    if change:
        change.status, change.decided_by, change.decided_at = ChangeStatus.APPLIED, actor, clock.now()
        change.save()
    return change
