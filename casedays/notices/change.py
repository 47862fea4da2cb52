"""What people hear of a numbered change."""

import datetime as dt

from accounts.enums import Portal
from casedays.events import (
    ChangeApplied,
    ChangeAsked,
    ChangeAskedAgain,
    ChangeDeclined,
    ChangeEvent,
    ChangeSeen,
    ChangeWithdrawn,
)
from casedays.models import Change
from casedays.notices import kinds
from casedays.notices.changed import settle_seen, tell_team
from casedays.notices.day import decided, nearer
from casedays.notices.telling import Telling, lines, name_of_actor, staff_of
from notifications.alerts import managers
from notifications.rendering import Value
from scheduling_portal.core import clock
from scheduling_portal.core.events import subscribe
from scheduling_portal.core.models import TimelineEntry


@subscribe(ChangeAsked)
def asked(event: ChangeAsked, entry: TimelineEntry) -> None:
    """Managers decide; colleagues at the practice get a copy."""
    telling = Telling(event, entry)
    words: dict[str, Value] = {"number": event.number, "person": name_of_actor(event)}
    told = lines(event.changes)
    telling.tell(kinds.CHANGE_ASKED, managers(), Portal.MANAGER, context=words, changes=told)
    telling.tell(kinds.CHANGE_COPY, staff_of(telling.day), Portal.PRACTICE, context=words, changes=told)
    telling.send()


@subscribe(ChangeApplied)
def applied(event: ChangeApplied, entry: TimelineEntry) -> None:
    """The team sees what changed for it, and the side that did not do it hears. Who is released is told apart."""
    telling = _with_distance(event, entry)
    number: dict[str, Value] = {"number": event.number}
    told = lines(event.changes)
    staff = staff_of(telling.day)
    tell_team(telling, event.team_clinician_ids, event.number)
    if event.by_practice:
        words: dict[str, Value] = {**number, "person": name_of_actor(event)}
        telling.tell(kinds.CHANGE_COPY, staff, Portal.PRACTICE, context=words, changes=told)
        telling.tell(kinds.CHANGE_TOOK_EFFECT, managers(), Portal.MANAGER, context=number, changes=told)
    else:
        telling.tell(kinds.CHANGE_APPLIED, staff, Portal.PRACTICE, context=number, changes=told)
    telling.send()
    decided(entry)


@subscribe(ChangeDeclined)
def declined(event: ChangeDeclined, entry: TimelineEntry) -> None:
    telling = Telling(event, entry)
    telling.tell(
        kinds.CHANGE_DECLINED,
        staff_of(telling.day),
        Portal.PRACTICE,
        context={"number": event.number, "reason": event.reason},
    )
    telling.send()
    decided(entry)


@subscribe(ChangeWithdrawn)
def withdrawn(event: ChangeWithdrawn, entry: TimelineEntry) -> None:
    """Managers hear that the practice took it back. Where it fell with its day or to a newer one, that is told."""
    if event.taken_back:
        telling = Telling(event, entry)
        telling.tell(kinds.CHANGE_WITHDRAWN, managers(), Portal.MANAGER, context={"number": event.number})
        telling.send()
    decided(entry)


@subscribe(ChangeAskedAgain)
def asked_again(event: ChangeAskedAgain, entry: TimelineEntry) -> None:
    """Who has not seen it reads old and new once more."""
    telling = Telling(event, entry)
    tell_team(telling, event.clinician_ids, event.number)
    telling.send()


@subscribe(ChangeSeen)
def seen(event: ChangeSeen, entry: TimelineEntry) -> None:
    """Nobody is told; what asked this person to look is settled."""
    settle_seen(event.case_day_id, entry.topic, event.actor_id)


def _with_distance(event: ChangeEvent, entry: TimelineEntry) -> Telling:
    """As far as the nearer of the old and the new date."""
    telling = Telling(event, entry)
    if "date" in event.changes:
        old = dt.date.fromisoformat(Change.objects.get(pk=event.change_id).fields["date"][0])
        day = telling.day
        before = clock.hours_until(old, day.first_case_time, day.site.time_zone)
        telling.hours = nearer(telling.hours, before)
    return telling
