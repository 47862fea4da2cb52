"""A manager decides a waiting change; the practice may take it back; the team says that it has seen it."""

import datetime as dt

from django.db.models import Exists, OuterRef

from accounts.models import User
from casedays.changes.applying import lock_team, put_in_force
from casedays.changes.comparing import in_words, snapshot
from casedays.events import ChangeApplied, ChangeAskedAgain, ChangeDeclined, ChangeSeen, ChangeWithdrawn
from casedays.locking import lock_case_day
from casedays.models import Assignment, CaseDay, Change, ChangeAcknowledgement
from casedays.rules import need_reason, require, roles_on_day
from casedays.states import LIVE, TOLD, ChangeStatus, Role, Verb
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import Conflict, NotAllowed
from scheduling_portal.core.events import publish
from scheduling_portal.core.models import TimelineEntry

ASK_AGAIN_AFTER = dt.timedelta(hours=1)


@in_transaction
def apply_change(
    *, change: Change, actor: User, reason: str = "", beside: int | None = None, offers: bool = True
) -> None:
    """Put a waiting change in force. Who is no longer eligible is released, the rest must acknowledge it.

    What falls open on a confirmed day is offered to the next best, unless `offers` is False.

    Raises Conflict when the day has changed in the same fields since, DayThere when its site has another day where it
    would move, unless `beside` names the newest of them, NotAllowed, RuleBroken when cases would not fit.
    """
    lock_team(change.case_day_id)
    day = lock_case_day(change.case_day_id)
    current = _waiting(change, day, actor)
    require(day, Verb.EDIT, actor)
    now = snapshot(day)
    if any(now[name] != old for name, (old, _) in current.fields.items()):
        raise Conflict("The day was changed since this was asked for. Decline this change and ask the practice again.")
    current.status = ChangeStatus.APPLIED
    _decided(current, actor, reason)
    applied = put_in_force(day, current, actor, beside=beside)
    publish(
        ChangeApplied(
            actor_id=actor.pk,
            reason=reason,
            case_day_id=day.pk,
            change_id=current.pk,
            number=current.number,
            changes=applied.words,
            at_once=False,
            team_clinician_ids=applied.told,
            released_clinician_ids=applied.released,
            offers=offers,
        )
    )


@in_transaction
def decline_change(*, change: Change, actor: User, reason: str) -> None:
    """Decline a waiting change; the day stands as it was. Raises RuleBroken without a reason, NotAllowed."""
    reason = need_reason(reason)
    day = lock_case_day(change.case_day_id)
    current = _waiting(change, day, actor)
    current.status = ChangeStatus.DECLINED
    _decided(current, actor, reason)
    publish(
        ChangeDeclined(
            actor_id=actor.pk,
            reason=reason,
            case_day_id=day.pk,
            change_id=current.pk,
            number=current.number,
            changes=in_words(current.fields),
        )
    )


@in_transaction
def withdraw_change(*, change: Change, actor: User) -> None:
    """The practice takes its waiting change back; the day stands as it was. Raises NotAllowed."""
    day = lock_case_day(change.case_day_id)
    current = Change.objects.get(pk=change.pk)
    if Role.PRACTICE not in roles_on_day(actor, day):
        raise NotAllowed("This is not yours to do.")
    _require_waiting(current)
    current.status = ChangeStatus.WITHDRAWN
    _decided(current, actor, "")
    publish(
        ChangeWithdrawn(
            actor_id=actor.pk,
            case_day_id=day.pk,
            change_id=current.pk,
            number=current.number,
            taken_back=True,
            changes=in_words(current.fields),
        )
    )


@in_transaction
def acknowledge_change(*, change: Change, actor: User) -> None:
    """Somebody who must see the change has seen it. Doing it twice is the same as once. Raises NotAllowed."""
    row = ChangeAcknowledgement.objects.select_for_update().filter(change=change, user=actor).first()
    if row is None:
        raise NotAllowed("This change does not ask for your word.")
    if row.seen_at:
        return
    row.seen_at = clock.now()
    row.save()
    publish(ChangeSeen(actor_id=actor.pk, case_day_id=change.case_day_id, change_id=change.pk, number=change.number))


@in_transaction
def ask_again(*, change: Change, actor: User) -> int:
    """Ask those of the team who have not seen a change in force to say that they have; returns how many.

    Raises NotAllowed for who is no manager, Conflict when all have seen it or they were asked within the hour.
    """
    day = lock_case_day(change.case_day_id)
    if Role.MANAGER not in roles_on_day(actor, day):
        raise NotAllowed("This is not yours to do.")
    asked = tuple(one.clinician_id for one in to_ask_again(change, day))
    publish(
        ChangeAskedAgain(
            actor_id=actor.pk,
            case_day_id=day.pk,
            change_id=change.pk,
            number=change.number,
            changes=in_words(change.fields),
            clinician_ids=asked,
        )
    )
    return len(asked)


def to_ask_again(change: Change, day: CaseDay) -> list[Assignment]:
    """The assignments of who on the team has not seen a change in force of this day; two queries.

    Raises Conflict when all have seen it, or they were asked within the hour.
    """
    unseen = ChangeAcknowledgement.objects.filter(
        change=change, change__status=ChangeStatus.APPLIED, seen_at=None, user=OuterRef("clinician__user")
    )
    missing = Assignment.objects.filter(Exists(unseen), case_day=day, status__in=TOLD)
    people = list(missing.select_related("clinician__user").order_by("clinician"))
    if not people or day.status not in LIVE:
        raise Conflict(f"Nobody on the team has still to see change {change.number}.")
    lately = TimelineEntry.objects.filter(
        topic="case_day", topic_id=day.pk, kind=ChangeAskedAgain.kind, at__gt=clock.now() - ASK_AGAIN_AFTER
    )
    if lately.filter(details__change_id=change.pk).exists():
        raise Conflict("They were asked again within the last hour. Give them time, or call them.")
    return people


def _waiting(change: Change, day: CaseDay, actor: User) -> Change:
    current = Change.objects.get(pk=change.pk)
    if Role.MANAGER not in roles_on_day(actor, day):
        raise NotAllowed("This is not yours to do.")
    _require_waiting(current)
    return current


def _require_waiting(change: Change) -> None:
    if change.status != ChangeStatus.WAITING:
        raise NotAllowed(f"This change is {change.get_status_display().lower()} already.")


def _decided(change: Change, actor: User, reason: str) -> None:
    change.decided_by = actor
    change.decided_at = clock.now()
    change.decision_reason = reason
    change.save()
